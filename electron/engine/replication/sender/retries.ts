import type { SetState } from '../context.ts'
import type { BytePath } from '../names.ts'
import type { Trust } from '../reading.ts'
import type { FailureCode } from '../wire.ts'
import { keyOf } from './lag.ts'

/** Where a try can fail: here while the file is read, or on the standby while it is written. */
export type Try = 'reading' | 'writing'

/** What did not go through is tried again after a while: how often, when, and how much is asked of a reading. */
export interface Retries {
  /** It failed once more. Returns how often in a row. */
  failed(what: Try, set: SetState, path: BytePath): number
  /** It went through. */
  succeeded(what: Try, set: SetState, path: BytePath): void
  /** It was written at every reading so far: only the final sync takes it as it is. */
  isRestless(set: SetState, path: BytePath): boolean
  trustFor(set: SetState, path: BytePath): Trust
  /** After a reading that fell into a writing. */
  readingDelay(count: number): number
  again(set: SetState, path: BytePath, afterMs: number): void
  isWaiting(set: SetState, path: BytePath): boolean
  /** Nothing waits for its next try. */
  readonly isIdle: boolean
  /** `short`: a file that someone keeps writing is sent as it was read after a few tries. */
  setPatience(patience: 'wait' | 'short'): void
  cancel(): void
}

const TRIES_WHEN_SHORT = 3

/** After a failure the standby told: what changed there is compared soon, a full disk is given time. */
export const failureDelay = (code: FailureCode, count: number): number =>
  code === 'changedHere' || code === 'gone' ? Math.min(20 * count, 1_000) : Math.min(250 * 2 ** count, 5_000)

export const createRetries = (enqueue: (set: SetState, path: BytePath) => void): Retries => {
  const failures: Readonly<Record<Try, Map<string, number>>> = { reading: new Map(), writing: new Map() }
  const timers = new Map<string, NodeJS.Timeout>()
  let patience: 'wait' | 'short' = 'wait'
  const isRestless = (set: SetState, path: BytePath): boolean =>
    (failures.reading.get(keyOf(set, path)) ?? 0) >= TRIES_WHEN_SHORT
  return {
    failed: (what, set, path) => {
      const key = keyOf(set, path)
      const count = (failures[what].get(key) ?? 0) + 1
      failures[what].set(key, count)
      return count
    },
    succeeded: (what, set, path) => {
      failures[what].delete(keyOf(set, path))
    },
    isRestless,
    trustFor: (set, path) => (patience === 'short' && isRestless(set, path) ? 'asRead' : 'unchanged'),
    readingDelay: (count) => (patience === 'short' ? 5 : Math.min(20 * count, 1_000)),
    again: (set, path, afterMs) => {
      const key = keyOf(set, path)
      clearTimeout(timers.get(key))
      const timer = setTimeout(() => {
        timers.delete(key)
        enqueue(set, path)
      }, afterMs)
      timers.set(key, timer)
    },
    isWaiting: (set, path) => timers.has(keyOf(set, path)),
    get isIdle() {
      return timers.size === 0
    },
    setPatience: (wanted) => {
      patience = wanted
    },
    cancel: () => {
      for (const timer of timers.values()) clearTimeout(timer)
      timers.clear()
    },
  }
}
