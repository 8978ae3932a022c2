const FIRST_MS = 250
const LONGEST_MS = 5_000

/**
 * How long to wait before connecting again: doubled with each attempt up to 5 s, spread by a fifth so
 * that many windows do not come back at the same moment. `chance` is from 0 to 1.
 */
export const backOffMs = (attempt: number, chance: number): number => {
  const base = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10))
  return Math.round(base * (0.8 + 0.4 * chance))
}
