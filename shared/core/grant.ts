import { nextEpoch } from '../domain/epoch.ts'
import type { SwitchOverReason } from '../domain/reasons.ts'
import { allHold } from '../domain/rules.ts'
import { promote } from './hold.ts'
import { type Judged, weigh } from './judgements.ts'
import { askLine, maySetLine, setLine } from './line.ts'
import type { ControlEnd, MessageOf } from './messages.ts'
import { advanceProgress, failProgress } from './progress.ts'
import { sinceNow } from './rehearsal-share.ts'
import { handedOn } from './rehearsal-state.ts'
import { isReadOnOwnSide } from './rules/line-on-own-side.ts'
import { type GrantUse, giverWaitMs, type State } from './state.ts'
import { changeDurable, freshId, record, send, type Turn } from './turn.ts'

/**
 * One token. The giver's record `given` is the point of no return: it is never holder again by a time
 * limit or by reading the line, only when the receiver persisted and sent `returned`, or as an armed
 * standby. A grant is good without the wait for `T_grant` from its nonce's sending, on the receiver's
 * clock, and never after a restart.
 */

/** An idle standby answers with a fresh nonce; whatever it begins afterwards makes it void. */
export const answerNonce = (turn: Turn, message: MessageOf<'nonceAsk'>): void => {
  const { s, now } = turn
  if (!isReady(turn)) return
  s.nonce = { nonce: freshId(turn), sentAt: now }
  send(turn, { kind: 'nonce', number: message.number, nonce: s.nonce.nonce, seen: s.durable.seen })
}

/** May be granted control: an idle standby, its services stopped, nothing pending. */
export const isReady = (turn: Turn): boolean => {
  const { s, now } = turn
  return (
    s.mode === 'standby' &&
    s.services === 'stopped' &&
    s.guardianReady &&
    s.durable.granted === null &&
    !s.durable.needsPerson &&
    !s.fenced &&
    s.disabling === null &&
    now >= s.allowanceUntil
  )
}

/** Persists the given epoch and sends the grant: after this there is no way back by oneself. */
export const give = (
  turn: Turn,
  message: MessageOf<'nonce'>,
  reason: SwitchOverReason,
  by: { readonly person: string; readonly requestId: string },
): void => {
  const { s, now } = turn
  const peerRole = s.role === 'primary' ? 'secondary' : 'primary'
  const epoch = nextEpoch(Math.max(s.durable.seen, message.seen), peerRole)
  changeDurable(turn, { seen: epoch, given: epoch, granted: null, armedFor: 0, turnedOffBy: reason })
  const rehearsal = reason === 'rehearsal' ? handedOn(turn) : null
  s.mode = 'standby'
  s.nonce = null
  s.offer = null
  s.ackUntil = 0
  s.lineUntil = 0
  s.readOther = false
  s.deadlineTold = undefined
  s.unacknowledged = []
  s.holderHeardAt = now
  s.idleSince = now
  s.giverWaitUntil = now + giverWaitMs(s.timing)
  send(turn, { kind: 'grant', epoch, nonce: message.nonce, reason, rehearsal })
  const trigger = reason === 'manualSwitchOver' || reason === 'rehearsal' ? 'person' : 'automatic'
  record(turn, { act: 'giveControl', outcome: 'done', trigger, epoch, reason, ...by })
}

/** The receiver persists the grant before it acts on it. */
export const takeGrant = (turn: Turn, message: MessageOf<'grant'>): void => {
  const { s, now } = turn
  const { nonce } = s
  const isNonceMine = nonce !== null && nonce.nonce === message.nonce && nonce.sentAt >= s.questionsAfter
  const freshUntil = (nonce?.sentAt ?? 0) + s.timing.grantMs
  const isFresh = now < freshUntil
  const judged = weigh(turn, 'grant', {
    kind: 'grant',
    epoch: message.epoch,
    isReady: isReady(turn),
    isNonceMine,
    isFresh,
  })
  if (!allHold(judged.rules)) {
    record(turn, { act: 'takeGrant', outcome: 'refused', trigger: 'peer', epoch: message.epoch, judged })
    return
  }
  changeDurable(turn, {
    granted: { epoch: message.epoch, reason: message.reason },
    seen: message.epoch,
    armedFor: 0,
    ...(message.rehearsal === null ? {} : { rehearsal: sinceNow(turn, message.rehearsal) }),
  })
  s.nonce = null
  record(turn, { act: 'takeGrant', outcome: 'begun', trigger: 'peer', epoch: message.epoch, judged })
  s.mode = 'granted'
  s.grantUse = { epoch: message.epoch, phase: 'setting', setAt: now, freshUntil }
  advanceProgress(turn, 'moveLines')
  if (s.hasArbiter) moveLine(turn)
  else holdByGrant(turn)
}

const hold = (turn: Turn, readingAskedAt: number | null): void => {
  const { s } = turn
  const { grantUse } = s
  if (grantUse === null) return
  advanceProgress(turn, 'startServices')
  promote(turn, {
    epoch: grantUse.epoch,
    act: 'takeGrant',
    trigger: 'peer',
    reason: s.durable.granted?.reason ?? 'unknown',
    person: '',
    requestId: '',
    readingAskedAt,
    ...(readingAskedAt === null ? { ackUntil: nonceLeaseUntil(s, grantUse) } : {}),
  })
}

const nonceSentAt = ({ timing }: State, { freshUntil }: GrantUse): number => freshUntil - timing.grantMs

const nonceLeaseUntil = (s: State, use: GrantUse): number => nonceSentAt(s, use) + s.timing.ackLeaseMs

/**
 * Without an A/B switch the token alone moves control, while its nonce is as good as an acknowledgement: not one from
 * before an own stall. Then it goes back when it is too old.
 */
const holdByGrant = (turn: Turn): void => {
  const { s, now } = turn
  if (s.grantUse === null || now < s.noPromotionUntil || now >= nonceLeaseUntil(s, s.grantUse)) return
  if (nonceSentAt(s, s.grantUse) >= s.questionsAfter) hold(turn, null)
}

const moveLine = (turn: Turn): void => {
  const { s, now } = turn
  if (s.grantUse !== null) setLine(turn, Math.min(now + s.timing.lineLeaseMs, s.grantUse.freshUntil))
}

const change = (turn: Turn, part: Partial<GrantUse>): void => {
  if (turn.s.grantUse !== null) turn.s.grantUse = { ...turn.s.grantUse, ...part }
}

export const grantSetEnded = (turn: Turn, outcome: 'answered' | 'unknown' | 'notSent'): void => {
  if (turn.s.grantUse?.phase !== 'setting' || outcome === 'notSent') return
  change(turn, { phase: 'readingBack', setAt: turn.now })
  askLine(turn)
}

export const grantReading = (turn: Turn, askedAt: number): void => {
  const { s, now } = turn
  const { grantUse } = s
  if (grantUse?.phase !== 'readingBack' || askedAt < grantUse.setAt) return
  if (!isReadOnOwnSide(s)) {
    change(turn, { phase: 'setting' })
    return
  }
  const isInTime = now < grantUse.freshUntil && askedAt + s.timing.lineLeaseMs > now
  if (isInTime && now >= s.noPromotionUntil) hold(turn, askedAt)
}

export const grantTick = (turn: Turn): void => {
  const { s, now } = turn
  const { grantUse } = s
  if (grantUse === null) return
  if (now < grantUse.freshUntil) {
    if (!s.hasArbiter) holdByGrant(turn)
    else if (grantUse.phase === 'setting' && s.query === null && maySetLine(s, now)) moveLine(turn)
    return
  }
  endGrantUse(turn)
  // A line switch that stayed silent: the token goes back when the giver can hear it.
  if (s.peer !== null && s.durable.granted !== null) giveBack(turn, weigh(turn, 'notReadBack'))
  failProgress(turn, 'failed')
}

/** From here the grant only permits a take-over with its epoch and the full wait. */
export const endGrantUse = (turn: Turn): void => {
  const { s, now } = turn
  if (s.grantUse === null) return
  s.grantUse = null
  s.movedLine = s.hasArbiter
  if (s.mode === 'granted') s.mode = 'standby'
  s.backOffUntil = now + s.timing.backOffMs
  s.idleSince = now
}

/** Without an A/B switch an old grant permits nothing: its giver, heard and not in control, has it back. */
export const returnUnused = (turn: Turn): void => {
  if (turn.s.peer?.heartbeat?.holds === false) giveBack(turn, weigh(turn, 'grantUnused'))
}

const giveBack = (turn: Turn, judged: Judged): void => {
  const { s } = turn
  const epoch = s.durable.granted?.epoch ?? 0
  changeDurable(turn, { granted: null })
  send(turn, { kind: 'returned', epoch })
  record(turn, {
    act: 'returnGrant',
    outcome: 'done',
    trigger: 'lease',
    epoch,
    judged,
  })
}

/** The receiver persisted that it does not use the grant: the giver is last holder again. */
export const takeBack = (turn: Turn, message: MessageOf<'returned'>): void => {
  const { s } = turn
  if (s.durable.given !== message.epoch) return
  changeDurable(turn, { given: 0 })
  s.giverWaitUntil = Number.NEGATIVE_INFINITY
  failProgress(turn, 'rolledBack')
  record(turn, { act: 'returnGrant', outcome: 'noted', trigger: 'peer', epoch: message.epoch })
}

/** Why control is given anew: what ended it where it was last; who was started anew knows of nothing else. */
const reasonOfEnd = {
  none: 'restartOfBoth',
  lease: 'activeLostNetwork',
  guardian: 'guardianRestarted',
  services: 'serviceFailedOnActive',
} as const satisfies Record<ControlEnd, SwitchOverReason>

/** The other server's nonce came in time: it is granted control if still neither of the two holds. */
export const offerNonce = (turn: Turn, message: MessageOf<'nonce'>): void => {
  const heartbeat = turn.s.peer?.heartbeat
  if (!isReady(turn) || heartbeat?.holds !== false) return
  give(turn, message, reasonOfEnd[heartbeat.ended], { person: '', requestId: '' })
}

/** Both linked, neither holds: the server with the lower held epoch grants to the other. */
export const considerOffer = (turn: Turn): void => {
  const { s, now } = turn
  const heartbeat = s.peer?.heartbeat
  if (heartbeat == null || !isReady(turn) || now < s.giverWaitUntil) return
  const ownHeld = s.durable.held?.epoch ?? 0
  const isHigher = heartbeat.heldEpoch > ownHeld && heartbeat.heldEpoch >= s.durable.peerHeld.epoch
  const isIdle = !heartbeat.holds && heartbeat.ready && heartbeat.servicesStopped && heartbeat.granted === 0
  if (!isHigher || !isIdle || now - s.idleSince < s.timing.heartbeatMs) return
  if (s.offer !== null && now - s.offer.askedAt < 2 * s.timing.heartbeatMs) return
  s.heartbeatNumber += 1
  s.offer = { number: s.heartbeatNumber, askedAt: now }
  send(turn, { kind: 'nonceAsk', number: s.heartbeatNumber })
}
