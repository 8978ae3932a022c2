/**
 * How many wrong links and tokens one address may try. The right one always passes: with 256 bits there
 * is nothing to guess, and on loopback a stranger's tries must not lock the administrator out. So the
 * limit only keeps the work and the log small.
 */
export interface FailureLimit {
  /** Counts a failed log-on; true when the address has used up its tries for this minute. */
  fail(address: string): boolean
}

export const MOST_FAILURES = 10
const WINDOW_MS = 60_000
const MOST_ADDRESSES = 1000

export const createFailureLimit = (now: () => number): FailureLimit => {
  const counts = new Map<string, { count: number; until: number }>()
  return {
    fail: (address) => {
      const known = counts.get(address)
      const entry =
        known !== undefined && now() < known.until ? known : { count: 0, until: now() + WINDOW_MS }
      entry.count += 1
      if (counts.size >= MOST_ADDRESSES && !counts.has(address)) counts.clear()
      counts.set(address, entry)
      return entry.count > MOST_FAILURES
    },
  }
}
