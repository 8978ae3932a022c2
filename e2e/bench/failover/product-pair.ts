import { execFile } from 'node:child_process'
import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import type { z } from 'zod'
import type { RecordEntry } from '../../../shared/contract/record.ts'
import type { site } from '../../../shared/contract/site.ts'
import type { Status } from '../../../shared/contract/status.ts'
import { enableArguments, oneTimeLink, projectFolder, serveArgv } from '../../demo/product.ts'
import { otherRole, type Role, roles } from '../../demo/world-plan.ts'
import { markedProcesses, type WorldProcess } from '../../demo/world-processes.ts'
import { guardianPid } from '../../fixtures/guardian-pid.ts'
import { monotonicMs } from './timeline.ts'
import { addresses, type BenchWorld, SERVICE_PORT, serviceArgv } from './world.ts'

/** The product on two hosts, with the emulated A/B switch on a third, driven by its own command line. */

export interface BenchTiming {
  readonly heartbeatMs: number
  readonly declareLostMs: number
  readonly stopLimitMs: number
  readonly lineLeaseMs: number
}

/** One line of the emulated box. */
export interface BoxEvent {
  readonly event: string
  readonly monotonicMs: number
  readonly sender?: string
}

export interface ProductPair {
  /** What the pair says of its times: L_ack, L_line, S and the others. */
  readonly stated: Readonly<Record<string, number>>
  /** Plugs in and starts what is missing, and waits for a pair whose standby is armed; answers who is active. */
  settle(): Promise<Role>
  /** When the active's heartbeats began, as far as its log and its record tell: one each interval since. */
  heartbeatsSinceMs(active: Role): number
  unplug(role: Role): void
  killEngine(role: Role): void
  /** Finds engine, guardian and services first, and kills them at one moment. */
  killAll(role: Role): void
  switchOver(from: Role): Promise<void>
  /** Its decision record, the newest first. */
  records(role: Role): readonly RecordEntry[]
  guardianLog(role: Role): string
  boxEvents(): readonly BoxEvent[]
}

/** What makes a server the holder. */
const holds: readonly RecordEntry['act'][] = ['firstControl', 'takeOver', 'takeGrant', 'resume']
const CARD = 1
const PASSWORD = 'PASS'
const ADMIN_PORT = 9680
const PATIENCE_MS = 60_000
const LOOK_MS = 100
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const siteOf = (role: Role, folder: string, timing: BenchTiming): z.input<typeof site> => {
  const [program = '', ...args] = serviceArgv(role, addresses[role])
  return {
    replicatedSets: [{ id: 'files', path: path.join(folder, role, 'files') }],
    services: [
      {
        id: 'answering',
        shownAs: 'other',
        runs: 'whenActive',
        runner: { kind: 'process', argv: [`/usr/bin/${program}`, ...args] },
        probe: { kind: 'process' },
      },
    ],
    lineSwitch: { kind: 'kab', port: 9100, password: PASSWORD, cards: [CARD] },
    timing: { ...timing, startUpAllowanceMs: 500, minimumGapMs: 0 },
  }
}

export const startProduct = async (world: BenchWorld, timing: BenchTiming): Promise<ProductPair> => {
  const { network, folder } = world
  const dataOf = (role: Role) => path.join(folder, role, 'data')
  const running = new Map<Role, WorldProcess>()
  const boxEvents: BoxEvent[] = []

  const prepare = (role: Role) => {
    fs.mkdirSync(dataOf(role), { recursive: true, mode: 0o700 })
    fs.mkdirSync(path.join(folder, role, 'files'))
    fs.writeFileSync(path.join(dataOf(role), 'site.json'), JSON.stringify(siteOf(role, folder, timing)), {
      mode: 0o600,
    })
  }
  const start = async (role: Role): Promise<void> => {
    const server = world.run(role, role, serveArgv(dataOf(role), '127.0.0.1', ADMIN_PORT))
    running.set(role, server)
    // As a system's supervisor does it: a guardian ends its engine when that stood still over its lease.
    server.child.once('exit', () => {
      if (running.get(role) !== server || world.isEnding()) return
      console.log(`The ${role} ended by itself (${server.ended()}) and is started again.`)
      // One that never starts is found by whoever waits for the pair.
      start(role).catch(() => {})
    })
    await server.waitFor(oneTimeLink, PATIENCE_MS)
  }
  const cli = (role: Role, args: readonly string[]): Promise<{ ok: boolean; said: string }> =>
    new Promise((resolve) => {
      const [command = '', ...rest] = args
      const [, service = ''] = serveArgv('', '', 0)
      const line = [process.execPath, service, command, '--data', dataOf(role), ...rest]
      const [program = '', ...words] = network.inside(role, line)
      execFile(program, words, { maxBuffer: 64 << 20 }, (error, stdout, stderr) =>
        resolve({ ok: error === null, said: error === null ? stdout : stderr }),
      )
    })
  const must = async (role: Role, args: readonly string[]): Promise<void> => {
    const { ok, said } = await cli(role, args)
    if (!ok) throw new Error(`${role}: ${args.join(' ')}: ${said}`)
  }
  const unanswered = new Map<Role, string>()
  const statusOf = async (role: Role): Promise<Status | null> => {
    const { ok, said } = await cli(role, ['status', '--json'])
    if (!ok) unanswered.set(role, said.trim())
    return ok ? (JSON.parse(said) as Status) : null
  }
  const until = async (role: Role, what: string, wanted: (status: Status) => boolean): Promise<Status> => {
    let last: Status | null = null
    for (const limit = Date.now() + PATIENCE_MS; Date.now() < limit; await pause(LOOK_MS)) {
      last = await statusOf(role)
      if (last !== null && wanted(last)) return last
    }
    throw new Error(`The ${role} did not become so: ${what}. ${JSON.stringify(last)}`)
  }
  const servicePids = (role: Role): number[] => {
    const file = path.join(dataOf(role), 'guardian/services.json')
    const { entries } = JSON.parse(fs.readFileSync(file, 'utf8')) as { entries: { token: string }[] }
    return markedProcesses(folder).filter((pid) =>
      entries.some(({ token }) => fs.readFileSync(`/proc/${pid}/environ`, 'latin1').includes(token)),
    )
  }
  const killEngine = (role: Role): void => {
    const killed = running.get(role)
    running.delete(role)
    killed?.child.kill('SIGKILL')
  }

  const box = world.run('box', 'box', [
    ...[process.execPath, path.join(projectFolder, 'e2e/fixtures/kab-emulator.ts')],
    ...['--address', addresses.box, '--port', '9100', '--password', PASSWORD, '--cards', String(CARD)],
  ])
  box.onLine((line) => boxEvents.push(JSON.parse(line) as BoxEvent))
  await box.waitFor(/\n/, PATIENCE_MS)
  const keyFile = path.join(folder, 'key')
  fs.writeFileSync(keyFile, crypto.randomBytes(16).toString('hex'), { mode: 0o600 })
  for (const role of roles) prepare(role)
  fs.writeFileSync(path.join(folder, 'primary/files/one'), 'one file\n')
  for (const role of roles) {
    await start(role)
    const pair = { primaryAddress: addresses.primary, secondaryAddress: addresses.secondary }
    await must(role, enableArguments({ role, ...pair, lineSwitchAddress: addresses.box, keyFile }))
  }
  for (const role of roles) {
    const target = { address: addresses[role], port: SERVICE_PORT }
    await world.probe(role, [{ ...target, from: addresses[role] }])
  }
  await world.probe(
    'prober',
    roles.map((role) => ({ address: addresses[role], port: SERVICE_PORT, from: addresses.prober })),
  )

  const records = (role: Role): RecordEntry[] => {
    const kept = path.join(dataOf(role), 'records')
    return fs
      .readdirSync(kept)
      .filter((name) => name.endsWith('.jsonl'))
      .sort()
      .flatMap((name) => fs.readFileSync(path.join(kept, name), 'utf8').trim().split('\n'))
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as RecordEntry)
      .reverse()
  }
  /** The standby, with automatic take-over on. */
  const armedStandby = async (): Promise<Role> => {
    const missing: string[] = []
    for (const limit = Date.now() + PATIENCE_MS; Date.now() < limit; await pause(LOOK_MS)) {
      for (const role of roles) {
        const status = await statusOf(role)
        const isStandby = status !== null && status.activeSystem === otherRole(role)
        if (isStandby && (status.automatic.armed || (await cli(role, ['arm'])).ok)) return role
        const failed = status?.automatic.rules.filter((rule) => !rule.holds).map(({ rule }) => rule)
        missing.push(
          status === null
            ? `${role}: ${unanswered.get(role)}`
            : `${role}: ${status.activeSystem} is active, missing ${failed?.join(' ')}`,
        )
      }
    }
    throw new Error(`No server became a standby that could be armed. ${missing.slice(-2).join('; ')}`)
  }
  const settle = async (): Promise<Role> => {
    for (const role of roles) {
      network.plug(role)
      if (!running.has(role)) await start(role)
    }
    const active = otherRole(await armedStandby())
    await until(active, 'armed', (status) => status.automatic.armed && status.manualSwitchOver.allowed)
    return active
  }
  await settle()
  return {
    stated: (await until('primary', 'to be asked', () => true)).timing,
    settle,
    heartbeatsSinceMs: (active) => {
      const log = fs.readFileSync(path.join(dataOf(active), 'log/engine.log'), 'utf8')
      const linked = log.split('\n').filter((line) => /The link to \S+ is up/.test(line))
      const linkedMs = Date.parse(linked.at(-1)?.split(' ')[0] ?? '')
      const held = records(active).find(({ act, outcome }) => outcome === 'done' && holds.includes(act))
      return monotonicMs(Math.max(linkedMs, held?.wallMs ?? 0))
    },
    unplug: (role) => network.unplug(role),
    killEngine,
    killAll: (role) => {
      const guardian = guardianPid(dataOf(role))
      const services = servicePids(role)
      if (guardian === null) throw new Error(`The ${role} has no guardian at this moment.`)
      process.kill(guardian, 'SIGKILL')
      for (const pid of services) process.kill(pid, 'SIGKILL')
      killEngine(role)
    },
    switchOver: async (from) => {
      await must(from, ['switch-over'])
    },
    records,
    guardianLog: (role) => fs.readFileSync(path.join(dataOf(role), 'guardian/guardian.log'), 'utf8'),
    boxEvents: () => boxEvents,
  }
}
