import { expect, test } from 'vitest'
import { createWorst } from './lateness.ts'

test('the worst is kept for ten seconds at least and for twenty at most', () => {
  let now = 0
  const worst = createWorst({ now: () => now })
  worst.note(700)
  worst.note(3)
  now = 9_999
  expect(worst.value()).toBe(700)
  now = 10_001
  worst.note(40)
  expect(worst.value()).toBe(700)
  now = 20_002
  expect(worst.value()).toBe(40)
  now = 90_000
  expect(worst.value()).toBe(0)
})
