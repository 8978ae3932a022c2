import { expect, test } from 'vitest'
import { lostLimitOf } from './lost-limit.ts'

test('without a silence that healed there is nothing to suggest', () => {
  expect(lostLimitOf([], 10_000)).toBeNull()
})

test('the longest one counts, with half as much again', () => {
  expect(lostLimitOf([12_000, 18_300, 11_000], 10_000)).toEqual({
    silences: 3,
    longestMs: 18_300,
    limitMs: 10_000,
    suggestedMs: 28_000,
  })
  expect(lostLimitOf([520], 500)?.suggestedMs).toBe(800)
})

test('a limit that is long enough stays, and none is longer than it may be', () => {
  expect(lostLimitOf([11_000], 30_000)?.suggestedMs).toBe(30_000)
  expect(lostLimitOf([3_600_000], 10_000)?.suggestedMs).toBe(120_000)
})
