import { describe, expect, test } from 'vitest'
import {
  disguise,
  judged,
  playwrightCounts,
  printedCounts,
  sum,
  totalLine,
  vitestCounts,
  withSecondTries,
} from './test-counts.ts'

const vitest = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 1, numTodoTests: 1, success: true }
const stats = { expected: 4, unexpected: 0, flaky: 0, skipped: 0 }

describe('what a stage amounted to', () => {
  test('vitest: passed, failed and skipped are its own numbers', () => {
    expect(vitestCounts(JSON.stringify(vitest))).toEqual({ passed: 3, failed: 0, skipped: 2 })
    const failing = { ...vitest, numFailedTests: 2, success: false }
    expect(vitestCounts(JSON.stringify(failing))).toEqual({ passed: 3, failed: 2, skipped: 2 })
  })

  test('vitest: a file that does not load is a failure though no test of it ran', () => {
    expect(vitestCounts(JSON.stringify({ ...vitest, success: false })).failed).toBe(1)
  })

  test('playwright: flaky is failed, an error outside a test too', () => {
    expect(playwrightCounts(JSON.stringify({ stats, errors: [] }))).toEqual({
      passed: 4,
      failed: 0,
      skipped: 0,
    })
    const bad = { stats: { ...stats, flaky: 1, unexpected: 1 }, errors: [{}] }
    expect(playwrightCounts(JSON.stringify(bad)).failed).toBe(3)
  })

  test('a program: the last line that says so', () => {
    expect(printedCounts('seed 7\n3 passed, 1 failed\nagain\n500 passed, 0 failed\n')?.passed).toBe(500)
    expect(printedCounts('all good')).toBeNull()
  })

  test('a stage that ran nothing, or ended badly, failed', () => {
    expect(judged({ passed: 0, failed: 0, skipped: 5 }, true).failed).toBe(1)
    expect(judged({ passed: 5, failed: 0, skipped: 0 }, false).failed).toBe(1)
    expect(judged({ passed: 5, failed: 0, skipped: 0 }, true).failed).toBe(0)
  })
})

test('only the total stands alone on a line', () => {
  expect(disguise('500 passed, 0 failed', 'simulation')).toBe('simulation: 500 passed, 0 failed')
  expect(disguise('run 3 passed, 0 failed so far', 'simulation')).toBe('run 3 passed, 0 failed so far')
  expect(
    totalLine(
      sum([
        { passed: 2, failed: 1, skipped: 0 },
        { passed: 3, failed: 0, skipped: 1 },
      ]),
    ),
  ).toBe('5 passed, 1 failed')
})

test('a second try that passed is a pass where second tries are allowed', () => {
  const stats = { expected: 5, unexpected: 1, flaky: 2, skipped: 0 }
  expect(withSecondTries(JSON.stringify({ stats, errors: [] }))).toEqual({ passed: 7, failed: 1, skipped: 0 })
})
