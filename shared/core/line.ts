import { isAckOverdue, isLastHolder } from './leases.ts'
import type { State } from './state.ts'
import { ownSide } from './take-over-rules.ts'
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
  s.setLingersUntil = notAfter + s.timing.lateSetMs
  const timeoutMs = s.timing.pollTimeoutMs
  turn.effects.push({ do: 'setLine', set: s.setId, side: ownSide(s), notAfter, timeoutMs })
}

/** What became of an own set: answered or never written, it lingers nowhere; else for `T_late`. */
export const lineSetEnded = (turn: Turn, outcome: 'answered' | 'unknown' | 'notSent'): void => {
  const { s, now } = turn
  s.lineSet = null
  s.setLingersUntil = outcome === 'unknown' ? now + s.timing.lateSetMs : now
}

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

export const nextPollAt = (s: State, now: number): number =>
  s.hasArbiter && s.query === null && s.mode !== 'disabled'
    ? s.lastAskedAt + pollIntervalMs(s, now)
    : Number.POSITIVE_INFINITY

export const pollTick = (turn: Turn): void => {
  const { s, now } = turn
  // The driver answers every question; one that did not come back in twice its time is nothing.
  if (s.query !== null && now - s.query.askedAt > 2 * s.timing.pollTimeoutMs + 100) {
    s.query = null
    s.lineSilentAt = now
  }
  const { takeOver } = s
  const wantsFinal = takeOver?.phase === 'waiting' && now >= takeOver.waitUntil
  const wantsReadBack = takeOver?.phase === 'readingBack' && s.lastAskedAt < s.setLingersUntil
  if (wantsFinal && s.lastAskedAt < takeOver.waitUntil) askLine(turn)
  if (wantsReadBack && now >= s.setLingersUntil) askLine(turn)
  if (now >= nextPollAt(s, now)) askLine(turn)
}
