import { otherRole } from '../domain/roles.ts'
import { allHold, failing } from '../domain/rules.ts'
import { give } from './grant.ts'
import { ASK_LIMIT_MS, type HandOver } from './hand-over-state.ts'
import { stopServices } from './hold.ts'
import { type Judged, weigh } from './judgements.ts'
import type { MessageOf } from './messages.ts'
import { advanceProgress, beginProgress, failProgress } from './progress.ts'
import { endByPerson, endRehearsal, failureOf, isGoingBackUnstarted } from './rehearsal-state.ts'
import { accept, record, refuse, send, type Turn } from './turn.ts'

/**
 * The giver's half of a planned switch-over: copy what is left while the services run, stop them
 * (proved), a final sync with equal roots, then the token. Until `given` is on disk everything rolls
 * back; leases go on meanwhile.
 */

const COPY_LIMIT_MS = 3_600_000
const FINAL_SYNC_LIMIT_MS = 60_000
const NONCE_LIMIT_MS = 2_000
/** The services' orderly stop may take longer than S; nobody else can hold meanwhile. */
const STOP_LIMIT_MS = 30_000

export const pressSwitchOver = (turn: Turn, requestId: string, person: string): void => {
  const { s, now } = turn
  const judged = weigh(turn, 'switchOver')
  if (!allHold(judged.rules)) {
    record(turn, { act: 'switchOver', outcome: 'refused', trigger: 'person', person, requestId, judged })
    refuse(turn, requestId, judged.rules)
    return
  }
  if (s.mode === 'active') {
    beginHandOver(turn, requestId, person, judged)
    accept(turn, requestId)
    return
  }
  s.switchAsked = { requestId, until: now + ASK_LIMIT_MS }
  send(turn, { kind: 'switchAsk', requestId, person })
}

/** The button was pressed on the standby: the active decides by its own view. */
export const switchAsked = (turn: Turn, message: MessageOf<'switchAsk'>): void => {
  const { requestId, person } = message
  const judged = weigh(turn, 'askedSwitchOver')
  const accepted = allHold(judged.rules)
  send(turn, { kind: 'switchAnswer', requestId, accepted, rules: [...judged.rules] })
  if (accepted) beginHandOver(turn, requestId, person, judged)
  else
    record(turn, {
      act: 'switchOver',
      outcome: 'refused',
      trigger: 'person',
      person,
      requestId,
      judged,
    })
}

export const switchAnswered = (turn: Turn, message: MessageOf<'switchAnswer'>): void => {
  const { s } = turn
  if (s.switchAsked?.requestId !== message.requestId) return
  s.switchAsked = null
  if (message.accepted) accept(turn, message.requestId)
  else refuse(turn, message.requestId, message.rules)
}

/** The one way in which control is handed over; a person's own order ends a rehearsal that moved it. */
export const beginHandOver = (
  turn: Turn,
  requestId: string,
  person: string,
  judged: Judged,
  reason: HandOver['reason'] = 'manualSwitchOver',
): void => {
  const { s, now } = turn
  if (reason === 'manualSwitchOver') endByPerson(turn)
  record(turn, {
    act: 'switchOver',
    outcome: 'begun',
    trigger: 'person',
    person,
    requestId,
    reason,
    judged,
  })
  s.rollBackRules = []
  beginProgress(turn, otherRole(s.role), 'planned')
  advanceProgress(turn, 'copyChanges')
  s.setId += 1
  s.handOver = {
    phase: 'copyChanges',
    syncId: s.setId,
    phaseUntil: now + COPY_LIMIT_MS,
    nonceNumber: 0,
    reason,
    person,
    requestId,
  }
  turn.effects.push({ do: 'copyChanges', id: s.setId })
}

const change = (turn: Turn, part: Partial<HandOver>): void => {
  if (turn.s.handOver !== null) turn.s.handOver = { ...turn.s.handOver, ...part }
}

export const handOverSynced = (turn: Turn, id: number, isDone: boolean, code: string): void => {
  const { s, now } = turn
  const { handOver } = s
  if (handOver === null || handOver.syncId !== id) return
  if (!isDone) {
    rollBack(turn, weigh(turn, 'copyFailed', { kind: 'sync', code }))
    return
  }
  if (handOver.phase === 'copyChanges') {
    change(turn, { phase: 'stopServices', phaseUntil: now + STOP_LIMIT_MS })
    advanceProgress(turn, 'stopServices')
    stopServices(turn)
    if (s.services === 'stopped') handOverStopped(turn)
  } else if (handOver.phase === 'finalSync') {
    advanceProgress(turn, 'handOver')
    s.heartbeatNumber += 1
    change(turn, { phase: 'askNonce', phaseUntil: now + NONCE_LIMIT_MS, nonceNumber: s.heartbeatNumber })
    send(turn, { kind: 'nonceAsk', number: s.heartbeatNumber })
  }
}

/** The guardian proved the services stopped. */
export const handOverStopped = (turn: Turn): void => {
  const { s, now } = turn
  if (s.handOver?.phase !== 'stopServices') return
  s.setId += 1
  change(turn, { phase: 'finalSync', syncId: s.setId, phaseUntil: now + FINAL_SYNC_LIMIT_MS })
  advanceProgress(turn, 'finalSync')
  turn.effects.push({ do: 'finalSync', id: s.setId })
}

export const handOverNonce = (turn: Turn, message: MessageOf<'nonce'>): void => {
  const { s } = turn
  const { handOver } = s
  if (handOver?.phase !== 'askNonce' || handOver.nonceNumber !== message.number || s.fenced) return
  s.handOver = null
  give(turn, message, handOver.reason, { person: handOver.person, requestId: handOver.requestId })
}

export const cancelHandOver = (turn: Turn, requestId: string, person: string): void => {
  const { s, now } = turn
  if (s.handOver === null && s.peer !== null && s.progress?.outcome === 'running') {
    s.switchAsked = { requestId, until: now + ASK_LIMIT_MS }
    send(turn, { kind: 'switchCancel', requestId, person })
    return
  }
  const isRunning = s.handOver !== null
  if (isRunning) rollBack(turn, undefined, { person, requestId })
  if (isRunning) accept(turn, requestId)
  else refuse(turn, requestId, weigh(turn, 'nothingRuns').rules)
}

export const cancelAsked = (turn: Turn, message: MessageOf<'switchCancel'>): void => {
  const isRunning = turn.s.handOver !== null
  if (isRunning) rollBack(turn, undefined, message)
  const rules = isRunning ? [] : [...weigh(turn, 'nothingRuns').rules]
  send(turn, { kind: 'switchAnswer', requestId: message.requestId, accepted: isRunning, rules })
}

export const handOverTick = (turn: Turn): void => {
  const { s, now } = turn
  const { handOver } = s
  if (s.switchAsked !== null && now > s.switchAsked.until) {
    refuse(turn, s.switchAsked.requestId, weigh(turn, 'notAnswered').rules)
    s.switchAsked = null
  }
  if (handOver === null) return
  if (s.peer === null) {
    rollBack(turn, weigh(turn, 'notLinked'))
  } else if (now > handOver.phaseUntil) {
    rollBack(turn, weigh(turn, 'handOverLate'))
  }
}

type By = Pick<HandOver, 'person' | 'requestId'>

/** Before the point of no return: the services start again under the running leases. `stoppedBy`: a person who stopped it. */
export const rollBack = (turn: Turn, judged?: Judged, stoppedBy?: By): void => {
  const { s } = turn
  const { handOver } = s
  if (handOver === null) return
  if (handOver.phase === 'copyChanges' || handOver.phase === 'finalSync')
    turn.effects.push({ do: 'cancelSync' })
  s.handOver = null
  s.rollBackRules = failing(judged?.rules ?? [])
  failProgress(turn, 'rolledBack')
  record(turn, {
    act: 'switchOver',
    outcome: 'abandoned',
    trigger: 'person',
    person: (stoppedBy ?? handOver).person,
    requestId: (stoppedBy ?? handOver).requestId,
    judged,
  })
  if (stoppedBy !== undefined && handOver.reason === 'rehearsal') endRehearsal(turn, failureOf('cancelled'))
}

/** Whoever serves and is not handing over runs its services: after a roll-back, or alone, they start again. */
export const restartServices = (turn: Turn): void => {
  const { s } = turn
  const serves = s.mode === 'active' || (s.mode === 'disabled' && s.durable.servesAlone)
  if (!serves || s.handOver !== null || s.services !== 'stopped' || s.fenced) return
  if (isGoingBackUnstarted(s)) return
  const { held } = s.durable
  if (held === null || !s.guardianReady) return
  s.services = 'starting'
  s.servicesEpoch = held.epoch
  if (s.mode === 'disabled') turn.effects.push({ do: 'deadline', until: null })
  const askedAt = Math.max(s.lineUntil - s.timing.lineLeaseMs, s.ackedSentAt)
  turn.effects.push({
    do: 'startServices',
    epoch: held.epoch,
    readingAskedAt: Number.isFinite(askedAt) && askedAt > 0 ? askedAt : null,
  })
}
