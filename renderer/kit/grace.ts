/** How long a new question takes no answer, so that a stray click or a held Enter does not give one. */
export const GRACE_MS = 250

/** Whether an answer at `nowMs` to a question shown at `shownAtMs` counts. */
export const isDeliberate = (shownAtMs: number, nowMs: number): boolean => nowMs - shownAtMs >= GRACE_MS
