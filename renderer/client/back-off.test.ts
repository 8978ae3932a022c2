import { expect, test } from 'vitest'
import { backOffMs } from './back-off.ts'

test('doubles up to five seconds', () => {
  const middle = [0, 1, 2, 3, 4, 5, 50].map((attempt) => backOffMs(attempt, 0.5))
  expect(middle).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000])
})

test('is spread by a fifth to either side', () => {
  expect(backOffMs(2, 0)).toBe(800)
  expect(backOffMs(2, 1)).toBe(1_200)
})
