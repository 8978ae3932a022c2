import { isAckOverdue, isLastHolder } from './leases.ts'
import { otherSide, ownSide } from './rules/line-on-own-side.ts'
import type { State } from './state.ts'
import type { Turn } from './turn.ts'

/** When the line switch is read. One question at a time; the clock never restarts at a change of state. */

/** Asks now, unless a question is under way. */
export const askLine = (turn: Turn): void => {
  const { s, now } = turn
  if (!s.hasArbiter || s.query !== null) return
  s.queryId += 1
  s.query = { id: s.queryId, askedAt: now }
  s.lastAskedAt = now
  turn.effects.push({ do: 'readLine', query: s.queryId, timeoutMs: s.timing.pollTimeoutMs })
}

/** Moves the line to the own side, unless a set is under way; nothing is written after `notAfter`. */
export const setLine = (turn: Turn, notAfter: number): void => {
  const { s } = turn
  if (s.lineSet !== null) return
  s.setId += 1
  s.lineSet = { id: s.setId, notAfter }
  s.lastSetAt = turn.now
  const timeoutMs = s.timing.pollTimeoutMs
  turn.effects.push({ do: 'setLine', set: s.setId, side: ownSide(s), notAfter, timeoutMs })
}

/** A box that refuses sets is not asked as fast as the loop turns. */
export const maySetLine = (s: State, now: number): boolean =>
  s.lineSet === null && now >= s.lastSetAt + s.timing.pollIntervalMs

/**
 * What became of an own set: answered or never written, it lingers nowhere; else for `T_late`. Neither
 * says anything of the sets before it.
 */
export const lineSetEnded = (turn: Turn, outcome: 'answered' | 'unknown' | 'notSent'): void => {
  const { s, now } = turn
  s.lineSet = null
  s.setLingersUntil = Math.max(s.setLingersUntil, outcome === 'unknown' ? now + s.timing.lateSetMs : now)
}

/** Its answer will not be read: it may land as late as one that was written at the last moment. */
export const forgetSet = (turn: Turn): void => {
  const { s } = turn
  s.setLingersUntil = setsLingerUntil(s)
  s.lineSet = null
}

/** Readings asked before this may be followed by an own set that lands late. */
export const setsLingerUntil = (s: State): number =>
  s.lineSet === null
    ? s.setLingersUntil
    : Math.max(s.setLingersUntil, s.lineSet.notAfter + s.timing.lateSetMs)

/** Read on the other side by a question that no own set follows any more: it is not where one of those moved it. */
export const isReadElsewhere = (s: State): boolean =>
  s.reading?.position === otherSide(s) && s.reading.at >= setsLingerUntil(s)

/** Slowly while acknowledgements (or heartbeats) come, at once and often when one is missed. */
const pollIntervalMs = (s: State, now: number): number => {
  const { pollIntervalMs: fast, slowPollIntervalMs: slow, heartbeatMs } = s.timing
  switch (s.mode) {
    case 'takingOver':
    case 'granted':
      return fast
    case 'active':
      return isAckOverdue(s, now) || s.readOther || s.fenced ? fast : slow
    case 'standby':
      return isLastHolder(s) || now - s.holderHeardAt > 2 * heartbeatMs ? fast : slow
    case 'disabled':
      return slow
  }
}

/** The last question of a wait is not kept waiting by one before it, where the chain holds until its answer. */
const keepsFreeUntil = ({ takeOver, timing: { pollTimeoutMs } }: State): number => {
  if (takeOver?.phase !== 'waiting' || takeOver.chainUntil < takeOver.waitUntil + pollTimeoutMs)
    return Number.NEGATIVE_INFINITY
  return takeOver.waitUntil
}

/** A question behind an own set is answered after it, says nothing of it, and keeps waiting the one that would. */
const setAnsweredBy = ({ lineSet, lastSetAt, timing: { pollTimeoutMs } }: State): number =>
  lineSet === null ? Number.NEGATIVE_INFINITY : lastSetAt + pollTimeoutMs

export const nextPollAt = (s: State, now: number): number => {
  if (!s.hasArbiter || s.query !== null || s.mode === 'disabled') return Number.POSITIVE_INFINITY
  const due = Math.max(s.lastAskedAt + pollIntervalMs(s, now), setAnsweredBy(s))
  const freeUntil = keepsFreeUntil(s)
  return due + s.timing.pollTimeoutMs > freeUntil ? Math.max(due, freeUntil) : due
}

export const pollTick = (turn: Turn): void => {
  const { s, now } = turn
  // The driver answers every question; one that did not come back in twice its time is nothing.
  if (s.query !== null && now - s.query.askedAt > 2 * s.timing.pollTimeoutMs + 100) {
    s.query = null
    s.lineSilentAt = now
  }
  if (s.lineSet !== null && now > s.lineSet.notAfter + s.timing.lateSetMs) forgetSet(turn)
  const { takeOver } = s
  const wantsFinal = takeOver?.phase === 'waiting' && now >= takeOver.waitUntil
  const wantsReadBack = takeOver?.phase === 'readingBack' && s.lastAskedAt < setsLingerUntil(s)
  if (wantsFinal && s.lastAskedAt < takeOver.waitUntil) askLine(turn)
  if (wantsReadBack && now >= setsLingerUntil(s)) askLine(turn)
  if (now >= nextPollAt(s, now)) askLine(turn)
}
