import { nextEpoch } from '../domain/epoch.ts'
import type { SwitchOverReason } from '../domain/reasons.ts'
import { allHold } from '../domain/rules.ts'
import { ackWaitMs, lineWaitMs } from '../domain/timing.ts'
import { noteAutomaticAct } from './automatic-acts.ts'
import { type Facts, factsOf } from './facts.ts'
import { returnUnused } from './grant.ts'
import { promote } from './hold.ts'
import { noteStopped } from './holder-lost.ts'
import { type Judged, judgedBy, weigh } from './judgements.ts'
import { isLastHolder } from './leases.ts'
import { askLine, maySetLine, setLine, setsLingerUntil } from './line.ts'
import { advanceProgress, failProgress } from './progress.ts'
import { isReadOnOwnSide } from './rules/line-on-own-side.ts'
import { isNew } from './rules/never-held.ts'
import { silenceLimitMs } from './rules/peer-silent.ts'
import { isOnlyUnarmed, noteWouldTakeOver } from './shadow.ts'
import type { State, TakeOver, TakeOverKind } from './state.ts'
import type { Act, Decision } from './step-types.ts'
import { changeDurable, record, type Turn } from './turn.ts'
import { askWord, isWordDue } from './word.ts'

/**
 * Every acquisition without a fresh grant, in order: rules, persist the attempt, set the line, read it
 * back, wait through an unbroken chain of own-side readings, read once more, persist `held`, start.
 */

/** A set that does not read back is tried again for so long. */
const SET_LIMIT_MS = 20_000

const actOf: Record<TakeOverKind, Act> = {
  first: 'firstControl',
  automatic: 'takeOver',
  resume: 'resume',
  staleGrant: 'useOldGrant',
  force: 'force',
}

/** Linked servers without a holder leave it to the grant of the lower one for so long. */
export const grantFirstMs = ({ timing }: State): number => 3 * timing.heartbeatMs + 250

/** Most steps of a standby: the holder was heard just now, and there is nothing to weigh. */
const isHolderHeard = ({ holderLost, holderHeardAt, timing }: State, now: number): boolean =>
  holderLost === null && now - holderHeardAt < silenceLimitMs(timing, false) - 1

/** Begins what the rules allow, if anything. */
export const considerTakeOver = (turn: Turn): void => {
  const { s, now } = turn
  if (s.mode !== 'standby' || s.fenced || s.durable.needsPerson) return
  if (s.services !== 'stopped' || !s.guardianReady || s.disabling !== null) return
  if (s.durable.granted !== null) {
    if (s.hasArbiter) beginIf(turn, 'staleGrant', weigh(turn, 'oldGrant'), s.durable.granted.epoch)
    else returnUnused(turn)
    return
  }
  if (isHolderHeard(s, now) && !isLastHolder(s) && !isNew(s)) {
    s.lastRefusal = ''
    return
  }
  const facts = factsOf(s, now)
  if (isLastHolder(s)) {
    // It never takes control from whoever moved the line away: that one may serve, unheard, since then.
    const isLeftToGrant = s.peer?.heartbeat != null && now - s.idleSince < grantFirstMs(s)
    if (!isLeftToGrant) resumeIf(turn, judgedBy('resume', facts))
    return
  }
  if (isNew(s) && s.role === 'primary') {
    beginFirst(turn, facts)
    return
  }
  if (isLeftToLastHolder(s, now)) return
  beginIf(turn, 'automatic', judgedBy('automatic', facts), nextEpoch(s.durable.seen, s.role))
}

/** After a start of both the last holder resumes, or is granted control: no line has to move for that. */
const isLeftToLastHolder = (s: State, now: number): boolean => {
  const heartbeat = s.peer?.heartbeat
  if (heartbeat == null || heartbeat.holds) return false
  return now >= s.allowanceUntil && now - s.allowanceUntil < grantFirstMs(s)
}

const beginFirst = (turn: Turn, facts: Facts): void => {
  const { s } = turn
  const isPeerKnown = s.peer === null || s.peer.heartbeat !== null
  const { heldEpoch = 0, peerHeldEpoch = 0, granted = 0 } = s.peer?.heartbeat ?? {}
  const peerHasHistory = heldEpoch > 0 || peerHeldEpoch > 0 || granted > 0
  if (!isPeerKnown || peerHasHistory) return
  const judged = judgedBy('first', facts)
  const epoch = nextEpoch(s.durable.seen, s.role)
  if (!allHold(judged.rules)) return
  if (s.hasArbiter) {
    begin(turn, 'first', judged, epoch, { person: '', requestId: '' })
    return
  }
  promote(turn, {
    epoch,
    act: 'firstControl',
    trigger: 'start',
    reason: null,
    person: '',
    requestId: '',
    readingAskedAt: null,
  })
}

/** Who had control in this very life takes it up again by itself, not because the server started. */
const triggerOf = (s: State, kind: TakeOverKind): Decision['trigger'] => {
  if (kind === 'force') return 'person'
  return kind === 'automatic' || s.ended !== 'none' ? 'automatic' : 'start'
}

const beginIf = (turn: Turn, kind: TakeOverKind, judged: Judged, epoch: number): void => {
  if (allHold(judged.rules)) {
    begin(turn, kind, judged, epoch, { person: '', requestId: '' })
    return
  }
  if (kind === 'automatic') noteRefusal(turn, judged)
}

/** What keeps who held last from going on is recorded once for each set of rules; a wait alone is no refusal. */
const resumeIf = (turn: Turn, judged: Judged): void => {
  const { s } = turn
  const epoch = s.durable.held?.epoch ?? 0
  const failing = judged.rules.filter(({ holds }) => !holds)
  if (failing.length === 0) {
    s.lastRefusal = ''
    begin(turn, 'resume', judged, epoch, { person: '', requestId: '' })
    return
  }
  const refusal = failing.map(({ rule }) => rule).join()
  const isWait = failing.some(({ remedy }) => remedy === 'wait' || remedy === 'waitForAllowance')
  if (isWait || refusal === s.lastRefusal) return
  s.lastRefusal = refusal
  record(turn, { act: 'resume', outcome: 'refused', trigger: 'automatic', epoch, judged })
}

/** A refusal of the automatic take-over is recorded once for each silence and set of failing rules. */
const noteRefusal = (turn: Turn, judged: Judged): void => {
  const { s } = turn
  const { rules } = judged
  const isFollower = s.durable.peerHeld.epoch > (s.durable.held?.epoch ?? 0)
  if (!isFollower || !rules.some((rule) => rule.rule === 'peerSilentLongEnough' && rule.holds)) {
    s.lastRefusal = ''
    return
  }
  let refusal = ''
  for (const { rule, holds } of rules) if (!holds) refusal += `${rule},`
  if (refusal === s.lastRefusal) return
  s.lastRefusal = refusal
  if (isOnlyUnarmed(judged)) {
    noteWouldTakeOver(turn, judged)
    return
  }
  record(turn, {
    act: 'takeOver',
    outcome: 'refused',
    trigger: 'automatic',
    epoch: s.durable.peerHeld.epoch,
    judged,
  })
}

/** A resume and the first control never move the line: it must read the own side by itself. */
const setsLine = (kind: TakeOverKind): boolean =>
  kind === 'automatic' || kind === 'force' || kind === 'staleGrant'

export const begin = (
  turn: Turn,
  kind: TakeOverKind,
  judged: Judged,
  epoch: number,
  by: { readonly person: string; readonly requestId: string },
): void => {
  const { s, now } = turn
  if (kind !== 'resume' && kind !== 'staleGrant') {
    changeDurable(turn, { attempted: epoch, seen: Math.max(s.durable.seen, epoch) })
  }
  s.mode = 'takingOver'
  s.nonce = null
  s.offer = null
  s.word = null
  s.takeOver = {
    kind,
    epoch,
    phase: setsLine(kind) ? 'setting' : 'readingBack',
    startedAt: now,
    readBackAt: 0,
    waitUntil: 0,
    chainUntil: 0,
    hasWord: false,
    ...by,
  }
  if (kind === 'automatic') noteAutomaticAct(turn)
  record(turn, {
    act: actOf[kind],
    outcome: 'begun',
    trigger: triggerOf(s, kind),
    epoch,
    judged,
    ...by,
  })
  if (!s.hasArbiter) waitAlone(turn)
  else if (setsLine(kind)) setLine(turn, now + s.timing.lineLeaseMs)
  else askLine(turn)
}

/** Without an A/B switch nothing is set and nothing read: strictly more than the wait, or the guardian's word. */
const waitAlone = (turn: Turn): void => {
  const { s, now } = turn
  const waitUntil = Math.max(s.lastAckSentAt + ackWaitMs(s.timing) + 1, now)
  change(turn, { phase: 'waiting', readBackAt: now, waitUntil, chainUntil: Number.POSITIVE_INFINITY })
  if (s.takeOver?.kind === 'force') advanceProgress(turn, 'waitOut')
  askWord(turn)
}

const change = (turn: Turn, part: Partial<TakeOver>): void => {
  const { s } = turn
  if (s.takeOver !== null) s.takeOver = { ...s.takeOver, ...part }
}

/** The own set was answered, lingers somewhere, or never left. */
export const takeOverSetEnded = (turn: Turn, outcome: 'answered' | 'unknown' | 'notSent'): void => {
  if (turn.s.takeOver?.phase !== 'setting' || outcome === 'notSent') return
  change(turn, { phase: 'readingBack' })
  if (outcome === 'answered') askLine(turn)
}

/** An answer of the line switch while taking over; `askedAt` is its question's sending. */
export const takeOverReading = (turn: Turn, askedAt: number): void => {
  const { s, now } = turn
  const { takeOver } = s
  if (takeOver === null) return
  const isOwn = isReadOnOwnSide(s)
  if (takeOver.phase === 'readingBack') {
    if (askedAt < setsLingerUntil(s)) return
    if (isOwn) beginWait(turn, askedAt)
    else if (takeOver.kind === 'resume' || takeOver.kind === 'first') abandon(turn, weigh(turn, 'lineMoved'))
    else change(turn, { phase: 'setting' })
    return
  }
  if (takeOver.phase !== 'waiting') return
  if (!isOwn) {
    abandon(turn, weigh(turn, 'lineMoved'))
    return
  }
  if (takeOver.chainUntil <= now) return
  change(turn, { chainUntil: askedAt + s.timing.lineLeaseMs })
  const isFinal = askedAt >= takeOver.waitUntil && now >= s.noPromotionUntil
  if (isFinal && askedAt + s.timing.lineLeaseMs > now) finish(turn, askedAt)
}

/** An order of the other server leaves it only while it is acknowledged, and lands so long afterwards. */
const theirSetLingersMs = ({ hasArbiter, peerMovesLine, timing }: State): number =>
  hasArbiter && peerMovesLine ? timing.lateSetMs : 0

const beginWait = (turn: Turn, askedAt: number): void => {
  const { s, now } = turn
  const chainUntil = askedAt + s.timing.lineLeaseMs
  if (chainUntil <= now) return
  const waitUntil = Math.max(
    now + lineWaitMs(s.timing),
    s.lastAckSentAt + ackWaitMs(s.timing) + theirSetLingersMs(s),
    s.noPromotionUntil,
  )
  change(turn, { phase: 'waiting', readBackAt: now, waitUntil, chainUntil })
  if (s.takeOver?.kind === 'force') advanceProgress(turn, 'waitOut')
  askWord(turn)
}

/** The wait is shortened only by the peer guardian's answer to a question sent after the read-back. */
export const takeOverWord = (turn: Turn, number: number, isStopped: boolean): void => {
  const { s, now } = turn
  if (s.word === null || s.word.number !== number || s.word.answered) return
  s.word = { ...s.word, answered: true }
  if (isStopped) noteStopped(turn, s.word.askedAt)
  const { takeOver } = s
  if (!isStopped || takeOver?.phase !== 'waiting') return
  if (s.word.askedAt < takeOver.readBackAt || s.word.askedAt < s.questionsAfter) return
  const waitUntil = Math.min(takeOver.waitUntil, now + theirSetLingersMs(s))
  change(turn, { hasWord: true, waitUntil: Math.max(waitUntil, now, s.noPromotionUntil) })
  askLine(turn)
}

const reasonOf = (s: State, kind: TakeOverKind): SwitchOverReason | null => {
  switch (kind) {
    case 'automatic':
      return s.peer?.heartbeat?.ended === 'services' ? 'serviceFailedOnActive' : 'otherSystemNotAvailable'
    case 'force':
      return 'forcedSwitchOver'
    case 'staleGrant':
      return s.durable.granted?.reason ?? 'unknown'
    case 'first':
    case 'resume':
      return null
  }
}

const finish = (turn: Turn, readingAskedAt: number | null): void => {
  const { s } = turn
  const { takeOver } = s
  if (takeOver === null) return
  promote(turn, {
    epoch: takeOver.epoch,
    act: actOf[takeOver.kind],
    trigger: triggerOf(s, takeOver.kind),
    reason: reasonOf(s, takeOver.kind),
    person: takeOver.person,
    requestId: takeOver.requestId,
    readingAskedAt,
  })
  if (takeOver.kind === 'force') advanceProgress(turn, 'startServices')
}

/** What time alone does to a take-over. */
export const takeOverTick = (turn: Turn): void => {
  const { s, now } = turn
  const { takeOver } = s
  if (takeOver === null) return
  const { peerHeld } = s.durable
  if (peerHeld.epoch >= takeOver.epoch) {
    abandon(turn, weigh(turn, 'takeOverIsOlder'))
    return
  }
  if (takeOver.phase === 'waiting') {
    if (takeOver.chainUntil <= now) {
      abandon(turn, weigh(turn, 'chainBroken'))
      return
    }
    if (!takeOver.hasWord && takeOver.waitUntil > now && isWordDue(s, now)) askWord(turn)
    const isOver = now >= takeOver.waitUntil && now >= s.noPromotionUntil
    if (!s.hasArbiter && isOver) finish(turn, null)
    return
  }
  const isFixed = takeOver.kind === 'resume' || takeOver.kind === 'first'
  const limitMs = isFixed ? 3 * s.timing.lineLeaseMs : SET_LIMIT_MS
  if (now - takeOver.startedAt > limitMs) {
    // A box that takes no order is no reason to try as often as it says so.
    s.uncertainAct = null
    abandon(turn, weigh(turn, 'notReadBack'))
    return
  }
  if (takeOver.phase === 'setting' && s.query === null && maySetLine(s, now)) {
    setLine(turn, now + s.timing.lineLeaseMs)
  }
}

/** One reading of the other side, a gap, a heartbeat heard, an own stall: stop, back off, say why. */
export const abandon = (turn: Turn, judged: Judged): void => {
  const { s, now } = turn
  const { takeOver } = s
  if (takeOver === null) return
  s.mode = 'standby'
  s.movedLine = s.movedLine || (s.hasArbiter && setsLine(takeOver.kind))
  s.takeOver = null
  s.word = null
  s.backOffUntil = now + s.timing.backOffMs
  s.idleSince = now
  record(turn, {
    act: actOf[takeOver.kind],
    outcome: 'abandoned',
    trigger: takeOver.kind === 'force' ? 'person' : 'automatic',
    epoch: takeOver.epoch,
    judged,
    person: takeOver.person,
    requestId: takeOver.requestId,
  })
  if (takeOver.kind !== 'force') return
  s.rollBackRules = judged.rules.filter((rule) => !rule.holds)
  failProgress(turn, 'failed')
}
