import fs from 'node:fs'
import type { LedgerEntry } from '../ledger.ts'
import { nextRestartDelay } from './restart-delay.ts'
import { type RunningCommand, runCommand } from './run-command.ts'
import { markOf, type ProcessState, type Runner, type RunnerWorld } from './runner.ts'

const SYSTEMCTL_LIMIT_MS = 10_000
const START_AGAIN_MS = 20
/** systemctl(1): the unit is not loaded, so nothing of it runs. */
const NOT_LOADED = 5
const PROPERTIES = ['ActiveState', 'MainPID', 'ControlGroup'] as const

export interface UnitStatus {
  readonly state: ProcessState
  /** Inactive, no main process, nothing in its control group. */
  readonly isProvedStopped: boolean
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
  switch (values.get('ActiveState')) {
    case 'active':
    case 'reloading':
    case 'refreshing':
    case 'activating':
    case 'deactivating':
      return { state: 'running', isProvedStopped: false }
    case 'inactive':
    case 'failed':
      return {
        state: 'stopped',
        isProvedStopped: values.get('MainPID') === '0' && isGroupEmpty(values.get('ControlGroup') ?? ''),
      }
    default:
      return { state: 'unknown', isProvedStopped: false }
  }
}

export const askUnit = async (systemctlFile: string, unit: string): Promise<UnitStatus> => {
  const argv = [systemctlFile, 'show', ...PROPERTIES.map((name) => `--property=${name}`), '--', unit]
  const { code, text } = await runCommand(argv, SYSTEMCTL_LIMIT_MS).end
  return code === 0 ? readUnitStatus(text) : { state: 'unknown', isProvedStopped: false }
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
  let status: UnitStatus = { state: 'unknown', isProvedStopped: false }
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
      world.log.warn(
        `Service ${entry.id}: systemctl start ${unit} failed (${text.trim()}). It is tried again.`,
      )
      setTimeout(startAgain, delayMs)
    })
  }

  const refresh = () => {
    // A status asked before the stop was taken over by systemd proves nothing: `isStopAsked` is set after it.
    const isAfterStop = isStopAsked
    asking ??= askUnit(world.systemctlFile, unit).then((answer) => {
      status = { ...answer, isProvedStopped: answer.isProvedStopped && isAfterStop }
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
    // Its failed starts are in the log; whether it runs is its probe's business.
    failing: () => null,
    state: () => status.state,
    refresh,
  }
}
