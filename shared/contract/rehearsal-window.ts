import { isNoWindow, rehearsalTime } from './rehearsal.ts'

/** How long the window of a rehearsal may be. */

/** Two times of day, such as 22:00 and 02:00. */
export interface ClockWindow {
  readonly from: string
  readonly to: string
}

const DAY_MS = 86_400_000
const msOfDay = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return (hours * 60 + minutes) * 60_000
}
/** On a day without a change to or from summer time. */
export const windowMs = ({ from, to }: ClockWindow): number => (msOfDay(to) - msOfDay(from) + DAY_MS) % DAY_MS

/** A night. Two times that were exchanged by a slip would be a window of nearly a day, open in office hours. */
export const MOST_WINDOW_MS = 12 * 3_600_000
export const isLongWindow = (window: ClockWindow): boolean =>
  !isNoWindow(window) && windowMs(window) > MOST_WINDOW_MS

/** When a rehearsal may be asked for. */
export const askedRehearsalTime = rehearsalTime.refine(
  (time) => time.kind !== 'between' || !isLongWindow(time),
  `A window lasts ${MOST_WINDOW_MS / 3_600_000} hours at most.`,
)
