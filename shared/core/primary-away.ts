import { awayAtStart, isTime } from './kept-times.ts'
import type { State } from './state.ts'
import { changeDurable, type Turn } from './turn.ts'

/**
 * How long a Secondary has been without a proven link to the Primary. While it runs, its own clock counts; while
 * it is off, the clock on the wall is all there is (`kept-times.ts`). The moment on the disk moves with every jump
 * of the wall's clock (`wall-clock.ts`), so that neither a wrong clock nor its correction makes days.
 */

const DAY_MS = 86_400_000
export const PRIMARY_AWAY_LIMIT_MS = 30 * DAY_MS
export const PRIMARY_AWAY_WARNING_MS = 23 * DAY_MS
/** What a crash may add or lose. */
const SAVE_MS = 3_600_000

export const primaryAwayMs = ({ role, awaySince }: State, now: number): number =>
  role === 'primary' ? 0 : Math.max(0, Math.floor(now - awaySince))

/** The link was proved, or a heartbeat came over it. */
export const primaryMet = (turn: Turn): void => {
  turn.s.awaySince = turn.now
}

/**
 * Written only when a restart would come to another figure, or when the clock was set back while this server was off:
 * what lies ahead of it would take as much from the next time off.
 */
export const primaryAwayTick = (turn: Turn): void => {
  const { s, now, wallMs } = turn
  if (s.role === 'primary' || s.mode === 'disabled') return
  const ms = primaryAwayMs(s, now)
  const isFirstTime = isTime(wallMs) && !isTime(s.durable.primaryAway.wallMs)
  const isAhead = isTime(wallMs) && s.durable.primaryAway.wallMs > wallMs + SAVE_MS
  if (!isFirstTime && !isAhead && Math.abs(awayAtStart(s.durable, wallMs) - ms) <= SAVE_MS) return
  changeDurable(turn, { primaryAway: { ms, wallMs } })
}
