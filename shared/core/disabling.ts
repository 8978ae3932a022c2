import { allHold } from '../domain/rules.ts'
import { endArming, endPending } from './arming.ts'
import { factsOf } from './facts.ts'
import { stopServices } from './hold.ts'
import { weigh } from './judgements.ts'
import type { MessageOf } from './messages.ts'
import { mustTellOther } from './rules/bound-to-other.ts'
import { abandon } from './take-over.ts'
import { accept, changeDurable, changeHeld, record, refuse, send, type Turn } from './turn.ts'

/**
 * Unticking Enable Redundancy. The active goes on serving alone, the standby never promotes, the peer
 * names it: a disabled peer is not a lost peer. An armed standby that cannot be told is a refusal.
 */

const STORE_LIMIT_MS = 2_000

export const disable = (turn: Turn, requestId: string, person: string): void => {
  const { s, now } = turn
  if (s.mode === 'disabled') {
    accept(turn, requestId)
    return
  }
  const judged = weigh(turn, 'disable')
  if (!allHold(judged.rules)) {
    record(turn, { act: 'disable', outcome: 'refused', trigger: 'person', person, requestId, judged })
    refuse(turn, requestId, judged.rules)
    return
  }
  record(turn, { act: 'disable', outcome: 'begun', trigger: 'person', person, requestId, judged })
  if (s.peer === null) {
    finish(turn, requestId, person)
    return
  }
  s.heartbeatNumber += 1
  s.disabling = { number: s.heartbeatNumber, requestId, person, until: now + STORE_LIMIT_MS }
  sayDisabled(turn)
}

/** Said again behind every heartbeat until it is stored: a heartbeat alone means "enabled". */
export const sayDisabled = (turn: Turn): void => {
  const { disabling, mode } = turn.s
  if (disabling === null) return
  send(turn, { kind: 'disabled', serving: mode === 'active', number: disabling.number })
}

const finish = (turn: Turn, requestId: string, person: string): void => {
  const { s } = turn
  const isServing = s.mode === 'active'
  s.disabling = null
  endPending(turn)
  changeDurable(turn, {
    servesAlone: isServing,
    disabled: true,
    ...(isServing ? { aheadOfCopies: true, inControlUntil: { wallMs: turn.wallMs, isEnd: false } } : {}),
  })
  if (s.durable.armedFor !== 0) endArming(turn)
  if (s.takeOver !== null) abandon(turn, weigh(turn, 'disable'))
  if (!isServing) stopServices(turn)
  if (isServing) turn.effects.push({ do: 'deadline', until: null })
  s.mode = 'disabled'
  s.ackUntil = 0
  s.lineUntil = 0
  record(turn, { act: 'disable', outcome: 'done', trigger: 'person', requestId, person })
  accept(turn, requestId)
}

/** The peer was disabled by a person: it is disarmed against, and named. */
export const peerDisabled = (turn: Turn, message: MessageOf<'disabled'>): void => {
  const { s } = turn
  const state = message.serving ? 'serving' : 'idle'
  // An answer that is still on its way must not arm this server after it said that it is disarmed.
  endPending(turn)
  if (s.durable.peerDisabled !== state || s.durable.armedFor !== 0) {
    changeDurable(turn, { peerDisabled: state, armedFor: 0 })
    record(turn, { act: 'peerDisabled', outcome: 'noted', trigger: 'peer' })
  }
  const isByRule = s.takeOver !== null && s.takeOver.kind !== 'force'
  if (isByRule && (message.serving || s.takeOver?.kind === 'automatic'))
    abandon(turn, weigh(turn, 'peerWasDisabled'))
  send(turn, { kind: 'disabledStored', number: message.number })
}

export const disabledStored = (turn: Turn, message: MessageOf<'disabledStored'>): void => {
  const { disabling, durable } = turn.s
  if (disabling?.number !== message.number) return
  // What the other server stored ended its arming, and only this server could begin one.
  if (durable.held?.bound === true) changeHeld(turn, { bound: false })
  finish(turn, disabling.requestId, disabling.person)
}

export const disablingTick = (turn: Turn): void => {
  const { s, now } = turn
  const { disabling } = s
  if (disabling === null || (now <= disabling.until && s.peer !== null)) return
  s.disabling = null
  if (mustTellOther(factsOf(s, now))) {
    const judged = weigh(turn, 'notAnswered')
    const { requestId, person } = disabling
    record(turn, { act: 'disable', outcome: 'refused', trigger: 'person', person, requestId, judged })
    refuse(turn, requestId, judged.rules)
  } else {
    finish(turn, disabling.requestId, disabling.person)
  }
}
