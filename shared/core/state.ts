import type { CompletionItem, LinePosition, ReplicationView } from '../contract/status.ts'
import type { License } from '../domain/license.ts'
import type { OnCut } from '../domain/on-cut.ts'
import type { Role } from '../domain/roles.ts'
import type { RuleResult } from '../domain/rules.ts'
import type { Timing } from '../domain/timing.ts'
import type { Durable } from './durable.ts'
import type { HandOver, Progress } from './hand-over-state.ts'
import { awayAtStart, lastAutomaticAt, maintenanceAtStart, readAtStart } from './kept-times.ts'
import type { ControlEnd, LastSwitchOver, MessageOf, Report } from './messages.ts'

/**
 * The whole state of one server's core. `durable` is what must be on disk before any effect of the
 * step that changed it is carried out; everything else is forgotten at a restart, and the rules
 * are written so that forgetting it is safe.
 */

export const takeOverKinds = ['first', 'automatic', 'resume', 'staleGrant', 'force'] as const
export type TakeOverKind = (typeof takeOverKinds)[number]

export const takeOverPhases = ['setting', 'readingBack', 'waiting'] as const

/** An acquisition without a fresh grant: set, read back, wait through a chain of readings, read once more. */
export interface TakeOver {
  readonly kind: TakeOverKind
  /** What will be held: the attempt, the old grant's epoch, or the epoch resumed. */
  readonly epoch: number
  readonly phase: (typeof takeOverPhases)[number]
  readonly startedAt: number
  readonly readBackAt: number
  readonly waitUntil: number
  /** The chain of own-side readings holds until here. */
  readonly chainUntil: number
  /** The peer's guardian said "stopped" to a question asked after the read-back. */
  readonly hasWord: boolean
  readonly person: string
  readonly requestId: string
}

/** A fresh grant being used: set, read back, hold. */
export interface GrantUse {
  readonly epoch: number
  readonly phase: 'setting' | 'readingBack'
  /** When the set was answered or given up: readings asked before prove nothing. */
  readonly setAt: number
  /** Good without the wait until here (own clock, from the nonce's sending). */
  readonly freshUntil: number
}

export interface Peer {
  readonly instance: string
  readonly linkedAt: number
  /** The newest heartbeat of this session, and when it came. */
  readonly heartbeat: MessageOf<'heartbeat'> | null
  readonly heardAt: number
}

export interface Reported {
  readonly report: Report
  readonly at: number
}

export const servicesStates = ['stopped', 'starting', 'running', 'stopping'] as const
export type Services = (typeof servicesStates)[number]

export const modes = ['disabled', 'standby', 'takingOver', 'granted', 'active'] as const
export type Mode = (typeof modes)[number]

/** What this standby's replica lacked when that was last heard. */
export interface LagHeard {
  readonly at: number
  readonly from: 'source' | 'destination'
  readonly files: number
  readonly bytes: number
  readonly names: ReplicationView['lagNames']
}

/** How an active is back after a silence; `notKnown`: it was not heard before. */
export const waysBack = ['byItself', 'startedAnew', 'servicesStopped', 'notKnown'] as const
export type WayBack = (typeof waysBack)[number]

/** Something that only a living peer does: what, by "kind:place", and when it was asked. */
export interface Sign {
  readonly what: string
  readonly at: number
}

export const gatewayStates = ['configured', 'notConfigured'] as const

/** What the server in control keeps of the completion list. */
export interface CompletionState {
  /** By a person. */
  readonly ticked: readonly CompletionItem['item'][]
  /** Seen true once since the change of control. */
  readonly reached: readonly CompletionItem['item'][]
}

export interface State {
  readonly role: Role
  readonly timing: Timing
  readonly hasArbiter: boolean
  /** Without an A/B switch: what was accepted for a cut. */
  readonly onCut: OnCut | null
  readonly license: License
  /** New at every start; ids and nonces grow from it. */
  readonly instance: string
  idCounter: number
  durable: Durable

  mode: Mode
  takeOver: TakeOver | null
  grantUse: GrantUse | null
  handOver: HandOver | null
  progress: Progress | null
  /** Why the last switch-over was rolled back. */
  rollBackRules: readonly RuleResult[]

  /** What ended control here, if this engine had it. */
  ended: ControlEnd

  /** Leases: the right to be holder lasts until the later one. 0: none. */
  ackUntil: number
  lineUntil: number
  /** The line was read on the other side and not on the own side since: binds. */
  readOther: boolean
  /** As a standby: an own set may have moved the line, and nothing came of it. */
  movedLine: boolean
  /** The line is being moved back, which the other server moved and abandoned. */
  isMovingBack: boolean
  /** When the other server was first told of orders to the A/B switch that may still come; infinity: it was not. */
  movesLineSaidAt: number
  /** What the other server said last of its own orders, and in which heartbeat; true until it is heard. */
  peerMovesLine: boolean
  peerMovesLineNumber: number
  /** A person asked for the lines to be moved back. */
  lineBackOrder: {
    readonly requestId: string
    readonly person: string
    readonly begunAt: number
    readonly until: number
  } | null
  /** After an own stall: nothing is started or given before a fresh answer. */
  fenced: boolean
  /** Answers to questions sent before this are nothing. */
  questionsAfter: number

  peer: Peer | null
  /** The last heartbeat of a holder (or the start, a stall, a grant): what silence counts from. */
  holderHeardAt: number
  /** The holder heard last: its engine, and when it last gained or ended control. */
  holderSeen: { readonly instance: string; readonly lastHeldWallMs: number } | null
  /** The connection to the holder closed; when the question was asked that its guardian answered with "stopped". */
  holderLost: { readonly stoppedAskedAt: number } | null
  /** Any heartbeat. */
  peerHeardAt: number
  lastAckSentAt: number
  heartbeatNumber: number
  nextHeartbeatAt: number
  /** Heartbeats not yet acknowledged: number and time of sending, oldest first. */
  unacknowledged: readonly { readonly number: number; readonly at: number }[]
  /** The sending of the newest heartbeat that was acknowledged. */
  ackedSentAt: number

  query: { readonly id: number; readonly askedAt: number } | null
  queryId: number
  lastAskedAt: number
  /** The newest answer: `at` is its question's sending. */
  reading: { readonly position: LinePosition; readonly at: number } | null
  /** When the box last did not answer, or 0. */
  lineSilentAt: number
  lineSet: { readonly id: number; readonly notAfter: number } | null
  setId: number
  lastSetAt: number
  /** An own set that is over may still land until here. */
  setLingersUntil: number

  services: Services
  servicesEpoch: number
  guardianReady: boolean
  word: { readonly number: number; readonly askedAt: number; readonly answered: boolean } | null
  wordNumber: number
  /** The guardian gave its word to the peer: nothing is promoted before. */
  noPromotionUntil: number

  allowanceUntil: number
  backOffUntil: number
  /** The wall's clock minus the monotonic one at the newest step, and when that was. */
  wallOffset: number
  wallSeenAt: number
  /** After a jump of the clock, a suspend or a long stall: no automatic act before. */
  holdUntil: number
  /** End of a planned maintenance, or minus infinity; and the command that waits for the other server to store it. */
  maintenanceUntil: number
  maintenancePending: {
    readonly number: number
    readonly act: 'beginMaintenance' | 'endMaintenance'
    readonly person: string
    readonly requestId: string
    readonly until: number
    /** What was in force before: again when an armed standby cannot be told. */
    readonly untilBefore: number
  } | null
  /** As the Secondary: since when there was no proven link to the Primary. */
  awaySince: number
  /** Moment of the last automatic act, or minus infinity. */
  lastAutomaticAt: number
  /** The newest one, as long as it is not known whether it moved the lines, and the moment of the last one before it. */
  uncertainAct: { readonly at: number; readonly lastBefore: number } | null
  giverWaitUntil: number
  idleSince: number

  /** One look at the surroundings at a time, and when the newest was asked for (`...ForPeer`: and was answered). */
  look: { readonly id: number; readonly askedAt: number; readonly isForPeer: boolean } | null
  lookId: number
  lastLookAt: number
  lookedForPeerAt: number
  /** The newest signs of the other server's life beside the link. */
  serviceSign: Sign | null
  proofSign: Sign | null
  gateway: (typeof gatewayStates)[number]
  gatewayAnsweredAt: number
  hasCarrier: boolean

  armPending: { readonly number: number; readonly requestId: string; readonly person: string } | null
  /** The highest arming number heard from the peer. */
  peerArmNumber: number
  nonce: { readonly nonce: string; readonly sentAt: number } | null
  /** A nonce asked for outside a planned switch: neither holds, and the other held last. */
  offer: { readonly number: number; readonly askedAt: number } | null
  disabling: {
    readonly number: number
    readonly requestId: string
    readonly person: string
    readonly until: number
  } | null
  switchAsked: { readonly requestId: string; readonly until: number } | null

  /** Set after a change of control until a person closes the list. */
  completion: CompletionState | null
  /** In control for a rehearsal: since when its services run, and all are Up; null: not in one begun in this life. */
  hold: { readonly from: number; readonly runningAt: number | null; readonly upAt: number | null } | null
  /** The next moment at which a rehearsal tries again what did not work. */
  rehearseAgainAt: number
  /** Since when the peer's belief about who is in control differs from this server's; 0: it does not. */
  disagreesSince: number

  own: Reported | null
  theirs: Reported | null
  lagHeard: LagHeard | null

  /** What was last told to the drivers. */
  deadlineTold: number | null | undefined
  replicationTold: { readonly as: 'idle' | 'source' | 'destination'; readonly epoch: number } | null
  /** When a stall was last recorded: a loaded machine must not fill the record with them. */
  stallRecordedAt: number
  /** This standby would have taken over, were it armed; since when the active is silent. */
  shadow: { readonly silentSince: number } | null
  /** Refusals already recorded, so that one is not written every tick. */
  lastRefusal: string
}

export interface Start {
  readonly role: Role
  readonly timing: Timing
  readonly hasArbiter: boolean
  readonly enabled: boolean
  /** A start of the engine, not an enabling: the start-up allowance counts. */
  readonly isBoot: boolean
  readonly license: License
  readonly instance: string
  readonly durable: Durable
  readonly now: number
  readonly wallMs: number
}

/** The state of a core that starts: nothing is believed but what the disk says. */
export const initialState = (start: Start): State =>
  firstState({ ...start, durable: readAtStart(start.durable, start.wallMs) })

const firstState = ({
  role,
  timing,
  hasArbiter,
  enabled,
  isBoot,
  license,
  instance,
  durable,
  now,
  wallMs,
}: Start): State => ({
  role,
  timing,
  hasArbiter,
  onCut: hasArbiter ? null : durable.onCut,
  license,
  instance,
  idCounter: 0,
  durable,
  mode: enabled ? 'standby' : 'disabled',
  takeOver: null,
  grantUse: null,
  handOver: null,
  progress: null,
  rollBackRules: [],
  ended: 'none',
  ackUntil: 0,
  lineUntil: 0,
  readOther: false,
  movedLine: false,
  isMovingBack: false,
  movesLineSaidAt: Number.POSITIVE_INFINITY,
  peerMovesLine: true,
  peerMovesLineNumber: 0,
  lineBackOrder: null,
  fenced: false,
  questionsAfter: now,
  peer: null,
  holderHeardAt: now,
  holderSeen: null,
  holderLost: null,
  peerHeardAt: Number.NEGATIVE_INFINITY,
  // An acknowledgement may have left just before the restart, if there ever was a holder to acknowledge.
  lastAckSentAt: durable.peerHeld.epoch > 0 ? now : Number.NEGATIVE_INFINITY,
  heartbeatNumber: 0,
  nextHeartbeatAt: now,
  unacknowledged: [],
  ackedSentAt: Number.NEGATIVE_INFINITY,
  query: null,
  queryId: 0,
  lastAskedAt: Number.NEGATIVE_INFINITY,
  reading: null,
  lineSilentAt: 0,
  lineSet: null,
  setId: 0,
  lastSetAt: Number.NEGATIVE_INFINITY,
  // A set of the life before this one may still be on its way.
  setLingersUntil: durable.seen > 0 ? now + timing.lateSetMs : Number.NEGATIVE_INFINITY,
  services: 'stopped',
  servicesEpoch: 0,
  guardianReady: false,
  word: null,
  wordNumber: 0,
  noPromotionUntil: Number.NEGATIVE_INFINITY,
  // A giver's wait is counted anew after a restart; a grant is never good without the wait then.
  giverWaitUntil: durable.given > 0 ? now + giverWaitMs(timing) : Number.NEGATIVE_INFINITY,
  allowanceUntil: isBoot ? now + timing.startUpAllowanceMs : now,
  backOffUntil: Number.NEGATIVE_INFINITY,
  wallOffset: wallMs - now,
  wallSeenAt: now,
  holdUntil: Number.NEGATIVE_INFINITY,
  maintenanceUntil: maintenanceAtStart(durable.maintenance, now, wallMs),
  maintenancePending: null,
  awaySince: now - awayAtStart(durable, wallMs),
  lastAutomaticAt: lastAutomaticAt(durable, now, wallMs),
  uncertainAct: null,
  idleSince: now,
  look: null,
  lookId: 0,
  lastLookAt: Number.NEGATIVE_INFINITY,
  lookedForPeerAt: Number.NEGATIVE_INFINITY,
  serviceSign: null,
  proofSign: null,
  gateway: 'notConfigured',
  gatewayAnsweredAt: Number.NEGATIVE_INFINITY,
  hasCarrier: true,
  armPending: null,
  peerArmNumber: 0,
  nonce: null,
  offer: null,
  disabling: null,
  switchAsked: null,
  completion: null,
  hold: null,
  rehearseAgainAt: Number.NEGATIVE_INFINITY,
  disagreesSince: 0,
  own: null,
  theirs: null,
  lagHeard: null,
  deadlineTold: undefined,
  replicationTold: null,
  stallRecordedAt: Number.NEGATIVE_INFINITY,
  shadow: null,
  lastRefusal: '',
})

/** The giver of a grant sets no line before strictly more than `k * T_grant` after sending it. */
export function giverWaitMs(timing: Timing): number {
  return Math.floor((timing.grantMs * 1.02) / 0.98) + 1
}

export type { LastSwitchOver }
