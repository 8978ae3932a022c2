import { expect, test } from 'vitest'
import { BATCH_BYTES } from '../wire.ts'
import { createPace } from './pace.ts'

/** Frames one behind the other over a channel of so many bytes a second, for so long. */
const over = (bytesPerSecond: number, forMs: number) => {
  const pace = createPace()
  const sizes: number[] = []
  pace.sent(true, 0)
  for (let now = 0; now < forMs; ) {
    const size = pace.frameBytes
    sizes.push(size)
    now += (size / bytesPerSecond) * 1_000
    pace.acknowledged(size, now)
  }
  return { sizes, last: pace.frameBytes }
}

test('on 2 Mbit/s an acknowledgement comes about twice a second', () => {
  const { sizes, last } = over(250_000, 60_000)
  expect(last).toBeCloseTo(125_000, -2)
  expect(sizes[0]).toBeLessThanOrEqual(256 * 1024)
})

test('on a fast channel frames are full, soon', () => {
  const { sizes, last } = over(50_000_000, 2_000)
  expect(last).toBe(BATCH_BYTES)
  expect(sizes.slice(0, 20)).toContain(BATCH_BYTES)
})

test('a channel that becomes slow is noticed', () => {
  const pace = createPace()
  pace.sent(true, 0)
  pace.acknowledged(20_000_000, 1_000)
  expect(pace.frameBytes).toBe(BATCH_BYTES)
  for (let now = 5_000; now <= 30_000; now += 4_000) pace.acknowledged(BATCH_BYTES, now)
  expect(pace.frameBytes).toBeLessThan(140_000)
})

test('never smaller than is worth a frame', () => {
  expect(over(1_000, 600_000).last).toBe(64 * 1024)
})
