import { resendOff } from './arming.ts'
import { sayDisabled } from './disabling.ts'
import { answerTwin, foundServingAlone, meetTwin, shareDualControl, yieldTo } from './dual-control.ts'
import { endGrantUse, isReady } from './grant.ts'
import { demote, raiseEpoch } from './hold.ts'
import { weigh } from './judgements.ts'
import { leaseRuns, mayHold } from './leases.ts'
import { mayMoveLine, noteMovesLineHeard, noteMovesLineSaid } from './line-back.ts'
import { maintenanceHeard, maintenanceLeftMs } from './maintenance.ts'
import type { MessageOf } from './messages.ts'
import { primaryMet } from './primary-away.ts'
import { endUnheardProgress } from './progress.ts'
import { rehearsalInHeartbeat, rehearsalInShort } from './rehearsal-share.ts'
import { noteHolder } from './shadow.ts'
import { abandon } from './take-over.ts'
import { changeDurable, changeHeld, send, type Turn } from './turn.ts'

type Heartbeat = MessageOf<'heartbeat'>

const KEPT_QUESTIONS = 64

/** Sends the own heartbeat when it is due. */
export const heartbeatTick = (turn: Turn): void => {
  const { s, now } = turn
  if (s.peer === null || s.mode === 'disabled' || now < s.nextHeartbeatAt) return
  s.nextHeartbeatAt = now + s.timing.heartbeatMs
  s.heartbeatNumber += 1
  noteMovesLineSaid(turn)
  const { held } = s.durable
  const holds = s.mode === 'active'
  if (holds) {
    const kept = s.unacknowledged.length >= KEPT_QUESTIONS ? s.unacknowledged.slice(1) : s.unacknowledged
    s.unacknowledged = [...kept, { number: s.heartbeatNumber, at: now }]
  }
  send(turn, {
    kind: 'heartbeat',
    number: s.heartbeatNumber,
    holds,
    heldEpoch: held?.epoch ?? 0,
    heldId: held?.id ?? '',
    peerHeldEpoch: s.durable.peerHeld.epoch,
    seen: s.durable.seen,
    armedBound: holds && held?.bound === true,
    armedFor: s.durable.armedFor,
    servicesStopped: s.services === 'stopped',
    // What just failed here is not offered at once again.
    ready: isReady(turn) && now >= s.backOffUntil,
    given: s.durable.given,
    granted: s.durable.granted?.epoch ?? 0,
    handingOver: s.handOver !== null,
    movedLine: s.movedLine && s.mode === 'standby',
    movesLine: mayMoveLine(s, now),
    ended: s.ended,
    lastSwitchOver: s.durable.lastSwitchOver,
    maintenance: { number: s.durable.maintenance.number, leftMs: maintenanceLeftMs(s, now) },
    rehearsal: rehearsalInShort(s.durable.rehearsal),
    licensed: s.license !== 'missing',
    lastHeldWallMs: s.durable.lastHeldWallMs,
    inControlUntil: s.durable.inControlUntil,
    dualControl: s.durable.dualControl,
  })
  sayDisabled(turn)
}

export const heartbeatHeard = (turn: Turn, heartbeat: Heartbeat): void => {
  const { s, now } = turn
  if (s.peer === null) return
  noteMovesLineHeard(turn, heartbeat)
  s.peer = { ...s.peer, heartbeat, heardAt: now }
  s.peerHeardAt = now
  primaryMet(turn)
  if (s.role === 'secondary' && s.durable.primaryLicensed !== heartbeat.licensed)
    changeDurable(turn, { primaryLicensed: heartbeat.licensed })
  maintenanceHeard(turn, heartbeat)
  rehearsalInHeartbeat(turn, heartbeat.rehearsal)
  noteDisagreement(turn, heartbeat)
  shareDualControl(turn, heartbeat.dualControl)
  if (s.durable.peerDisabled !== 'no') changeDurable(turn, { peerDisabled: 'no' })
  endUnheardProgress(turn)
  if (heartbeat.holds) holderHeard(turn, heartbeat)
  else bystanderHeard(turn, heartbeat)
  resendOff(turn)
}

/** Each says who holds; a belief that differs for long is shown beside the own one. */
const noteDisagreement = (turn: Turn, heartbeat: Heartbeat): void => {
  const { s, now } = turn
  const isActive = s.mode === 'active'
  const believesUs = !heartbeat.holds && heartbeat.peerHeldEpoch > heartbeat.heldEpoch
  const differs = isActive ? !believesUs : believesUs && s.mode === 'standby'
  s.disagreesSince = differs ? s.disagreesSince || now : 0
}

const holderHeard = (turn: Turn, heartbeat: Heartbeat): void => {
  const { s, now } = turn
  const ownHeld = s.durable.held
  const ownEpoch = ownHeld?.epoch ?? 0
  if (s.mode === 'active') {
    meetOtherHolder(turn, heartbeat)
    return
  }
  const isTwin = heartbeat.heldEpoch === ownEpoch || isOtherId(s.durable.peerHeld, heartbeat)
  if (isTwin) {
    answerTwin(turn, heartbeat.heldEpoch)
    return
  }
  if (heartbeat.heldEpoch < Math.max(ownEpoch, s.durable.peerHeld.epoch)) {
    refuseOlder(turn)
    return
  }
  noteHolder(turn, heartbeat)
  s.holderHeardAt = now
  learnHolder(turn, heartbeat)
  // Who serves with the given epoch has used the grant: it moves no line any more.
  if (heartbeat.heldEpoch >= s.durable.given) s.giverWaitUntil = Number.NEGATIVE_INFINITY
  if (s.mode === 'takingOver') {
    abandon(turn, weigh(turn, 'holderHeard'))
    return
  }
  dropOlderGrant(turn, heartbeat)
  if (s.mode === 'granted') return
  acknowledge(turn, heartbeat)
}

/** Stored whatever becomes of the heartbeat: who knows of a newer holder never takes up an older epoch. */
const learnHolder = (turn: Turn, heartbeat: Heartbeat): void => {
  const { peerHeld, seen } = turn.s.durable
  if (heartbeat.heldEpoch <= peerHeld.epoch) return
  turn.s.lagHeard = null
  foundServingAlone(turn, heartbeat.heldEpoch)
  changeDurable(turn, {
    peerHeld: { epoch: heartbeat.heldEpoch, id: heartbeat.heldId },
    seen: Math.max(seen, heartbeat.heldEpoch),
    armedFor: 0,
    replicaUpdatedFor: 0,
    // A person chose: the chosen one holds an epoch above those in question.
    needsPerson: false,
  })
}

/** The promise: persisted before it is sent, for held epochs at or above the own, never in a take-over. */
const acknowledge = (turn: Turn, heartbeat: Heartbeat): void => {
  const { s, now } = turn
  const { lastSwitchOver } = s.durable
  const theirs = heartbeat.lastSwitchOver
  if (theirs !== null && theirs.epoch > (lastSwitchOver?.epoch ?? 0))
    changeDurable(turn, { lastSwitchOver: theirs, turnedOffBy: theirs.reason })
  if (s.mode === 'disabled') return
  s.lastAckSentAt = now
  send(turn, { kind: 'ack', number: heartbeat.number, epoch: heartbeat.heldEpoch })
}

const dropOlderGrant = (turn: Turn, heartbeat: Heartbeat): void => {
  const { granted } = turn.s.durable
  if (granted === null || granted.epoch >= heartbeat.heldEpoch) return
  changeDurable(turn, { granted: null })
  endGrantUse(turn)
}

/** Two holders meet: the lower held epoch demotes; the same epoch with two ids demotes both. */
const meetOtherHolder = (turn: Turn, heartbeat: Heartbeat): void => {
  const { s } = turn
  const own = s.durable.held
  if (own === null) return
  if (heartbeat.heldEpoch < own.epoch) {
    refuseOlder(turn)
    return
  }
  if (heartbeat.heldEpoch === own.epoch) {
    answerTwin(turn, heartbeat.heldEpoch)
    return
  }
  const judged = weigh(turn, 'newerEpoch')
  changeDurable(turn, {
    peerHeld: { epoch: heartbeat.heldEpoch, id: heartbeat.heldId },
    seen: Math.max(s.durable.seen, heartbeat.heldEpoch),
  })
  yieldTo(turn, heartbeat.heldEpoch, judged)
}

const isOtherId = (known: { epoch: number; id: string }, heartbeat: Heartbeat): boolean =>
  known.epoch === heartbeat.heldEpoch && known.epoch > 0 && known.id !== '' && known.id !== heartbeat.heldId

const refuseOlder = (turn: Turn): void => {
  const { held, peerHeld } = turn.s.durable
  const newest = held !== null && held.epoch > peerHeld.epoch ? held : peerHeld
  send(turn, { kind: 'refuse', heldEpoch: newest.epoch, heldId: newest.id })
}

/** The peer does not hold: it may know of an attempt above our epoch, or finish a hand-over. */
const bystanderHeard = (turn: Turn, heartbeat: Heartbeat): void => {
  const { s } = turn
  const { held, peerHeld } = s.durable
  // What it held before and we never heard of: an older holder must not go on.
  if (heartbeat.heldEpoch > peerHeld.epoch && heartbeat.heldEpoch !== held?.epoch) {
    changeDurable(turn, {
      peerHeld: { epoch: heartbeat.heldEpoch, id: heartbeat.heldId },
      seen: Math.max(s.durable.seen, heartbeat.heldEpoch),
    })
    // Whoever held last has what was written since: control is its, by grant, not this server's.
    if (s.takeOver?.kind === 'automatic') abandon(turn, weigh(turn, 'newerEpoch'))
  }
  dropOlderGrant(turn, heartbeat)
  if (s.mode !== 'active' || held === null) return
  if (heartbeat.heldEpoch > held.epoch) {
    yieldTo(turn, heartbeat.heldEpoch, weigh(turn, 'newerEpoch'))
    return
  }
  if (heartbeat.seen > held.epoch) raiseEpoch(turn, heartbeat.seen)
}

/** Counted from the sending of the heartbeat it answers; an expired lease is never renewed. */
export const ackHeard = (turn: Turn, ack: MessageOf<'ack'>): void => {
  const { s, now } = turn
  const { held } = s.durable
  if (s.mode !== 'active' || held === null || ack.epoch !== held.epoch) return
  const question = s.unacknowledged.find((asked) => asked.number === ack.number)
  if (question === undefined || question.at < s.questionsAfter) return
  s.unacknowledged = s.unacknowledged.filter((asked) => asked.number > ack.number)
  if (!mayHold(s, now)) return
  s.ackedSentAt = Math.max(s.ackedSentAt, question.at)
  if (question.at + s.timing.ackLeaseMs > now) {
    s.ackUntil = Math.max(s.ackUntil, question.at + s.timing.ackLeaseMs)
    s.fenced = false
  }
  if (!held.acknowledged) changeHeld(turn, { acknowledged: true, unopposed: false })
  // One too old to renew anything would take the declared holder's right with it.
  if (held.declared && leaseRuns(s, now)) changeHeld(turn, { declared: false })
  // Enabled again it served on or resumed, and nobody had taken control meanwhile. What the other server has is a copy of
  // before: under a new epoch it neither counts as Updated nor is that server armed.
  if (s.durable.aheadOfCopies && leaseRuns(s, now)) {
    changeDurable(turn, { servesAlone: false, aheadOfCopies: false })
    raiseEpoch(turn, held.epoch + 1)
  }
}

/** The peer knows a newer holder than this one. */
export const refusalHeard = (turn: Turn, refusal: MessageOf<'refuse'>): void => {
  const { s } = turn
  const { held, peerHeld } = s.durable
  const own = held?.epoch ?? 0
  const heard = { kind: 'refusal', heldEpoch: refusal.heldEpoch } as const
  if (refusal.heldEpoch === own && held !== null && refusal.heldId !== held.id && refusal.heldId !== '') {
    meetTwin(turn, own, weigh(turn, 'sameEpochTwice', heard))
    return
  }
  if (refusal.heldEpoch <= own) return
  if (refusal.heldEpoch > peerHeld.epoch) {
    changeDurable(turn, {
      peerHeld: { epoch: refusal.heldEpoch, id: refusal.heldId },
      seen: Math.max(s.durable.seen, refusal.heldEpoch),
    })
  }
  yieldTo(turn, refusal.heldEpoch, weigh(turn, 'newerEpoch', heard))
}

/** An active whose right ran out demotes before anything else; nothing revives it. */
export const leaseTick = (turn: Turn): void => {
  const { s, now } = turn
  if (s.mode !== 'active' || mayHold(s, now)) return
  demote(turn, { trigger: 'lease', judged: weigh(turn, 'leaseOver') })
}
