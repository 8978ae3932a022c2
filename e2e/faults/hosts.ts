import path from 'node:path'
import type { z } from 'zod'
import type { ServiceDefinition, site } from '../../shared/contract/site.ts'
import { type Ports, type Role, type ServerPaths, serverPaths, type WorldTiming } from '../demo/world-plan.ts'

/** The hosts of one fault case, each a network namespace with one address, and what listens where. */

export const addresses = {
  primary: '10.77.0.1',
  secondary: '10.77.0.2',
  box: '10.77.0.3',
  /** Where the services are looked at from: no fault ever touches its cable. */
  watcher: '10.77.0.4',
  relay: '10.77.0.5',
  gateway: '10.77.0.6',
} as const
export type Host = keyof typeof addresses

/** Every host has its ports to itself. */
export const ports: Ports = {
  admin: 9680,
  link: 9640,
  guardian: 9641,
  sip: 5060,
  phonesHttp: 5080,
  switching: 5038,
  voiceMail: 5025,
  box: 9100,
  boxControl: 9109,
}

/** `quick` needs a quiet computer; `steady` bears a busy one of two cores. */
export const timings = {
  quick: { heartbeatMs: 100, declareLostMs: 500, stopLimitMs: 100 },
  steady: { heartbeatMs: 500, declareLostMs: 2_000, stopLimitMs: 300, lineLeaseMs: 1_200 },
} as const satisfies Record<string, WorldTiming>

/** Older changes are on the standby of a pair that is Updated. */
export const UPDATED_WITHIN_MS = 2_000

export const pathsOf = (folder: string, role: Role): ServerPaths => ({
  ...serverPaths(folder, role),
  address: addresses[role],
})

/** The one controlled service: it takes messages and keeps a ledger of those it made durable. */
const voiceMail = (paths: ServerPaths, calls: string): ServiceDefinition => ({
  id: 'voice-mail',
  shownAs: 'switching',
  runs: 'whenActive',
  runner: {
    kind: 'process',
    argv: [
      ...[process.execPath, path.resolve(import.meta.dirname, '../demo/writer.ts')],
      ...['--tree', paths.tree, '--ledger', paths.ledger, '--calls', calls],
      ...['--address', paths.address, '--port', String(ports.voiceMail)],
    ],
  },
  probe: { kind: 'tcp', host: paths.address, port: ports.voiceMail },
})

export const siteOf = (paths: ServerPaths, calls: string): Partial<z.input<typeof site>> => ({
  services: [voiceMail(paths, calls)],
  updatedWithinMs: UPDATED_WITHIN_MS,
  fullScanIntervalMs: 5_000,
})
