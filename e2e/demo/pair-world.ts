import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Status } from '../../shared/contract/status.ts'
import { generatePbxTree, generateSurplus, type TreeSummary } from '../fixtures/pbx-tree.ts'
import { addressFault } from './free-ports.ts'
import { builtFault, type CommandResult, enableArguments, parseStatus, runCommand } from './product.ts'
import { type ServerHost, serviceHost } from './server-host.ts'
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
 * A whole installation in one temporary folder: two servers of the product, each in its host, on 127.0.0.1 and 127.0.0.2, the
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
  /** What runs the two engines. */
  readonly host: ServerHost
  /** A server that ends by itself is started again as its host's supervisor does on a real server, if it has one. */
  readonly supervised: boolean
  /** Without: enabled with no AB-Switch Address. */
  readonly hasLineSwitch: boolean
  /** Put over the `site.json` of each server. */
  readonly site: SiteChoice['override']
}

export const usualChoice: WorldChoice = {
  tree: smallTree,
  seed: 20_240_301,
  timing: timings.fast,
  ports: 'free',
  phones: 8,
  host: serviceHost,
  supervised: false,
  hasLineSwitch: true,
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
  readonly host: ServerHost
  /** Starts one server and waits until it can be asked. */
  start(role: Role): Promise<void>
  startBoth(): Promise<void>
  /** An orderly end, as at a shut-down. */
  stop(role: Role): Promise<void>
  /** SIGKILL to the process that holds the engine, the service or the whole app; its guardian lives and must do its work. */
  kill9(role: Role): Promise<void>
  restart(role: Role): Promise<void>
  /** The newest one-time link, null before the first start and where the host has windows of its own. */
  link(role: Role): string | null
  /** The process id of the running server, null when it does not run. */
  pid(role: Role): number | null
  /** How the server ended by itself ("SIGKILL", "exit code 1"); null while it runs or after it was ended here. */
  ended(role: Role): string | null
  /** Every end of a supervised server by itself, which was started again: "secondary: SIGKILL". */
  selfEnds(): readonly string[]
  /** What the server wrote to its standard output and error in this run. */
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
/** At the end of the world nobody waits for one that is frozen. */
const END_LIMIT_MS = 5_000
const STATUS_INTERVAL_MS = 150

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

  const { host } = choice
  let surroundings: NodeJS.ProcessEnv = {}
  let ending: Promise<void> | null = null
  const running = new Map<Role, WorldProcess>()
  const links = new Map<Role, string>()
  const environment = { ...process.env, [WORLD_VARIABLE]: folder }

  const selfEnds: string[] = []
  const supervise = (role: Role, server: WorldProcess, restartMs: number): void => {
    server.child.once('exit', () => {
      if (running.get(role) !== server || ending !== null) return
      selfEnds.push(`${role}: ${server.ended()}`)
      setTimeout(() => {
        if (running.get(role) === server && ending === null) start(role).catch(() => {})
      }, restartMs).unref()
    })
  }

  const start = async (role: Role): Promise<void> => {
    const fault = builtFault()
    if (fault !== null) throw new Error(fault)
    const server = processes.run(role, host.argv(servers[role], ports.admin, folder), surroundings)
    running.set(role, server)
    if (choice.supervised && host.restartMs !== null) supervise(role, server, host.restartMs)
    const link = host.link(await server.waitFor(host.ready, host.startLimitMs))
    if (link !== null) links.set(role, link)
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
        lineSwitchAddress: choice.hasLineSwitch ? addresses.box : '',
        keyFile,
      }),
    )

  const endOnce = async () => {
    // The servers first: they end in order while the box, and a display, are still there.
    await Promise.all([...running.values()].map((server) => server.end(END_LIMIT_MS)))
    await processes.endAll()
    await fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  const end = () => {
    ending ??= endOnce()
    return ending
  }

  try {
    await startBox(processes, folder, ports)
    surroundings = await host.prepare(processes, folder)
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
    host,
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
