import type { Durable } from '../../shared/core/durable.ts'
import type { State } from '../../shared/core/state.ts'
import type { Command, Happening } from '../../shared/core/step-types.ts'
import type { License } from '../../shared/domain/license.ts'
import type { Role } from '../../shared/domain/roles.ts'
import type { GuardianModel } from './guardian-model.ts'
import type { TreeModel } from './tree-model.ts'

/** What the checks compare a step with. */
export type Before = Pick<
  State,
  'mode' | 'durable' | 'takeOver' | 'peer' | 'readOther' | 'timing' | 'hasArbiter' | 'onCut'
>

export const beforeStep = ({
  mode,
  durable,
  takeOver,
  peer,
  readOther,
  timing,
  hasArbiter,
  onCut,
}: State): Before => ({
  mode,
  durable,
  takeOver,
  peer,
  readOther,
  timing,
  hasArbiter,
  onCut,
})

/** One server: its clock, disk, engine, guardian and services. The engine is the real core. */
export interface Node {
  readonly role: Role
  state: State | null
  disk: Durable
  readonly guardian: GuardianModel
  /** How many of its words this engine heard of. */
  knownWord: number
  readonly tree: TreeModel
  /** When the newest question was asked that the A/B switch answered. */
  lineAskedAt: number
  /** When the newest looks were asked that found the other's services, and the gateway, on this server's clock. */
  signAskedAt: number
  gatewayAskedAt: number
  /** When the newest heartbeat was sent that the other server acknowledged, on this server's clock. */
  ackedSentAt: number
  /** When it last offered to take control by a grant. */
  nonceSentAt: number
  /** When the newest heartbeat of the holder came to this engine, dropped or not, on its clock. */
  holderArrivedAt: number
  isHostUp: boolean
  /** What its settings say at the next start of its engine. */
  license: License
  /** How far a hand or a time server moved its clock on the wall. */
  wallShiftMs: number
  /** False: nothing can be made durable, which ends the engine. */
  hasDisk: boolean
  /** The engine's newest stall is over since then. */
  resumedAt: number
  /** When the newest question to the line switch was asked that ended, with an answer or without. */
  lineEndedAt: number
  /** Stalled or frozen: the engine does nothing. */
  isPaused: boolean
  isFrozen: boolean
  /** Its services run and answer nothing. */
  failsToServe: boolean
  /** After a whole-host freeze services may run until the guardian is scheduled, plus S: a stated limit. */
  thawingUntil: number
  replicate: { as: 'idle' | 'source' | 'destination'; epoch: number }
  /** When the newest heartbeat and the newest report were read, on this server's clock. */
  heartbeatReadAt: number
  reportReadAt: number
  localNow(): number
  /** Changes with every start and end of the engine. */
  life(): number
  setRate(rate: number): void
  input(happening: Happening): void
  command(command: Command | 'force' | 'rehearse'): void
  /** 0 ends it. */
  planMaintenance(lastsMs: number): void
  startEngine(): void
  /** A person ticks Enable Redundancy again; what cannot be done now is tried again until it can. */
  enable(): void
  /** It is started again after so long; left out: as soon as a service manager does. */
  killEngine(awayMs?: number): void
  crashHost(): void
  bootHost(): void
  pause(ms: number, freezesHost: boolean): void
}

/** What holds of a server that has not done anything, and to which nothing has happened. */
export const untouched = {
  lineAskedAt: Number.NEGATIVE_INFINITY,
  signAskedAt: Number.NEGATIVE_INFINITY,
  gatewayAskedAt: Number.NEGATIVE_INFINITY,
  ackedSentAt: Number.NEGATIVE_INFINITY,
  nonceSentAt: Number.NEGATIVE_INFINITY,
  holderArrivedAt: Number.NEGATIVE_INFINITY,
  resumedAt: Number.NEGATIVE_INFINITY,
  lineEndedAt: Number.NEGATIVE_INFINITY,
  heartbeatReadAt: Number.NEGATIVE_INFINITY,
  reportReadAt: Number.NEGATIVE_INFINITY,
  isHostUp: true,
  hasDisk: true,
  isPaused: false,
  isFrozen: false,
  failsToServe: false,
  wallShiftMs: 0,
  thawingUntil: 0,
  replicate: { as: 'idle', epoch: 0 },
} as const
