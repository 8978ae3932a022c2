import { monotonicMs } from '../../clock.ts'
import type { LedgerEntry } from '../ledger.ts'
import { signalProcess } from '../process-table.ts'
import { countFailures } from './failures.ts'
import { lastWordsIn } from './last-words.ts'
import { nextRestartDelay } from './restart-delay.ts'
import { type RunningCommand, runCommand } from './run-command.ts'
import { markOf, type Runner, type RunnerWorld } from './runner.ts'

const START_LIMIT_MS = 30_000
const START_AGAIN_MS = 20
/** A stop command that failed is asked again after this. */
const STOP_AGAIN_MS = 1_000
const STOP_LIMIT_MS = 30_000

/**
 * A start and a stop command. The processes the start command leaves behind carry the mark and are ended
 * like any other. Gone is proved by the stop command's success, or by having seen marked processes at the
 * stop's beginning and none any more: what the command asks another daemon to run is known to its stop only.
 */
export const createCommandRunner = (
  entry: LedgerEntry & { readonly runner: { readonly kind: 'command' } },
  world: RunnerWorld,
): Runner => {
  const { start: startArgv, stop: stopArgv } = entry.runner
  let starting: RunningCommand | null = null
  let isStarted = false
  let delayMs: number | null = null
  let stopping: RunningCommand | null = null
  let stopAgainAt = 0
  let hadMembers = false
  let hasMembers = false
  const failures = countFailures()

  const startAgain = () => {
    if (world.mayStart()) start()
    // Past a deadline whose renewal may be under way.
    else if (world.isWanted()) setTimeout(startAgain, START_AGAIN_MS)
  }

  const start = () => {
    const command = runCommand(startArgv, START_LIMIT_MS, world.environment())
    starting = command
    void command.end.then(({ code, text }) => {
      if (starting === command) starting = null
      isStarted = code === 0
      if (isStarted) failures.clear()
      if (isStarted || !world.isWanted()) return
      delayMs = nextRestartDelay(delayMs, 0)
      failures.add(`its start command failed (exit code ${code}: ${lastWordsIn(text)})`, 0)
      world.log.warn(
        `Service ${entry.id}: its start command failed (exit code ${code}: ${text.trim()}). It is tried again.`,
      )
      setTimeout(startAgain, delayMs)
    })
  }

  const stop = () => {
    // Without the mark: the stop command is not part of what it stops.
    stopping = runCommand(stopArgv, STOP_LIMIT_MS)
    void stopping.end.then(({ code, text }) => {
      stopAgainAt = monotonicMs() + STOP_AGAIN_MS
      if (code !== 0) {
        world.log.warn(`Service ${entry.id}: its stop command failed (exit code ${code}: ${text.trim()}).`)
      }
    })
  }

  return {
    entry,
    mark: (notBefore) => markOf(entry, notBefore),
    start,
    terminate: (members) => {
      // A start command still at work says nothing about what it left behind.
      hadMembers = starting === null && members.length > 0
      starting?.kill()
      stop()
    },
    kill: (members) => {
      for (const member of members) signalProcess(member, 'SIGKILL')
      // The one begun in time is killed once; one asked again has its own limit.
      if (stopAgainAt === 0) stopping?.kill()
      const last = stopping?.code() ?? null
      if (last !== null && last.code !== 0 && !hadMembers && monotonicMs() >= stopAgainAt) stop()
    },
    isProvedGone: () => hadMembers || stopping?.code()?.code === 0,
    // Whether what it started goes on running is its probe's business.
    failing: failures.failing,
    state: () => {
      if (hasMembers) return 'running'
      return starting !== null || isStarted ? 'unknown' : 'stopped'
    },
    refresh: () => {
      hasMembers = world.members().length > 0
      return Promise.resolve()
    },
  }
}
