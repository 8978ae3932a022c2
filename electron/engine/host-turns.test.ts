import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { countTurns, STUCK_AFTER_MS, watchTurns } from './host-turns.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})
const clock = { now: () => Date.now() }

test('a host that turns is never stuck; one that stands still is, until it turns again', () => {
  const { turns, stop } = countTurns()
  const watch = watchTurns(turns, clock)
  vi.advanceTimersByTime(3 * STUCK_AFTER_MS)
  expect(watch.isStuck()).toBe(false)
  stop()
  vi.advanceTimersByTime(STUCK_AFTER_MS - 1_000)
  expect(watch.isStuck()).toBe(false)
  vi.advanceTimersByTime(2_000)
  expect(watch.isStuck()).toBe(true)
  Atomics.add(new Int32Array(turns), 0, 1)
  vi.advanceTimersByTime(500)
  expect(watch.isStuck()).toBe(false)
  watch.close()
})

test('a stall of the whole computer counts as one look', () => {
  const { turns, stop } = countTurns()
  const watch = watchTurns(turns, clock)
  const silences: number[] = []
  watch.onLook((silentMs) => silences.push(silentMs))
  stop()
  vi.advanceTimersByTime(1_000)
  vi.setSystemTime(Date.now() + 10 * STUCK_AFTER_MS)
  vi.advanceTimersByTime(500)
  expect(watch.isStuck()).toBe(false)
  expect(silences.at(-1)).toBeLessThan(3_000)
  watch.close()
})
