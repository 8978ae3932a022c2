import { nextEpoch } from '../domain/epoch.ts'
import type { SwitchOverReason } from '../domain/reasons.ts'
import { beginCompletion } from './completion.ts'
import { factsOf } from './facts.ts'
import type { Judged } from './judgements.ts'
import { isBound, leaseUntil, livesOnLeases } from './leases.ts'
import type { ControlEnd } from './messages.ts'
import { failProgress } from './progress.ts'
import type { Decision } from './step-types.ts'
import { changeDurable, changeHeld, freshId, record, type Turn } from './turn.ts'

/** Becoming holder and ceasing to be one. */

interface Promotion {
  readonly epoch: number
  readonly act: Decision['act']
  readonly trigger: Decision['trigger']
  /** Null where nobody else held before: the first control, a resume. */
  readonly reason: SwitchOverReason | null
  readonly person: string
  readonly requestId: string
  /** When the question was sent whose answer permits it; null: there is no line switch. */
  readonly readingAskedAt: number | null
  /** Without a line switch a grant stands for an acknowledgement, counted from its nonce's sending. */
  readonly ackUntil?: number
}

/** Persists `held` and starts the services with the deadline of the reading that permits it. */
export const promote = (turn: Turn, promotion: Promotion): void => {
  const { s, now } = turn
  const facts = factsOf(s, now)
  const isSameEpoch = s.durable.held?.epoch === promotion.epoch
  const wasLast = isSameEpoch || (s.durable.held?.epoch ?? 0) > s.durable.peerHeld.epoch
  if (!isSameEpoch) {
    const held = {
      epoch: promotion.epoch,
      id: freshId(turn),
      acknowledged: false,
      bound: false,
      declared: false,
      // Who let go takes control again by a grant or by force only.
      unopposed: !s.hasArbiter && promotion.ackUntil === undefined,
    }
    changeDurable(turn, { held })
  }
  // Where both claimed the same epoch, whoever goes on settles it.
  const isChosen = s.durable.needsPerson
  const isChangeOfHolder = (!wasLast && promotion.act !== 'firstControl') || isChosen
  changeDurable(turn, {
    seen: Math.max(s.durable.seen, promotion.epoch),
    given: 0,
    granted: null,
    armedFor: 0,
    replicaUpdatedFor: 0,
    replicaUpdatedAt: 0,
    lastHeldWallMs: turn.wallMs,
    inControlUntil: { wallMs: turn.wallMs, isEnd: false },
    servesAlone: false,
    aheadOfCopies: isSameEpoch && s.durable.aheadOfCopies,
    needsPerson: false,
    ...(promotion.reason === null ? {} : { turnedOffBy: promotion.reason }),
    ...(isChangeOfHolder
      ? {
          lastSwitchOver: {
            wallMs: turn.wallMs,
            reason: isChosen ? 'dualControlResolved' : (promotion.reason ?? 'unknown'),
            epoch: promotion.epoch,
          },
        }
      : {}),
  })
  s.mode = 'active'
  s.takeOver = null
  s.grantUse = null
  s.lagHeard = null
  s.nonce = null
  s.word = null
  s.ackUntil = promotion.ackUntil ?? 0
  s.lineUntil = promotion.readingAskedAt === null ? 0 : promotion.readingAskedAt + s.timing.lineLeaseMs
  s.readOther = false
  s.fenced = false
  s.ended = 'none'
  s.unacknowledged = []
  s.ackedSentAt = Number.NEGATIVE_INFINITY
  s.nextHeartbeatAt = now
  s.services = 'starting'
  s.servicesEpoch = promotion.epoch
  // A rehearsal looks by itself, and nobody makes calls for it.
  if (isChangeOfHolder && promotion.reason !== 'rehearsal') beginCompletion(turn)
  tellDeadline(turn)
  turn.effects.push({
    do: 'startServices',
    epoch: promotion.epoch,
    readingAskedAt: promotion.readingAskedAt,
  })
  record(turn, {
    act: promotion.act,
    outcome: 'done',
    trigger: promotion.trigger,
    epoch: promotion.epoch,
    ...(promotion.reason === null ? {} : { reason: promotion.reason }),
    person: promotion.person,
    requestId: promotion.requestId,
    facts,
  })
}

/** The engine's own end of control; the guardian ends it too when the lease does. */
export const demote = (
  turn: Turn,
  { trigger, judged }: { readonly trigger: Exclude<ControlEnd, 'none'> | 'peer'; readonly judged: Judged },
): void => {
  const { s, now } = turn
  const epoch = s.durable.held?.epoch ?? 0
  changeDurable(turn, {
    lastHeldWallMs: turn.wallMs,
    inControlUntil: { wallMs: turn.wallMs, isEnd: true },
  })
  stopServices(turn)
  s.mode = 'standby'
  s.ended = trigger === 'peer' ? 'none' : trigger
  s.ackUntil = 0
  s.lineUntil = 0
  s.readOther = false
  s.fenced = false
  s.unacknowledged = []
  s.holderHeardAt = now
  s.idleSince = now
  s.deadlineTold = undefined
  if (s.handOver !== null) {
    if (s.handOver.phase === 'copyChanges' || s.handOver.phase === 'finalSync') {
      turn.effects.push({ do: 'cancelSync' })
    }
    s.handOver = null
    failProgress(turn, 'failed')
  }
  record(turn, { act: 'demote', outcome: 'done', trigger, epoch, judged })
}

export const stopServices = (turn: Turn): void => {
  const { s } = turn
  if (s.services === 'stopped' || s.services === 'stopping') return
  s.services = 'stopping'
  turn.effects.push({ do: 'stopServices', epoch: s.servicesEpoch })
}

/** Hands the guardian the lease's end itself whenever it changed. */
export const tellDeadline = (turn: Turn): void => {
  const { s } = turn
  if (s.mode !== 'active') return
  const until = livesOnLeases(s) ? leaseUntil(s) : null
  if (until === s.deadlineTold) return
  s.deadlineTold = until
  turn.effects.push({ do: 'deadline', until })
}

/**
 * An active that hears of an attempt above its own epoch takes the next of its own parity and goes on:
 * its leases stay, an unbound holder stays unbound, a bound one is bound until the new epoch is
 * acknowledged.
 */
export const raiseEpoch = (turn: Turn, above: number): void => {
  const { s } = turn
  const { held } = s.durable
  if (held === null || above <= held.epoch) return
  const wasBound = isBound(s)
  const epoch = nextEpoch(Math.max(above, s.durable.seen), s.role)
  changeDurable(turn, { seen: epoch })
  changeHeld(turn, { epoch, id: freshId(turn) })
  if (wasBound) changeHeld(turn, { acknowledged: false, bound: false })
  s.unacknowledged = []
  s.nextHeartbeatAt = turn.now
  record(turn, { act: 'raiseEpoch', outcome: 'done', trigger: 'peer', epoch })
}
