import type { NewCertificate } from '../../shared/contract/certificate.ts'
import type { LinePosition, ReplicationView } from '../../shared/contract/status.ts'
import type { Message, Report } from '../../shared/core/messages.ts'
import type { Epoch } from '../../shared/domain/epoch.ts'
import type { ExaminationEvidence, LinkEvidence } from '../../shared/domain/link-doctor/evidence.ts'
import type { Role } from '../../shared/domain/roles.ts'

/**
 * What the engine's loop asks of its drivers. Each driver is one folder beside this file and knows
 * nothing of the others; times are milliseconds on the engine's clock (`clock.ts`), which is
 * monotonic and counts during suspend.
 */

/** Monotonic milliseconds that count during suspend. */
export type Tick = number

export interface Clock {
  now(): Tick
}

/** One line a person reads in the diagnostic log; never a secret. */
export interface Log {
  info(text: string): void
  warn(text: string): void
}

// ---- link/ ---------------------------------------------------------------------------------

export interface LinkSettings {
  readonly role: Role
  readonly ownAddress: string
  readonly peerAddress: string
  /** The A/B switch's address, or what was accepted without one; the same on both. */
  readonly arbiter: string
  readonly port: number
  readonly key: string
  /** The times both servers rely on, as `timesText` has them. */
  readonly times: string
}

/** Why there is no link, as each side can name it. */
export type LinkProblem =
  | { code: 'unreachable'; detail: string }
  | { code: 'refused'; detail: string }
  | { code: 'keyMismatch' }
  | { code: 'sameServer' }
  | { code: 'roleMismatch'; peerRole: Role }
  | { code: 'versionMismatch'; own: string; peer: string }
  | { code: 'addressMismatch'; own: string; peer: string }
  | { code: 'arbiterMismatch'; own: string; peer: string }
  | { code: 'timingMismatch'; own: string; peer: string }
  | { code: 'clockSkew'; skewMs: number }
  | { code: 'certificateChanged' }
  | { code: 'malformedFrame'; detail: string }
  | { code: 'portInUse'; detail: string }
  | { code: 'silent'; detail: string }

/** The link's own part of the doctor's evidence. */
export type LinkMeasures = Omit<
  LinkEvidence,
  'role' | 'isOwnCardUp' | 'isOwnAddressDynamic' | 'peerDisabled' | 'examination'
> & {
  /** The peer's engine says that its program answers nobody. */
  readonly isPeerHostStuck: boolean
}

export interface LinkPeer {
  /** New at every start of the peer's engine. */
  readonly instance: string
  readonly version: string
  /** Peer wall clock minus ours, at best estimate. A skew over 2 s is a named problem, not a refusal. */
  readonly clockSkewMs: number
}

export interface LinkEvents {
  up(peer: LinkPeer): void
  down(): void
  message(message: Message): void
  /** Null when the problem is gone. */
  problem(problem: LinkProblem | null): void
  /** An engine at the peer's address spoke, and one of the two refused the other: it lives. */
  proofRefused(): void
  /** The peer (a destination) opened its bulk socket to this server. */
  bulk(channel: BulkChannel): void
}

export interface Link {
  /** Listens and dials until `close`; never throws for an expected failure, reports `problem`. */
  open(): void
  /** Dropped in silence when there is no session: every protocol above tolerates loss. */
  send(message: Message): void
  /** Opens the bulk socket to the peer; rejects with one clear sentence. */
  openBulk(): Promise<BulkChannel>
  /** Another Redundancy Key from now on: every session ends, and has to prove this one. */
  setKey(key: string): Promise<void>
  /** What was measured of the link: for display only, parts of it come from strangers. */
  evidence(): LinkMeasures
  /** Connections, echoes and sized frames on purpose; takes up to 45 s. Null while nothing is open. */
  examine(): Promise<ExaminationEvidence | null>
  /** The peer's changed certificate, which waits for a person. */
  newCertificate(): NewCertificate | null
  /** Pins it after a person accepted it; null: that one does not wait. */
  acceptCertificate(sha256: string): NewCertificate | null
  close(): Promise<void>
}

/** A proved, encrypted, ordered channel of whole frames for replication. */
export interface BulkChannel {
  /** Resolves when the frame left this process's buffers far enough to send more (back-pressure). */
  send(frame: Uint8Array): Promise<void>
  onFrame(listener: (frame: Uint8Array) => void): void
  onClose(listener: () => void): void
  /** Stops and resumes reading: the receiver's back-pressure. */
  pause(): void
  resume(): void
  close(): void
}

// ---- replication/ --------------------------------------------------------------------------

export type ReplicationRole =
  | { readonly as: 'idle' }
  | { readonly as: 'source'; readonly epoch: Epoch }
  | { readonly as: 'destination'; readonly epoch: Epoch }

export type SyncOutcome =
  | { readonly ok: true; readonly root: string }
  | {
      readonly ok: false
      readonly code:
        | 'linkDown'
        | 'timeout'
        | 'rootsDiffer'
        | 'deletionsHeld'
        | 'folderMissing'
        | 'cancelled'
        | 'failed'
      readonly detail: string
    }

export type ConfirmOutcome =
  | { readonly ok: true; readonly count: number }
  /** `ended`: the worker did, before it answered. */
  | { readonly ok: false; readonly code: 'notHeld' | 'notRunning' | 'ended' }

export interface Replicator {
  /** Takes effect at once: the old role's work stops before the new one's starts. */
  setRole(role: ReplicationRole): void
  /** A bulk channel the peer opened to this server. */
  accept(channel: BulkChannel): void
  /** Source: drives the lag to zero while services run. */
  copyChanges(signal: AbortSignal): Promise<SyncOutcome>
  /** Source, services stopped: a full walk, everything copied, both roots equal and verified. */
  finalSync(signal: AbortSignal): Promise<SyncOutcome>
  /** Lets go what this server holds of the set; answers when the worker did. */
  confirmDeletions(set: string): Promise<ConfirmOutcome>
  view(): ReplicationView
  /** The epoch of the source whose copy `view` speaks of; 0: of none. */
  copyOf(): number
  /** Called at every change of `view()`, at most ten times a second. */
  onChange(listener: () => void): void
  close(): Promise<void>
}

// ---- line-switch/ --------------------------------------------------------------------------

export type LineAnswer =
  | {
      readonly ok: true
      readonly position: Exclude<LinePosition, 'unverified' | 'none'>
      readonly detail: string
    }
  | { readonly ok: false; readonly detail: string }

export type LineSetAnswer =
  /** `answered`: the box replied. `unknown`: it was written, no reply came. `notSent`: nothing was written. */
  { readonly outcome: 'answered' | 'unknown' | 'notSent'; readonly detail: string }

/** One short session each; at most one at a time per engine. */
export interface LineSwitch {
  /** A connection opened for this query; answers within `timeoutMs` or not at all. */
  read(timeoutMs: number): Promise<LineAnswer>
  /** Checks `notAfter` on the engine's clock just before the write. */
  set(side: 'A' | 'B', notAfter: Tick, timeoutMs: number): Promise<LineSetAnswer>
  close(): void
}

// ---- guardian/ -----------------------------------------------------------------------------

export interface GuardianEvents {
  /** All `whenActive` services were started for this epoch. */
  started(epoch: Epoch): void
  /** Proved stopped: no process of theirs is left. */
  stopped(epoch: Epoch): void
  /** It would not start them: past the deadline, or an older reading than a word it gave. */
  refused(epoch: Epoch, why: string): void
  /** It told the peer "services stopped"; nothing may start on an older reading. */
  wordGiven(): void
  gone(detail: string): void
}

export type GuardianWord =
  | { readonly kind: 'stopped'; readonly epoch: Epoch }
  | { readonly kind: 'running'; readonly epoch: Epoch }
  | { readonly kind: 'none'; readonly detail: string }

export interface Guardian {
  open(): Promise<void>
  /** The lease's end itself on the engine's clock; null: no deadline (unbound). */
  deadline(until: Tick | null): void
  /** `readingAskedAt`: when the question was sent whose answer lets us start; null: granted or unbound. */
  start(epoch: Epoch, readingAskedAt: Tick | null): void
  stop(epoch: Epoch): void
  /** Sign of life of the engine's loop. */
  alive(): void
  /** Asks the other server's guardian, authenticated; answers within `timeoutMs`. */
  askPeer(timeoutMs: number): Promise<GuardianWord>
  close(): Promise<void>
}

// ---- services/ -----------------------------------------------------------------------------

/** Probes run on their own clock and are read when needed; ages are computed at the reading. */
export interface ServiceWatch {
  report(): Pick<Report, 'switching' | 'ipPhone' | 'other' | 'voiceMail' | 'phones'>
  /** `active`: probe the running services; otherwise `whenActive` ones by readiness. */
  setActive(isActive: boolean): void
  onChange(listener: () => void): void
  close(): void
}
