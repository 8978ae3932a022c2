import type { Rehearsal } from '../contract/rehearsal.ts'
import { allHold } from '../domain/rules.ts'
import { arm } from './arming.ts'
import { checkItem } from './completion-items.ts'
import { beginHandOver } from './hand-over.ts'
import { type Judged, weigh } from './judgements.ts'
import { isArmed } from './leases.ts'
import { failProgress } from './progress.ts'
import { LOOK_AGAIN_MS } from './rehearsal-moments.ts'
import {
  atStepMs,
  changeRehearsal,
  endRehearsal,
  enterStep,
  failureOf,
  isUnfit,
  liveRehearsal,
  wayOf,
} from './rehearsal-state.ts'
import { record, type Turn } from './turn.ts'

/**
 * A rehearsal: a planned switch-over, the services Up on the other server for a while, and a planned switch-over
 * back. It moves nothing itself: it begins the ordinary hand-over, looks at what became of it, and travels with the
 * token. Whoever is in control decides what comes next, so that a restart of either server ends nothing.
 */

/** Services are given as long to come Up as they have to stay so, and not less than this. */
const LEAST_UP_LIMIT_MS = 15_000
/** The way back is tried so often, and for so long; less while nobody serves. */
const MOST_TRIES = 3
const TRY_AGAIN_MS = 10_000
const BACK_LIMIT_MS = 600_000
const UNSTARTED_LIMIT_MS = 60_000
const ARM_LIMIT_MS = 600_000
/** A server that hears nothing of it any more lets it end. */
const HOUR_MS = 3_600_000

export const rehearsalTick = (turn: Turn): void => {
  const { s } = turn
  const rehearsal = liveRehearsal(s)
  if (rehearsal === null) return
  if (s.mode !== 'active') s.hold = null
  if (s.mode === 'disabled' || s.durable.peerDisabled !== 'no') endRehearsal(turn, failureOf('disabled'))
  else if (rehearsal.home === s.role) atHome(turn, rehearsal)
  else away(turn, rehearsal)
  const left = liveRehearsal(s)
  if (left === null) return
  armAgain(turn, left)
  endForgotten(turn, left)
}

/** On the server that is in control before and after it. */
const atHome = (turn: Turn, rehearsal: Rehearsal): void => {
  const { s } = turn
  switch (rehearsal.step) {
    case 'planned':
      waitForTime(turn, rehearsal)
      break
    case 'over':
      if (s.handOver === null) endRehearsal(turn, failureOf('notSwitched', s.rollBackRules))
      break
    case 'given':
      if (s.durable.given === 0 && s.mode === 'active') endRehearsal(turn, failureOf('takenBack'))
      else if (s.durable.given === 0) enterStep(turn, 'arming', { failure: failureOf('returned') })
      break
    case 'hold':
      if (s.mode === 'active') endRehearsal(turn, failureOf('takenBack'))
      break
    case 'back':
      if (s.mode === 'active' && s.services === 'running') arrive(turn)
      break
    case 'arming':
      if (s.mode === 'active') watchArming(turn, rehearsal)
      break
    case 'ended':
      break
  }
}

/** On the server that has control for a while. */
const away = (turn: Turn, rehearsal: Rehearsal): void => {
  if (turn.s.mode !== 'active') return
  if (rehearsal.step === 'given' && turn.s.durable.lastSwitchOver?.reason !== 'rehearsal') {
    // Its grant never came: a person gave control to this server.
    endRehearsal(turn, failureOf('controlMoved'))
  } else if (rehearsal.step === 'given') {
    enterStep(turn, 'hold')
    turn.s.hold = { from: turn.now, runningAt: null, upAt: null }
  } else if (rehearsal.step === 'hold') keepUp(turn, rehearsal)
  else if (rehearsal.step === 'back') goBack(turn, rehearsal)
}

const waitForTime = (turn: Turn, { notBeforeWallMs, notAfterWallMs, requestId, person }: Rehearsal): void => {
  const { s, now, wallMs } = turn
  const { held, peerHeld } = s.durable
  if (peerHeld.epoch > (held?.epoch ?? 0)) {
    endRehearsal(turn, failureOf('controlMoved'))
    return
  }
  if (wallMs < notBeforeWallMs || (now < s.rehearseAgainAt && wallMs < notAfterWallMs)) return
  s.rehearseAgainAt = now + LOOK_AGAIN_MS
  const judged = weigh(turn, 'rehearse')
  if (wallMs >= notAfterWallMs) {
    endRehearsal(turn, failureOf('missed', judged.rules))
  } else if (allHold(judged.rules)) {
    enterStep(turn, 'over', { begunWallMs: wallMs, rearms: held?.bound === true })
    beginHandOver(turn, requestId, person, judged, 'rehearsal')
  }
}

const note = (turn: Turn, judged: Judged): void => {
  const { person = '', requestId = '' } = turn.s.durable.rehearsal ?? {}
  const by = { trigger: 'automatic', person, requestId, reason: 'rehearsal' } as const
  record(turn, { act: 'rehearsal', outcome: 'noted', ...by, judged })
}

/** All services Up, without a break, for as long as was asked; else back at once. */
const keepUp = (turn: Turn, rehearsal: Rehearsal): void => {
  const { s, now } = turn
  const turnBack = (code: 'interrupted' | 'servicesDown', judged: Judged): void => {
    note(turn, judged)
    enterStep(turn, 'back', { failure: failureOf(code, judged.rules) })
  }
  // Not in control without a break since it came here.
  if (s.hold === null) {
    turnBack('interrupted', weigh(turn, 'rehearsalHold'))
    return
  }
  if (s.services === 'running' && s.hold.runningAt === null) {
    s.hold = { ...s.hold, runningAt: now }
    changeRehearsal(turn, { over: wayOf(s.progress) })
  }
  const { from, upAt } = s.hold
  const judged = weigh(turn, 'rehearsalHold')
  const areUp = s.services === 'running' && allHold(judged.rules)
  if (areUp && upAt === null) {
    s.hold = { ...s.hold, upAt: now }
    changeRehearsal(turn, { upMs: Math.round(now - from) })
    return
  }
  const isDown = judged.rules.some(({ value }) => String(value).endsWith(':down'))
  const upLimitMs = Math.max(LEAST_UP_LIMIT_MS, rehearsal.holdMs)
  const isLate = now - from > upLimitMs + (upAt === null ? 0 : rehearsal.holdMs)
  if (isLate || (upAt !== null && isDown)) {
    turnBack('servicesDown', judged)
  } else if (areUp && upAt !== null && now - upAt >= rehearsal.holdMs) {
    note(turn, judged)
    enterStep(turn, 'back')
  }
}

const goBack = (turn: Turn, { requestId, person, tries, ...rehearsal }: Rehearsal): void => {
  const { s, now } = turn
  if (s.handOver !== null || now < s.rehearseAgainAt) return
  const limitMs = s.services === 'running' ? BACK_LIMIT_MS : UNSTARTED_LIMIT_MS
  const judged = weigh(turn, 'rehearsalBack')
  if (tries >= MOST_TRIES) {
    endRehearsal(turn, failureOf('notBack', s.rollBackRules))
  } else if (allHold(judged.rules)) {
    s.rehearseAgainAt = now + TRY_AGAIN_MS
    changeRehearsal(turn, { tries: tries + 1 })
    beginHandOver(turn, requestId, person, judged, 'rehearsal')
  } else if (atStepMs(s, now, { ...rehearsal, requestId, person, tries }) > limitMs) {
    endRehearsal(turn, failureOf('notBack', judged.rules))
  } else {
    s.rehearseAgainAt = now + LOOK_AGAIN_MS
  }
}

/** Control is where it was. */
const arrive = (turn: Turn): void => {
  const { s } = turn
  if (s.durable.lastSwitchOver?.reason !== 'rehearsal') {
    endRehearsal(turn, failureOf('takenBack'))
    return
  }
  enterStep(turn, 'arming', { back: wayOf(s.progress) })
}

/** It is over when the pair is as it was: the copy Updated, and armed where it was, which asks for such a copy. */
const watchArming = (turn: Turn, rehearsal: Rehearsal): void => {
  const { s, now } = turn
  const isToBeArmed = rehearsal.rearms && !isUnfit(rehearsal)
  const isDone = isToBeArmed
    ? s.peer?.heartbeat?.armedFor === s.durable.held?.epoch
    : checkItem('replicaUpdated', s, now, s.role).state === 'done'
  if (isDone) endRehearsal(turn)
  else if (atStepMs(s, now, rehearsal) > ARM_LIMIT_MS)
    endRehearsal(turn, isToBeArmed ? failureOf('notArmed') : null)
}

/**
 * The standby turns automatic take-over on again by the ordinary two steps: at home while control is away, so that
 * an other server that dies is taken over from, and away when control is back.
 */
const armAgain = (turn: Turn, rehearsal: Rehearsal): void => {
  const { s, now } = turn
  const { step, rearms, person, home } = rehearsal
  const isBack = step === 'arming' && home !== s.role && !isUnfit(rehearsal)
  const isTurn = isBack || (step === 'hold' && home === s.role)
  if (!isTurn || !rearms || s.mode !== 'standby' || isArmed(s) || now < s.rehearseAgainAt) return
  s.rehearseAgainAt = now + LOOK_AGAIN_MS
  if (!allHold(weigh(turn, 'arm').rules)) return
  s.rehearseAgainAt = now + TRY_AGAIN_MS
  arm(turn, '', person)
}

const endForgotten = (turn: Turn, rehearsal: Rehearsal): void => {
  const { s, now, wallMs } = turn
  const { step, notAfterWallMs, holdMs } = rehearsal
  if (step === 'planned') {
    if (wallMs > notAfterWallMs + HOUR_MS)
      endRehearsal(turn, failureOf('missed', weigh(turn, 'notLinked').rules))
    return
  }
  const limitMs = step === 'over' ? 2 * HOUR_MS : holdMs + HOUR_MS / 2
  if (s.handOver === null && atStepMs(s, now, rehearsal) > limitMs)
    endRehearsal(turn, failureOf('notBack', weigh(turn, 'notLinked').rules))
}

/** The guardian did not start the services here: control goes back first, if the other server is there to take it. */
export const goBackUnstarted = (turn: Turn, why: string): boolean => {
  const { s } = turn
  const rehearsal = liveRehearsal(s)
  const isAway = rehearsal !== null && rehearsal.home !== s.role && rehearsal.step === 'hold'
  if (!isAway || s.mode !== 'active' || s.peer === null) return false
  failProgress(turn, 'failed')
  const judged = weigh(turn, 'startRefused', { kind: 'startRefused', why })
  note(turn, judged)
  enterStep(turn, 'back', { failure: failureOf('startFailed', judged.rules) })
  return true
}
