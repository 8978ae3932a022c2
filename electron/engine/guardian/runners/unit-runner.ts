import fs from 'node:fs'
import { monotonicMs } from '../../clock.ts'
import type { LedgerEntry } from '../ledger.ts'
import { countFailures } from './failures.ts'
import { lastWordsIn } from './last-words.ts'
import { nextRestartDelay, SOUND_RUN_MS } from './restart-delay.ts'
import { type RunningCommand, runCommand } from './run-command.ts'
import { markOf, type ProcessState, type Runner, type RunnerWorld } from './runner.ts'

const SYSTEMCTL_LIMIT_MS = 10_000
const START_AGAIN_MS = 20
/** systemctl(1): the unit is not loaded, so nothing of it runs. */
const NOT_LOADED = 5
const PROPERTIES = ['ActiveState', 'MainPID', 'ControlGroup', 'NRestarts', 'Result'] as const

export interface UnitStatus {
  readonly state: ProcessState
  /** Inactive, no main process, nothing in its control group. */
  readonly isProvedStopped: boolean
  /** Up at this moment, and not on its way. */
  readonly isActive: boolean
  /** How often systemd restarted it by itself since it was started. */
  readonly restarts: number
  /** How it ended last, as systemd calls it. */
  readonly result: string
}

const isGroupEmpty = (group: string): boolean => {
  if (group === '') return true
  try {
    return /^populated 0$/m.test(fs.readFileSync(`/sys/fs/cgroup${group}/cgroup.events`, 'utf8'))
  } catch {
    // Not version 2 of control groups: the named hierarchy of systemd, or the group is gone.
  }
  try {
    return fs.readFileSync(`/sys/fs/cgroup/systemd${group}/cgroup.procs`, 'utf8') === ''
  } catch {
    return true
  }
}

/** Reads `systemctl show`'s answer (systemctl(1)); anything unclear is unknown and proves nothing. */
export const readUnitStatus = (text: string): UnitStatus => {
  const values = new Map(
    text.split('\n').map((line): [string, string] => {
      const at = line.indexOf('=')
      return [line.slice(0, at), line.slice(at + 1).trim()]
    }),
  )
  const activeState = values.get('ActiveState')
  const told = {
    isActive: activeState === 'active',
    // Not said by a systemd older than 235.
    restarts: Number(values.get('NRestarts') ?? 0) || 0,
    result: values.get('Result') ?? '',
  }
  switch (activeState) {
    case 'active':
    case 'reloading':
    case 'refreshing':
    case 'activating':
    case 'deactivating':
      return { ...told, state: 'running', isProvedStopped: false }
    case 'inactive':
    case 'failed':
      return {
        ...told,
        state: 'stopped',
        isProvedStopped: values.get('MainPID') === '0' && isGroupEmpty(values.get('ControlGroup') ?? ''),
      }
    default:
      return { ...told, state: 'unknown', isProvedStopped: false }
  }
}

export const askUnit = async (systemctlFile: string, unit: string): Promise<UnitStatus> => {
  const argv = [systemctlFile, 'show', ...PROPERTIES.map((name) => `--property=${name}`), '--', unit]
  const { code, text } = await runCommand(argv, SYSTEMCTL_LIMIT_MS).end
  return readUnitStatus(code === 0 ? text : '')
}

/** A systemd unit; systemd restarts it when it fails, by the unit's own settings. */
export const createUnitRunner = (
  entry: LedgerEntry & { readonly runner: { readonly kind: 'unit' } },
  world: RunnerWorld,
): Runner => {
  const { unit } = entry.runner
  let starting: RunningCommand | null = null
  let killing: RunningCommand | null = null
  let asking: Promise<void> | null = null
  let delayMs: number | null = null
  let status: UnitStatus = readUnitStatus('')
  let seenRestarts: number | null = null
  /** Of the looks in a row that saw it up, the first. */
  let upSince = Number.POSITIVE_INFINITY
  const failures = countFailures()
  let isStopAsked = false
  let isStopping = false

  const startAgain = () => {
    if (world.mayStart()) start()
    // Past a deadline whose renewal may be under way.
    else if (world.isWanted()) setTimeout(startAgain, START_AGAIN_MS)
  }

  const start = () => {
    // Queued only: whether it becomes ready is the probe's business.
    const command = runCommand([world.systemctlFile, 'start', '--no-block', '--', unit], SYSTEMCTL_LIMIT_MS)
    starting = command
    void command.end.then(({ code, text }) => {
      if (starting === command) starting = null
      if (code === 0 || !world.isWanted()) return
      delayMs = nextRestartDelay(delayMs, 0)
      failures.add(`systemctl start ${unit} failed (${lastWordsIn(text)})`, 0)
      world.log.warn(
        `Service ${entry.id}: systemctl start ${unit} failed (${text.trim()}). It is tried again.`,
      )
      setTimeout(startAgain, delayMs)
    })
  }

  /**
   * What systemd restarted by itself. What was before the first look counts only where the unit is not up then: a unit
   * that ran already may have been restarted long ago.
   */
  const noteRestarts = ({ isActive, restarts, result }: UnitStatus) => {
    const now = monotonicMs()
    const more = restarts - (seenRestarts ?? (isActive ? restarts : 0))
    seenRestarts = restarts
    if (more > 0) failures.add(`systemd had to restart ${unit} (${result})`, 0, more)
    if (more > 0 || !isActive) upSince = Number.POSITIVE_INFINITY
    if (isActive) upSince = Math.min(upSince, now)
    if (now - upSince >= SOUND_RUN_MS) failures.clear()
  }

  const refresh = () => {
    // A status asked before the stop was taken over by systemd proves nothing: `isStopAsked` is set after it.
    const isAfterStop = isStopAsked
    asking ??= askUnit(world.systemctlFile, unit).then((answer) => {
      status = { ...answer, isProvedStopped: answer.isProvedStopped && isAfterStop }
      if (world.isWanted()) noteRestarts(answer)
      asking = null
    })
    return asking
  }

  const stop = async () => {
    isStopping = true
    // A start still on its way would come after the stop.
    await starting?.end
    const stopArgv = [world.systemctlFile, 'stop', '--no-block', '--', unit]
    const { code, text } = await runCommand(stopArgv, SYSTEMCTL_LIMIT_MS).end
    isStopping = false
    isStopAsked = code === 0 || code === NOT_LOADED
    if (!isStopAsked) world.log.warn(`Service ${entry.id}: systemctl stop ${unit} failed (${text.trim()}).`)
  }

  return {
    entry,
    mark: (notBefore) => markOf(entry, notBefore),
    start,
    terminate: () => void stop(),
    kill: () => {
      starting?.kill()
      if (isStopping || killing?.code() === null) return
      if (!isStopAsked) return void stop()
      killing = runCommand([world.systemctlFile, 'kill', '-s', 'SIGKILL', '--', unit], SYSTEMCTL_LIMIT_MS)
    },
    isProvedGone: () => status.isProvedStopped,
    failing: failures.failing,
    state: () => status.state,
    refresh,
  }
}
