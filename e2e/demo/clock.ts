/** Milliseconds on this computer's monotonic clock: the same in every process, so moments can be compared. */
export const nowMs = (): number => Number(process.hrtime.bigint()) / 1e6
