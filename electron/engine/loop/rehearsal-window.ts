import type { RehearsalTime } from '../../../shared/contract/rehearsal.ts'
import type { RehearsalPlan } from '../../../shared/core/messages.ts'

/** Times of day as a person means them: this server's next ones, by its local time. */

/** A moment is not met exactly when a rule fails just then: it may be a little later. */
const AT_LASTS_MS = 300_000

/** `time` on the day so many days after that of `wallMs`; a change of the clock to summer time moves it along. */
const onDay = (wallMs: number, days: number, time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  const day = new Date(wallMs)
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hours, minutes).getTime()
}

/** The first of three days' windows that has not ended; one in which it is now counts. */
const nextWindow = (wallMs: number, from: string, to: string): RehearsalPlan['window'] => {
  const lastsOverMidnight = to < from ? 1 : 0
  for (const day of [-1, 0, 1]) {
    const notAfterWallMs = onDay(wallMs, day + lastsOverMidnight, to)
    if (notAfterWallMs > wallMs) return { notBeforeWallMs: onDay(wallMs, day, from), notAfterWallMs }
  }
  return null
}

/** Null: now. */
export const windowOf = (time: RehearsalTime, wallMs: number): RehearsalPlan['window'] => {
  if (time.kind === 'now') return null
  if (time.kind === 'between') return nextWindow(wallMs, time.from, time.to)
  const today = onDay(wallMs, 0, time.at)
  const notBeforeWallMs = today >= wallMs ? today : onDay(wallMs, 1, time.at)
  return { notBeforeWallMs, notAfterWallMs: notBeforeWallMs + AT_LASTS_MS }
}
