import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Status } from '../../shared/contract/status.ts'
import { generatePbxTree, generateSurplus, type TreeSummary } from '../fixtures/pbx-tree.ts'
import { addressFault } from './free-ports.ts'
import {
  builtFault,
  type CommandResult,
  enableArguments,
  oneTimeLink,
  parseStatus,
  runCommand,
  serveArgv,
} from './product.ts'
import {
  addresses,
  choosePorts,
  emulatorArguments,
  type Ports,
  phonesArguments,
  type Role,
  roles,
  type ServerPaths,
  type SiteChoice,
  serverPaths,
  timings,
  type WorldTiming,
  writeSite,
} from './world-plan.ts'
import { createProcesses, WORLD_VARIABLE, type WorldProcess, type WorldProcesses } from './world-processes.ts'

/**
 * A whole installation in one temporary folder: two servers of the product on 127.0.0.1 and 127.0.0.2, the
 * files of a telephone system, a K-AB box on 127.0.0.3, telephones. Used by the demonstration and by the
 * pair and web tests.
 *
 *   const world = await createPairWorld({ tree: smallTree, ports: 'free' })
 *   await world.startBoth(); await world.enableBoth(); ... await world.end()
 */

export interface TreeSize {
  readonly voiceMails: number
  readonly configurationFiles: number
}
export const fullTree: TreeSize = { voiceMails: 5_000, configurationFiles: 500 }
export const smallTree: TreeSize = { voiceMails: 60, configurationFiles: 20 }

export interface WorldChoice {
  readonly tree: TreeSize
  readonly seed: number
  readonly timing: WorldTiming
  readonly ports: 'preferred' | 'free'
  readonly phones: number
  /** A service that ends by itself is started again after a second, as systemd does on a real server. */
  readonly supervised: boolean
  /** Put over the `site.json` of each server. */
  readonly site: SiteChoice['override']
}

export const usualChoice: WorldChoice = {
  tree: smallTree,
  seed: 20_240_301,
  timing: timings.fast,
  ports: 'free',
  phones: 8,
  supervised: false,
  site: {},
}

export interface PairWorld {
  readonly folder: string
  readonly servers: Readonly<Record<Role, ServerPaths>>
  readonly ports: Ports
  readonly made: TreeSummary
  /** What the secondary held of its own before it had a primary: names relative to its tree. */
  readonly secondarySurplus: readonly string[]
  /** `http://127.0.0.1:N`: the emulator's own control, for tests and the auditor. */
  readonly boxControl: string
  /** Starts one server and waits for its one-time link, which it returns. */
  start(role: Role): Promise<string>
  startBoth(): Promise<void>
  /** An orderly end, as at a shut-down. */
  stop(role: Role): Promise<void>
  /** SIGKILL to the service process alone; its guardian lives and must do its work. */
  kill9(role: Role): Promise<void>
  restart(role: Role): Promise<string>
  /** The newest one-time link, null before the first start. */
  link(role: Role): string | null
  /** The process id of the running service, null when it does not run. */
  pid(role: Role): number | null
  /** How the service ended by itself ("SIGKILL", "exit code 1"); null while it runs or after it was ended here. */
  ended(role: Role): string | null
  /** Every end of a supervised service by itself, which was started again: "secondary: SIGKILL". */
  selfEnds(): readonly string[]
  /** What the service wrote to its standard output and error in this run. */
  output(role: Role): string
  cli(role: Role, args: readonly string[]): Promise<CommandResult>
  status(role: Role): Promise<Status | null>
  /** Polls the product's own picture until it says so; null when it does not in time. */
  waitForStatus(role: Role, wanted: (status: Status) => boolean, withinMs: number): Promise<Status | null>
  enable(role: Role): Promise<CommandResult>
  /** Both servers with the same key, the Primary first; throws with the product's sentence. */
  enableBoth(): Promise<void>
  /** Takes effect at the next start of the servers. */
  setTiming(timing: WorldTiming): void
  /** Callers leave messages at the active server, one each `pauseMs`; null: nobody calls. */
  setCalls(pauseMs: number | null): void
  startPhones(): WorldProcess
  /** Another process of this world, ended with it. */
  run(name: string, argv: readonly string[]): WorldProcess
  /** Ends every process of the world and removes its folder. May be called twice. */
  end(): Promise<void>
}

const START_LIMIT_MS = 20_000
const STOP_LIMIT_MS = 15_000
const STATUS_INTERVAL_MS = 150
/** RestartSec of the unit in build/units. */
const RESTART_MS = 1_000

/** The first sentence that says why a world cannot stand on this computer, or null. */
export const worldFault = async (): Promise<string | null> => {
  for (const address of Object.values(addresses)) {
    const fault = await addressFault(address)
    if (fault !== null) return fault
  }
  return null
}

/** A fresh folder, private to this user; the reaper knows its name by this prefix. */
const makeFolder = (): string => fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'redundancy-demo-'))

const startBox = async (processes: WorldProcesses, folder: string, ports: Ports): Promise<void> => {
  const argv = [process.execPath, ...emulatorArguments(ports, path.join(folder, 'box.json'))]
  const box = processes.run('box', argv)
  await box.waitFor(/\n/, START_LIMIT_MS)
}

export const createPairWorld = async (given: Partial<WorldChoice>): Promise<PairWorld> => {
  const choice = { ...usualChoice, ...given }
  const fault = await worldFault()
  if (fault !== null) throw new Error(fault)
  const ports = await choosePorts(choice.ports)
  const folder = makeFolder()
  const processes = createProcesses(folder)
  const servers = { primary: serverPaths(folder, 'primary'), secondary: serverPaths(folder, 'secondary') }
  const calls = path.join(folder, 'calls')
  const keyFile = path.join(folder, 'key')
  fs.writeFileSync(keyFile, crypto.randomBytes(16).toString('hex'), { mode: 0o600 })
  const made = generatePbxTree(servers.primary.tree, { ...choice.tree, seed: choice.seed, server: 'primary' })
  const secondarySurplus = generateSurplus(servers.secondary.tree, 'secondary')

  const setTiming = (timing: WorldTiming) => {
    for (const role of roles) {
      writeSite(servers[role], ports, { timing, phones: choice.phones, calls, override: choice.site })
    }
  }
  setTiming(choice.timing)

  let ending: Promise<void> | null = null
  const running = new Map<Role, WorldProcess>()
  const links = new Map<Role, string>()
  const environment = { ...process.env, [WORLD_VARIABLE]: folder }

  const selfEnds: string[] = []
  const supervise = (role: Role, server: WorldProcess): void => {
    server.child.once('exit', () => {
      if (running.get(role) !== server || ending !== null) return
      selfEnds.push(`${role}: ${server.ended()}`)
      setTimeout(() => {
        if (running.get(role) === server && ending === null) start(role).catch(() => {})
      }, RESTART_MS).unref()
    })
  }

  const start = async (role: Role): Promise<string> => {
    const fault = builtFault()
    if (fault !== null) throw new Error(fault)
    const { data, address } = servers[role]
    const server = processes.run(role, serveArgv(data, address, ports.admin))
    running.set(role, server)
    if (choice.supervised) supervise(role, server)
    const [link] = await server.waitFor(oneTimeLink, START_LIMIT_MS)
    links.set(role, link)
    return link
  }
  const stop = async (role: Role) => {
    const server = running.get(role)
    running.delete(role)
    await server?.end(STOP_LIMIT_MS)
  }
  const cli = (role: Role, args: readonly string[]) => runCommand(servers[role].data, args, environment)
  const status = async (role: Role) => parseStatus(await cli(role, ['status', '--json']))
  const enable = (role: Role) =>
    cli(
      role,
      enableArguments({
        role,
        primaryAddress: addresses.primary,
        secondaryAddress: addresses.secondary,
        lineSwitchAddress: addresses.box,
        keyFile,
      }),
    )

  const endOnce = async () => {
    await processes.endAll()
    await fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  const end = () => {
    ending ??= endOnce()
    return ending
  }

  try {
    await startBox(processes, folder, ports)
  } catch (error) {
    await end()
    throw error
  }

  return {
    folder,
    servers,
    ports,
    made,
    secondarySurplus,
    boxControl: `http://127.0.0.1:${ports.boxControl}`,
    start,
    stop,
    cli,
    status,
    enable,
    setTiming,
    end,
    startBoth: async () => {
      await Promise.all(roles.map(start))
    },
    kill9: async (role) => {
      const server = running.get(role)
      running.delete(role)
      await server?.crash()
    },
    restart: async (role) => {
      await stop(role)
      return start(role)
    },
    link: (role) => links.get(role) ?? null,
    pid: (role) => {
      const server = running.get(role)
      return server === undefined || server.ended() !== null ? null : (server.child.pid ?? null)
    },
    selfEnds: () => selfEnds,
    ended: (role) => running.get(role)?.ended() ?? null,
    output: (role) => running.get(role)?.output() ?? '',
    waitForStatus: async (role, wanted, withinMs) => {
      for (const until = Date.now() + withinMs; Date.now() < until; ) {
        const seen = await status(role)
        if (seen !== null && wanted(seen)) return seen
        await new Promise((resolve) => setTimeout(resolve, STATUS_INTERVAL_MS))
      }
      return null
    },
    enableBoth: async () => {
      for (const role of roles) {
        const result = await enable(role)
        if (result.code !== 0)
          throw new Error(`Enabling the ${role} failed: ${result.stderr || result.stdout}`)
      }
    },
    setCalls: (pauseMs) => {
      if (pauseMs === null) return fs.rmSync(calls, { force: true })
      fs.writeFileSync(`${calls}.new`, String(pauseMs))
      fs.renameSync(`${calls}.new`, calls)
    },
    startPhones: () => processes.run('phones', [process.execPath, ...phonesArguments(ports, choice.phones)]),
    run: processes.run,
  }
}
