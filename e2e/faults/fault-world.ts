import crypto from 'node:crypto'
import fs from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { type Auditor, startAuditor } from '../demo/auditor.ts'
import { boxCards, boxPassword, otherRole, type Role, roles, sideOf, writeSite } from '../demo/world-plan.ts'
import { createProcesses, type WorldProcess } from '../demo/world-processes.ts'
import type { Behaviour } from '../fixtures/kab-behaviour.ts'
import { createNetwork, type Network } from '../fixtures/namespaces.ts'
import { generatePbxTree } from '../fixtures/pbx-tree.ts'
import { mountSmall, unmount } from '../fixtures/small-disk.ts'
import { createServer, type FaultServer } from './fault-server.ts'
import { addresses, type Host, pathsOf, ports, siteOf, timings } from './hosts.ts'

/** One pair of real services with guardians, a line switch, a watcher, each in a network of its own. */
export interface FaultWorld {
  readonly folder: string
  readonly network: Network<Host>
  readonly servers: Readonly<Record<Role, FaultServer>>
  readonly auditor: Auditor
  readonly key: string
  /** The emulated box behaves so from now on. */
  box(change: Partial<Behaviour>): Promise<void>
  /** The address that it serves just now. */
  boxServes(): Promise<string | null>
  /** Callers leave a message each so many ms; null: nobody calls. */
  calls(pauseMs: number | null): void
  /** A program of the case inside a host, ended with the world. */
  run(host: Host, name: string, argv: readonly string[]): WorldProcess
  /** Puts a small disk of its own below the data folder of a server that does not run yet. */
  smallDisk(role: Role, mib: number): void
  /** Everything the processes said and logged: the files. */
  logs(): string[]
  end(): Promise<void>
}

export interface FaultWorldChoice {
  readonly timing: keyof typeof timings
}

const INTERVAL_MS = 5
const ANSWER_WITHIN_MS = 400
const BOX_INTERVAL_MS = 25
/** A session whose server was cut off in the middle of it keeps the other one out for so long. */
const BOX_IDLE_MS = 4_000
const START_LIMIT_MS = 20_000
const tree = { voiceMails: 20, configurationFiles: 10, seed: 20_240_301 }

const ask = (socketPath: string, method: 'GET' | 'POST', urlPath: string, body = ''): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = http.request({ socketPath, path: urlPath, method }, (response) => {
      let text = ''
      response.on('data', (piece) => {
        text += piece
      })
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(text)
          : reject(new Error(`the box said ${response.statusCode}`)),
      )
    })
    request.on('error', reject)
    request.end(body)
  })

const filesBelow = (folder: string): string[] =>
  fs.existsSync(folder)
    ? fs.readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
        return entry.isFile() ? [path.join(entry.parentPath, entry.name)] : []
      })
    : []

export const createFaultWorld = async (choice: FaultWorldChoice): Promise<FaultWorld> => {
  const network = createNetwork(addresses)
  // The reaper of a world knows its folder by this prefix.
  const folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'redundancy-demo-'))
  const processes = createProcesses(folder)
  const calls = path.join(folder, 'calls')
  const boxSocket = path.join(folder, 'box.control')
  const mounted: string[] = []
  let auditor: Auditor | null = null

  const end = async () => {
    auditor?.end()
    await processes.endAll()
    for (const disk of mounted) unmount(disk)
    network.remove()
    await fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  const giveSite = (role: Role) => {
    const paths = pathsOf(folder, role)
    const override = siteOf(paths, calls)
    writeSite(paths, ports, { timing: timings[choice.timing], phones: 0, calls, override })
  }
  try {
    for (const host of ['primary', 'secondary'] as const) {
      network.ip(host, ['route', 'add', 'default', 'via', addresses.gateway])
    }
    generatePbxTree(pathsOf(folder, 'primary').tree, { ...tree, server: 'primary' })
    generatePbxTree(pathsOf(folder, 'secondary').tree, { ...tree, voiceMails: 0, server: 'secondary' })
    for (const role of roles) giveSite(role)
    const emulator = path.resolve(import.meta.dirname, '../fixtures/kab-emulator.ts')
    const boxArgv = network.inside('box', [
      ...[process.execPath, emulator, '--address', addresses.box, '--port', String(ports.box)],
      ...['--password', boxPassword, '--cards', String(boxCards)],
      ...['--state', path.join(folder, 'box.json'), '--control-socket', boxSocket],
    ])
    await processes.run('box', boxArgv).waitFor(/"ready"/, START_LIMIT_MS)
    const box = async (change: Partial<Behaviour>) => {
      await ask(boxSocket, 'POST', '/behaviour', JSON.stringify(change))
    }
    await box({ idleMs: BOX_IDLE_MS })
    const plan = {
      intervalMs: INTERVAL_MS,
      answerWithinMs: ANSWER_WITHIN_MS,
      boxUrl: 'http://box/state',
      boxSocket,
      boxIntervalMs: BOX_INTERVAL_MS,
      endpoints: roles.map((role) => ({
        side: sideOf(role),
        service: 'voice-mail',
        kind: 'tcp' as const,
        host: addresses[role],
        port: ports.voiceMail,
      })),
    }
    auditor = startAuditor(plan, (argv) => network.inside('watcher', argv))
    const serverOf = (role: Role) => createServer(pathsOf(folder, role), network, processes, folder)
    const servers = { primary: serverOf('primary'), secondary: serverOf('secondary') }
    return {
      folder,
      network,
      servers,
      auditor,
      key: crypto.randomBytes(16).toString('hex'),
      box,
      boxServes: async () => JSON.parse(await ask(boxSocket, 'GET', '/state')).serves,
      calls: (pauseMs) => {
        if (pauseMs === null) return fs.rmSync(calls, { force: true })
        fs.writeFileSync(`${calls}.new`, String(pauseMs))
        fs.renameSync(`${calls}.new`, calls)
      },
      run: (host, name, argv) => processes.run(name, network.inside(host, argv)),
      smallDisk: (role, mib) => {
        const { data } = pathsOf(folder, role)
        mountSmall(data, mib, `${network.name}disk`)
        mounted.push(data)
        giveSite(role)
      },
      logs: () => [
        ...filesBelow(path.join(folder, 'logs')),
        ...roles.flatMap((role) => filesBelow(path.join(pathsOf(folder, role).data, 'log'))),
        ...roles.flatMap((role) =>
          filesBelow(path.join(pathsOf(folder, role).data, 'guardian')).filter((file) =>
            file.endsWith('.log'),
          ),
        ),
      ],
      end,
    }
  } catch (error) {
    await end()
    throw error
  }
}

/** Both enabled, the copy Updated, the Primary in control; messages are being taken. */
export const makeReady = async (
  world: FaultWorld,
  surroundings: Partial<Record<Role, NodeJS.ProcessEnv>>,
): Promise<void> => {
  const { primary, secondary } = world.servers
  await Promise.all(roles.map((role) => world.servers[role].start(surroundings[role])))
  await primary.enable(world.key)
  await secondary.enable(world.key)
  world.calls(30)
  await untilUpdated(world, 'primary')
}

/** This one is in control, the other one's copy Updated, and a switch-over allowed, by the word of both. */
export const untilUpdated = async (world: FaultWorld, active: Role): Promise<void> => {
  const standby = otherRole(active)
  await Promise.all(
    roles.map((role) =>
      world.servers[role].until(
        `${active} in control, ${standby} Updated`,
        (status) =>
          status.activeSystem === active &&
          status[standby].replication.state === 'destinationUpdated' &&
          status.manualSwitchOver.allowed,
      ),
    ),
  )
}

export const arm = async (world: FaultWorld, standby: Role): Promise<void> => {
  const server = world.servers[standby]
  await server.until('may be armed', (status) => status.automatic.canArm)
  await server.command('arm')
  await Promise.all(
    roles.map((role) => world.servers[role].until('armed', (status) => status.automatic.armed)),
  )
}
