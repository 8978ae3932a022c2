import { fenceOf } from '../domain/on-cut.ts'
import { allHold } from '../domain/rules.ts'
import { tellDeadline } from './hold.ts'
import { weigh } from './judgements.ts'
import { isArmed, leaseRuns } from './leases.ts'
import type { MessageOf } from './messages.ts'
import { changeRehearsal, liveRehearsal } from './rehearsal-state.ts'
import type { State } from './state.ts'
import { abandon } from './take-over.ts'
import { accept, changeDurable, changeHeld, record, refuse, send, type Turn } from './turn.ts'

/**
 * "Automatically assume control": armed holds for one held epoch. The standby stores it only on the
 * answer of the active holding that epoch, which stored `bound` first and has a lease running. Only the
 * standby ends it.
 */

export const arm = (turn: Turn, requestId: string, person: string): void => {
  const { s } = turn
  if (isArmed(s)) {
    accept(turn, requestId)
    return
  }
  const judged = weigh(turn, 'arm')
  if (!allHold(judged.rules)) {
    record(turn, { act: 'arm', outcome: 'refused', trigger: 'person', person, requestId, judged })
    refuse(turn, requestId, judged.rules)
    return
  }
  endPending(turn)
  const number = s.durable.armNumber + 1
  changeDurable(turn, { armNumber: number })
  s.armPending = { number, requestId, person }
  send(turn, { kind: 'armAsk', number })
  record(turn, { act: 'arm', outcome: 'begun', trigger: 'person', person, requestId, judged })
}

/** The active stores `bound` first, and only while a lease runs; then it answers. */
export const armAsked = (turn: Turn, message: MessageOf<'armAsk'>): void => {
  const { s, now } = turn
  const { held } = s.durable
  s.peerArmNumber = Math.max(s.peerArmNumber, message.number)
  // Without an A/B switch an unbound holder is not fenced by a stall: here it would come to live on what was before.
  const isStale = s.fenced || (!s.hasArbiter && s.ackedSentAt < s.questionsAfter)
  const isLeaving = s.handOver !== null || s.disabling !== null
  if (s.mode !== 'active' || held === null || !leaseRuns(s, now) || isStale || isLeaving) {
    send(turn, { kind: 'armRefused', number: message.number })
    return
  }
  changeHeld(turn, { bound: true })
  if (s.durable.turnedOffBy !== null) changeDurable(turn, { turnedOffBy: null })
  // An engine that stands still right here is bound for its guardian, too.
  tellDeadline(turn)
  send(turn, { kind: 'armStored', number: message.number, epoch: held.epoch })
}

export const armStored = (turn: Turn, message: MessageOf<'armStored'>): void => {
  const { s } = turn
  const { peerHeld, held } = s.durable
  const { armPending } = s
  if (armPending === null || armPending.number !== message.number) return
  s.armPending = null
  const isCurrent = message.epoch === peerHeld.epoch && message.epoch > (held?.epoch ?? 0)
  if (!isCurrent || s.mode !== 'standby') {
    refusePending(turn, armPending, s.mode === 'standby' ? 'notBound' : 'notStandby')
    return
  }
  changeDurable(turn, { armedFor: message.epoch, armedUnder: fenceOf(s), turnedOffBy: null })
  record(turn, {
    act: 'arm',
    outcome: 'done',
    trigger: 'person',
    epoch: message.epoch,
    requestId: armPending.requestId,
    person: armPending.person,
  })
  accept(turn, armPending.requestId)
}

export const armRefused = (turn: Turn, message: MessageOf<'armRefused'>): void => {
  if (turn.s.armPending?.number === message.number) endPending(turn)
}

/** A question whose answer can no longer come: the person hears so. */
export const endPending = (turn: Turn): void => {
  const { s } = turn
  if (s.armPending === null) return
  const { armPending } = s
  s.armPending = null
  refusePending(turn, armPending, 'notBound')
}

const refusePending = (
  turn: Turn,
  { requestId, person }: NonNullable<State['armPending']>,
  why: 'notStandby' | 'notBound',
): void => {
  const judged = weigh(turn, why)
  record(turn, { act: 'arm', outcome: 'refused', trigger: 'person', person, requestId, judged })
  refuse(turn, requestId, judged.rules)
}

/** Erases the record and stops an own take-over at once; only then does the active hear of it. */
export const disarm = (turn: Turn, requestId: string, person: string): void => {
  const { s } = turn
  endPending(turn)
  if (liveRehearsal(s) !== null) changeRehearsal(turn, { rearms: false })
  const wasArmed = s.durable.armedFor !== 0
  endArming(turn)
  if (s.takeOver?.kind === 'automatic') {
    abandon(turn, weigh(turn, 'turnedOff'))
  }
  if (wasArmed) record(turn, { act: 'disarm', outcome: 'done', trigger: 'person', person, requestId })
  accept(turn, requestId)
}

/** The record is erased before the numbered "off" leaves, which alone unbinds the active. */
export const endArming = (turn: Turn): void => {
  changeDurable(turn, { armedFor: 0, armNumber: turn.s.durable.armNumber + 1, turnedOffBy: null })
  sendOff(turn)
}

const sendOff = (turn: Turn): void => {
  const { armNumber, peerHeld } = turn.s.durable
  send(turn, { kind: 'armOff', number: armNumber, epoch: peerHeld.epoch })
}

/** The active believes it is bound to a standby that is not armed: say so again. */
export const resendOff = (turn: Turn): void => {
  const { s } = turn
  const heartbeat = s.peer?.heartbeat
  if (heartbeat == null || !heartbeat.holds || !heartbeat.armedBound) return
  const isFollower = s.mode === 'standby' && heartbeat.heldEpoch === s.durable.peerHeld.epoch
  if (isFollower && s.durable.armedFor !== heartbeat.heldEpoch && s.armPending === null) sendOff(turn)
}

export const offHeard = (turn: Turn, message: MessageOf<'armOff'>): void => {
  const { s } = turn
  if (s.mode !== 'active' || message.epoch !== s.durable.held?.epoch) return
  // An older "off" than the newest question must not unbind what was armed since.
  if (message.number < s.peerArmNumber) return
  if (s.durable.held.bound) changeHeld(turn, { bound: false })
}
