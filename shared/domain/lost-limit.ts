import { timingLimits } from './timing.ts'

/**
 * What the limit of silence (`declareLostMs`) should be, learned from silences of the active that ended by
 * themselves: a take-over in one of them would have been a false one.
 */
export interface LostLimit {
  readonly silences: number
  readonly longestMs: number
  readonly limitMs: number
  /** As long as the limit is, or longer. */
  readonly suggestedMs: number
}

/** Half as long again as the longest one that was seen. */
const MARGIN = 1.5

/** Whole seconds, below ten of them tenths. */
const rounded = (ms: number): number => {
  const step = ms < 10_000 ? 100 : 1_000
  return Math.ceil(ms / step) * step
}

/** Null: no silence that reached the limit ended by itself. */
export const lostLimitOf = (healedMs: readonly number[], limitMs: number): LostLimit | null => {
  if (healedMs.length === 0) return null
  const longestMs = Math.max(...healedMs)
  const wanted = Math.min(rounded(longestMs * MARGIN), timingLimits.declareLostMs.max)
  return { silences: healedMs.length, longestMs, limitMs, suggestedMs: Math.max(wanted, limitMs) }
}
