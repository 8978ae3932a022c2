import { CLOCK_JUMP_MS, CLOCK_RATE_ERROR } from '../domain/timing.ts'
import type { Durable } from './durable.ts'
import { weigh } from './judgements.ts'
import { changeDurable, record, type Turn } from './turn.ts'

/**
 * The wall's clock decides nothing; it only carries durations over a restart. Its jumps are measured against the
 * monotonic clock: moments on the disk move along, and automatic acts are held, for what else was measured
 * around such a moment may be wrong too.
 */

/** Every moment on the disk that is kept by the wall's clock. */
const moved = (durable: Durable, byMs: number): Partial<Durable> => {
  const { automaticActs, lastAutomaticAct, maintenance, primaryAway, rehearsal } = durable
  return {
    automaticActs: automaticActs.map((at) => at + byMs),
    lastAutomaticAct: lastAutomaticAct === 0 ? 0 : lastAutomaticAct + byMs,
    maintenance: { ...maintenance, endsWallMs: maintenance.endsWallMs + byMs },
    // Its window is meant by the clock as people read it: that stays.
    rehearsal: rehearsal === null ? null : { ...rehearsal, sinceWallMs: rehearsal.sinceWallMs + byMs },
    primaryAway: { ...primaryAway, wallMs: primaryAway.wallMs + byMs },
  }
}

export const noteClock = (turn: Turn): void => {
  const { s, now, wallMs } = turn
  const offset = wallMs - now
  const jumpMs = offset - s.wallOffset
  // Two clocks may each run wrong by as much in between.
  const usualMs = CLOCK_JUMP_MS + 2 * CLOCK_RATE_ERROR * (now - s.wallSeenAt)
  s.wallOffset = offset
  s.wallSeenAt = now
  if (Math.abs(jumpMs) <= usualMs || s.mode === 'disabled') return
  changeDurable(turn, moved(s.durable, jumpMs))
  holdAutomatic(turn)
  const judged = weigh(turn, 'clockJumped', { kind: 'jump', jumpMs: Math.round(jumpMs) })
  record(turn, { act: 'clockJump', outcome: 'noted', trigger: 'automatic', judged })
}

/** Whatever this server would do by itself now has to wait. */
export const holdAutomatic = (turn: Turn): void => {
  const { s, now } = turn
  s.holdUntil = Math.max(s.holdUntil, now + s.timing.holdAfterJumpMs)
}
