import { type ChildProcess, spawn } from 'node:child_process'
import { monotonicMs } from '../../clock.ts'
import type { LedgerEntry } from '../ledger.ts'
import { identify, signalProcess } from '../process-table.ts'
import { countFailures } from './failures.ts'
import { lastWordsIn } from './last-words.ts'
import { nextRestartDelay, SOUND_RUN_MS } from './restart-delay.ts'
import { markOf, type Runner, type RunnerWorld } from './runner.ts'

/** How often the leftovers of a run that ended by itself are killed before the next one. */
const SWEEP_MS = 20
/** Of its error output: enough for a trace. */
const KEPT_CHARACTERS = 4_096

/** What a service wrote last to its error output, for the log when it ends by itself. */
const lastWords = (child: ChildProcess): (() => string) => {
  let tail = ''
  child.stderr?.on('error', () => undefined)
  child.stderr?.on('data', (chunk: Buffer) => {
    tail = (tail + chunk.toString('utf8')).slice(-KEPT_CHARACTERS)
  })
  return () => lastWordsIn(tail)
}

/**
 * A program that stays in the foreground, in a session of its own. When it ends by itself it is started
 * again; what its processes left behind is killed first.
 */
export const createProcessRunner = (
  entry: LedgerEntry & { readonly runner: { readonly kind: 'process' } },
  world: RunnerWorld,
): Runner => {
  const { argv, cwd } = entry.runner
  const [program = '', ...rest] = argv
  let child: ChildProcess | null = null
  let delayMs: number | null = null
  let startedLast = 0
  const failures = countFailures()

  const startAgain = (ranMs: number) => {
    delayMs = nextRestartDelay(delayMs, ranMs)
    const notBefore = monotonicMs() + delayMs
    const attempt = () => {
      if (!world.isWanted()) return
      const left = world.members()
      for (const member of left) signalProcess(member, 'SIGKILL')
      if (left.length > 0 || monotonicMs() < notBefore) {
        setTimeout(attempt, left.length > 0 ? SWEEP_MS : notBefore - monotonicMs())
        return
      }
      if (!world.mayStart()) {
        // Past a deadline whose renewal may be under way.
        setTimeout(attempt, SWEEP_MS)
        return
      }
      start()
      void world.save().catch((error: Error) => world.log.warn(error.message))
    }
    attempt()
  }

  const ended = (how: string, startedAt: number) => {
    child = null
    if (!world.isWanted()) return
    world.log.warn(`Service ${entry.id}: ${how}. It is started again.`)
    const ranMs = monotonicMs() - startedAt
    failures.add(how, ranMs)
    startAgain(ranMs)
  }

  const start = () => {
    const startedAt = monotonicMs()
    startedLast = startedAt
    let started: ChildProcess
    try {
      started = spawn(program, rest, {
        ...(cwd === undefined ? {} : { cwd }),
        env: world.environment(),
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
    } catch (error) {
      ended(`${program} cannot be started (${(error as Error).message})`, startedAt)
      return
    }
    const said = lastWords(started)
    started.once('error', (error) => {
      // Also a failed signal comes here; only a process that never was is a failed start.
      if (started.pid === undefined) ended(`${program} cannot be started (${error.message})`, startedAt)
    })
    if (started.pid === undefined) return
    child = started
    const identity = identify(started.pid)
    entry.pid = identity.pid
    entry.startTime = identity.startTime
    started.once('exit', (code, signal) => {
      const words = said()
      ended(
        `its process ended by itself (${signal ?? `exit code ${code}`}${words === '' ? '' : `: ${words}`})`,
        startedAt,
      )
    })
  }

  return {
    entry,
    mark: (notBefore) => markOf(entry, notBefore),
    start,
    terminate: (members) => {
      for (const member of members) signalProcess(member, 'SIGTERM')
    },
    kill: (members) => {
      for (const member of members) signalProcess(member, 'SIGKILL')
    },
    isProvedGone: () => true,
    state: () => (child === null ? 'stopped' : 'running'),
    failing: () => {
      const isSound = child !== null && monotonicMs() - startedLast >= SOUND_RUN_MS
      return isSound ? null : failures.failing()
    },
    refresh: () => Promise.resolve(),
  }
}
