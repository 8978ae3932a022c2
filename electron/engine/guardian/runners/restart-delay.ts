/** The pause before a service that ended by itself is started again: 200 ms, doubled each time, 10 s at most. */

const FIRST_MS = 200
const MOST_MS = 10_000
/** A run that lasted this long starts the pauses over. */
export const SOUND_RUN_MS = 10_000

export const nextRestartDelay = (lastDelayMs: number | null, ranMs: number): number =>
  lastDelayMs === null || ranMs >= SOUND_RUN_MS ? FIRST_MS : Math.min(MOST_MS, lastDelayMs * 2)
