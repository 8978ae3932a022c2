import { expect, it } from 'vitest'
import { type Answer, firstAnswerMs, lastAnswerMs, median, overlapMs, spansOf } from './seen.ts'

const served = (host: string, fromMs: number, toMs: number): Answer[] =>
  Array.from({ length: Math.floor((toMs - fromMs) / 5) + 1 }, (_, index) => ({
    host,
    askedMs: fromMs + index * 5,
    answeredMs: fromMs + index * 5 + 1,
  }))

it('a time of serving goes from the first answer to the last question that was answered', () => {
  const answers = [...served('a', 0, 100), ...served('b', 50, 60), ...served('a', 500, 520)]
  expect(spansOf(answers, 'a')).toEqual([
    { fromMs: 1, toMs: 100 },
    { fromMs: 501, toMs: 520 },
  ])
})

it('counts two at once only where both surely served', () => {
  const overlap = (from: number) =>
    overlapMs(spansOf(served('a', 0, 100), 'a'), spansOf(served('b', from, 300), 'b'))
  expect(overlap(50)).toBe(49)
  expect(overlap(100)).toBe(0)
  expect(overlap(101)).toBe(0)
})

it('finds the first answer after and the last before a moment', () => {
  const answers = [...served('a', 0, 100), ...served('b', 300, 400)]
  expect(firstAnswerMs(answers, 'b', 100)).toBe(301)
  expect(firstAnswerMs(answers, 'a', 101)).toBeNull()
  expect(lastAnswerMs(answers, 'a', 301)).toBe(101)
})

it('the median of an even number lies between the middle two', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
})
