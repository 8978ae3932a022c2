import type { Clock, Tick } from '../ports.ts'
import type { Limit } from './finding.ts'

/**
 * Looks at one thing again and again, never twice at once, and keeps the last result with the moment its
 * look began: an answer is as old as its question.
 */
export interface Watcher<T> {
  /** `isFresh` is false once the result is older than two periods (at least 2 s), or before the first. */
  read(): { readonly result: T | null; readonly ageMs: number; readonly isFresh: boolean }
  close(): void
}

export interface Watching<T> {
  readonly look: (limit: Limit) => Promise<T>
  readonly periodMs: number
  readonly clock: Clock
  readonly onResult: () => void
}

const LEAST_STALE_MS = 2_000
const LONGEST_LOOK_MS = 5_000

export const staleAfterMs = (periodMs: number): number => Math.max(2 * periodMs, LEAST_STALE_MS)
/** Ends well inside the period, so that a thing that never answers reads Down, and not now and then Unknown. */
export const lookLimitMs = (periodMs: number): number =>
  Math.min(LONGEST_LOOK_MS, Math.max(20, 0.75 * periodMs))

export const createWatcher = <T>({ look, periodMs, clock, onResult }: Watching<T>): Watcher<T> => {
  const ending = new AbortController()
  let result: T | null = null
  let askedAt: Tick = clock.now()
  let timer: NodeJS.Timeout | undefined

  const round = async () => {
    const startedAt = clock.now()
    const found = await look({ timeoutMs: lookLimitMs(periodMs), signal: ending.signal })
    if (ending.signal.aborted) return
    result = found
    askedAt = startedAt
    timer = setTimeout(round, Math.max(0, startedAt + periodMs - clock.now()))
    onResult()
  }
  timer = setTimeout(round, 0)

  return {
    read() {
      const ageMs = Math.max(0, clock.now() - askedAt)
      return { result, ageMs, isFresh: result !== null && ageMs <= staleAfterMs(periodMs) }
    },
    close() {
      clearTimeout(timer)
      ending.abort()
    },
  }
}
