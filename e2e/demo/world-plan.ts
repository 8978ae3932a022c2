import fs from 'node:fs'
import path from 'node:path'
import type { z } from 'zod'
import type { ServiceDefinition, site } from '../../shared/contract/site.ts'
import { siteExcludes, treeSets } from '../fixtures/pbx-tree.ts'
import { phoneNames } from '../fixtures/phone-names.ts'
import { findFreePorts, preferPorts } from './free-ports.ts'

/** Where everything of a world lies and listens, and the `site.json` that tells a server so. */

export type Role = 'primary' | 'secondary'
export const roles = ['primary', 'secondary'] as const
export const otherRole = (role: Role): Role => (role === 'primary' ? 'secondary' : 'primary')
/** The side of the A/B switch a role stands on. */
export const sideOf = (role: Role): 'A' | 'B' => (role === 'primary' ? 'A' : 'B')

export const addresses = { primary: '127.0.0.1', secondary: '127.0.0.2', box: '127.0.0.3' } as const

export interface Ports {
  readonly admin: number
  readonly link: number
  readonly guardian: number
  readonly sip: number
  readonly phonesHttp: number
  readonly switching: number
  readonly voiceMail: number
  readonly box: number
  readonly boxControl: number
}

const portNames = [
  ...['admin', 'link', 'guardian', 'sip', 'phonesHttp'],
  ...['switching', 'voiceMail', 'box', 'boxControl'],
] as (keyof Ports)[]
const preferredPorts = [9680, 9640, 9641, 5060, 5080, 5038, 5025, 9100, 9109]

/** `preferred`: the usual numbers, others where they are taken. `free`: any, so that several worlds fit. */
export const choosePorts = async (choice: 'preferred' | 'free'): Promise<Ports> => {
  const all = Object.values(addresses)
  const found =
    choice === 'free' ? await findFreePorts(portNames.length, all) : await preferPorts(preferredPorts, all)
  return Object.fromEntries(portNames.map((name, index) => [name, found[index]])) as unknown as Ports
}

export interface ServerPaths {
  readonly role: Role
  readonly address: string
  readonly data: string
  readonly tree: string
  /** What its voice-mail server acknowledged; outside the tree. */
  readonly ledger: string
}

export const serverPaths = (folder: string, role: Role): ServerPaths => ({
  role,
  address: addresses[role],
  data: path.join(folder, role, 'data'),
  tree: path.join(folder, role, 'tree'),
  ledger: path.join(folder, `ledger-${role}.jsonl`),
})

export interface WorldTiming {
  readonly heartbeatMs: number
  readonly declareLostMs: number
  readonly stopLimitMs: number
  /** None: the usual one. */
  readonly lineLeaseMs?: number
}

/** The product's default, and the fast setting of the issue. */
export const timings = {
  normal: { heartbeatMs: 1_000, declareLostMs: 10_000, stopLimitMs: 500 },
  fast: { heartbeatMs: 100, declareLostMs: 500, stopLimitMs: 100 },
} as const satisfies Record<string, WorldTiming>

/** Shorter than in life, so that the story can be told in minutes. */
const START_UP_ALLOWANCE_MS = 2_000
const MINIMUM_GAP_MS = 1_000

export const boxPassword = 'PASS'
export const boxCards = 2

const fixture = (name: string): string => path.resolve(import.meta.dirname, '../fixtures', name)

const services = (paths: ServerPaths, ports: Ports, calls: string, phones: number): ServiceDefinition[] => {
  const host = paths.address
  const listen = (port: number) => ['--address', host, '--port', String(port)]
  const run = (program: string, args: string[]) => ({
    kind: 'process' as const,
    argv: [process.execPath, program, ...args],
  })
  return [
    {
      id: 'switching',
      shownAs: 'switching',
      runs: 'whenActive',
      runner: run(fixture('switching-service.ts'), listen(ports.switching)),
      probe: { kind: 'tcp', host, port: ports.switching },
    },
    {
      id: 'ip-phone',
      shownAs: 'ipPhone',
      runs: 'whenActive',
      runner: run(fixture('sip-registrar.ts'), [
        ...listen(ports.sip),
        ...['--http-port', String(ports.phonesHttp), '--phones', String(phones)],
      ]),
      probe: { kind: 'sip', host, port: ports.sip },
    },
    {
      id: 'voice-mail',
      shownAs: 'other',
      runs: 'whenActive',
      runner: run(path.join(import.meta.dirname, 'writer.ts'), [
        ...['--tree', paths.tree, '--ledger', paths.ledger, '--calls', calls],
        ...listen(ports.voiceMail),
      ]),
      probe: { kind: 'tcp', host, port: ports.voiceMail },
    },
  ]
}

export interface SiteChoice {
  readonly timing: WorldTiming
  readonly phones: number
  /** While this file exists, callers leave messages. */
  readonly calls: string
  /** Put over what the world would write: for tests of other settings. */
  readonly override: Partial<z.input<typeof site>>
}

export const writeSite = (paths: ServerPaths, ports: Ports, choice: SiteChoice): void => {
  const content: z.input<typeof site> = {
    replicatedSets: treeSets.map((id) => ({ id, path: path.join(paths.tree, id) })),
    excludes: siteExcludes,
    services: services(paths, ports, choice.calls, choice.phones),
    voiceMailProbe: { kind: 'tcp', host: paths.address, port: ports.voiceMail },
    phonesUrl: choice.phones > 0 ? `http://${paths.address}:${ports.phonesHttp}/` : null,
    lineSwitch: {
      kind: 'kab',
      port: ports.box,
      password: boxPassword,
      cards: Array.from({ length: boxCards }, (_, index) => index + 1),
    },
    ports: { link: ports.link, guardian: ports.guardian, admin: ports.admin },
    timing: { ...choice.timing, startUpAllowanceMs: START_UP_ALLOWANCE_MS, minimumGapMs: MINIMUM_GAP_MS },
    ...choice.override,
  }
  fs.mkdirSync(paths.data, { recursive: true, mode: 0o700 })
  fs.writeFileSync(path.join(paths.data, 'site.json'), `${JSON.stringify(content, null, 2)}\n`, {
    mode: 0o600,
  })
}

export const phonesArguments = (ports: Ports, phones: number): string[] => [
  fixture('phones.ts'),
  ...['--count', String(phoneNames(phones).length)],
  ...['--servers', roles.map((role) => `${addresses[role]}:${ports.sip}`).join(',')],
]

export const emulatorArguments = (ports: Ports, state: string): string[] => [
  fixture('kab-emulator.ts'),
  ...['--address', addresses.box, '--port', String(ports.box), '--password', boxPassword],
  ...['--cards', String(boxCards), '--state', state, '--control-port', String(ports.boxControl)],
]
