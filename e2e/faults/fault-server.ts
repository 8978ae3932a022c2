import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { Input, MethodName, Output } from '../../shared/contract/contract.ts'
import type { RecordEntry } from '../../shared/contract/record.ts'
import type { Status } from '../../shared/contract/status.ts'
import { oneTimeLink, serveArgv } from '../demo/product.ts'
import type { Role, ServerPaths } from '../demo/world-plan.ts'
import type { WorldProcess, WorldProcesses } from '../demo/world-processes.ts'
import { startedAt } from '../fixtures/namespace-names.ts'
import type { Network } from '../fixtures/namespaces.ts'
import { wholeRecord } from '../fixtures/whole-record.ts'
import { connectAdmin } from '../pair/fixtures/admin-client.ts'
import { waitForStatus } from '../pair/fixtures/wait-for-status.ts'
import { addresses, type Host, ports } from './hosts.ts'

/** One server of a fault case: its service in its own network, and everything that can be done to its processes. */

export type Part = 'engine' | 'guardian' | 'services'

export interface FaultServer {
  readonly role: Role
  readonly paths: ServerPaths
  /** Starts the service and waits until it can be asked. `surroundings`: into its environment. */
  start(surroundings?: NodeJS.ProcessEnv): Promise<void>
  stop(): Promise<void>
  /** From now on nobody starts it again when it ends by itself. */
  leaveDown(): void
  isRunning(): boolean
  /** The processes of these parts that live now. */
  pids(...parts: Part[]): number[]
  signal(name: NodeJS.Signals, ...parts: Part[]): void
  /** SIGKILL to everything at once, as a power cut; waits until nothing is left. */
  powerOff(): Promise<void>
  until(what: string, wanted: (status: Status) => boolean, withinMs?: number): Promise<Status>
  call<M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>>
  /** A command that must be accepted. */
  command(method: 'arm' | 'disarm' | 'switchOver'): Promise<void>
  enable(key: string): Promise<void>
  /** The decision record, the oldest first. */
  history(): Promise<RecordEntry[]>
}

export const PATIENCE_MS = 30_000
/** RestartSec of the unit in build/units. */
const RESTART_MS = 1_000
const START_LIMIT_MS = 20_000
const STOP_LIMIT_MS = 15_000
const CONNECT_MS = 5_000
const LOOK_MS = 10

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Resolves when it holds; false when it does not in time. */
export const until = async (holds: () => boolean, withinMs = PATIENCE_MS): Promise<boolean> => {
  for (const end = Date.now() + withinMs; !holds(); await pause(LOOK_MS)) {
    if (Date.now() > end) return false
  }
  return true
}

const readJson = <T>(file: string): T | null => {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8')) as T
  } catch {
    return null
  }
}

/** A body that nobody has buried yet does not live. */
export const isAlive = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(fs.readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

/** A process as the guardian wrote it down. */
interface Noted {
  readonly pid: number | null
  readonly startTime: number | null
}

/** Those that are still the processes that were meant: numbers come back. */
const sameAs = (noted: readonly (Noted | null)[]): number[] =>
  noted.flatMap((one) =>
    one !== null && one.pid !== null && startedAt(one.pid) === String(one.startTime) ? [one.pid] : [],
  )

const sendSignal = (pid: number, name: NodeJS.Signals): void => {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone already.
  }
}

export const createServer = (
  paths: ServerPaths,
  network: Network<Host>,
  processes: WorldProcesses,
  folder: string,
): FaultServer => {
  const { role, data } = paths
  const door = path.join(folder, `${role}.door`)
  let service: WorldProcess | null = null
  /** Its end is the case's doing, and stays until the case starts it. */
  let isLeftDown = false
  const doorArgv = [process.execPath, path.resolve(import.meta.dirname, '../fixtures/unix-door.ts')]
  const doorTarget = ['--socket', door, '--address', '127.0.0.1', '--port', String(ports.admin)]
  processes.run(`door-${role}`, network.inside(role, [...doorArgv, ...doorTarget]))

  const isRunning = () => service !== null && service.ended() === null
  const guardianFolder = path.join(data, 'guardian')
  const pidsOf: Record<Part, () => number[]> = {
    engine: () => (isRunning() ? [service?.child.pid ?? 0] : []),
    guardian: () => sameAs([readJson<Noted>(path.join(guardianFolder, 'guardian.lock'))]),
    services: () =>
      sameAs(readJson<{ entries: Noted[] }>(path.join(guardianFolder, 'services.json'))?.entries ?? []),
  }
  const pids: FaultServer['pids'] = (...parts) => parts.flatMap((part) => pidsOf[part]()).filter(isAlive)
  const signal: FaultServer['signal'] = (name, ...parts) => {
    if (parts.includes('engine')) isLeftDown = true
    for (const pid of pids(...parts)) sendSignal(pid, name)
  }
  /** A service that has just started, or is busy, does not answer at once. */
  const connect = async () => {
    for (const end = Date.now() + CONNECT_MS; ; await pause(LOOK_MS)) {
      const client = await connectAdmin(data, door)
      if (client !== null || Date.now() > end) return client
    }
  }
  const call: FaultServer['call'] = async (method, input) => {
    const client = await connect()
    if (client === null) throw new Error(`The ${role} cannot be asked (${method}).`)
    try {
      return await client.call(method, input)
    } finally {
      client.close()
    }
  }
  const start = async (surroundings: NodeJS.ProcessEnv = {}): Promise<void> => {
    isLeftDown = false
    const argv = network.inside(role, serveArgv(data, '127.0.0.1', ports.admin))
    const started = processes.run(role, argv, surroundings)
    service = started
    started.child.once('exit', () => {
      // Whoever supervises it in life starts it again when it ended by itself.
      setTimeout(() => {
        if (!isLeftDown && service === started) start(surroundings).catch(() => {})
      }, RESTART_MS)
    })
    await started.waitFor(oneTimeLink, START_LIMIT_MS)
  }
  const mustAccept = (what: string, outcome: Output<'arm'>): void => {
    if (outcome.ok) return
    const rules = outcome.rules.filter((rule) => !rule.holds).map(({ rule, value }) => `${rule} ${value}`)
    throw new Error(`${what} was refused by the ${role}: ${[outcome.message, ...rules].join('; ')}`)
  }

  return {
    role,
    paths,
    isRunning,
    pids,
    signal,
    call,
    start,
    leaveDown: () => {
      isLeftDown = true
    },
    stop: async () => {
      isLeftDown = true
      await service?.end(STOP_LIMIT_MS)
      service = null
    },
    powerOff: async () => {
      isLeftDown = true
      // The guardian first: it would start again what ends by itself.
      const all = pids('guardian', 'services', 'engine')
      for (const pid of all) sendSignal(pid, 'SIGKILL')
      await until(() => !all.some(isAlive))
    },
    until: (what, wanted, withinMs = PATIENCE_MS) =>
      waitForStatus(data, `${role}: ${what}`, wanted, withinMs, door),
    command: async (method) => mustAccept(method, await call(method, { requestId: crypto.randomUUID() })),
    enable: async (key) => {
      const { revision } = await call('settings', {})
      const settings = {
        enabled: true,
        role,
        primaryAddress: addresses.primary,
        secondaryAddress: addresses.secondary,
        lineSwitchAddress: addresses.box,
      }
      mustAccept('enable', await call('apply', { requestId: crypto.randomUUID(), revision, settings, key }))
    },
    history: async () => (await wholeRecord((query) => call('record', query))).reverse(),
  }
}
