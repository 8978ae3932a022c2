import { expect, it } from 'vitest'
import { reliedTimesOf, timesText, withReliedTimes } from './relied-times.ts'
import { defaultTimingChoice, deriveTiming } from './timing.ts'

const longer = { ...defaultTimingChoice, lineLeaseMs: 2_000, minimumGapMs: 5 }

it('what was taken up stays, whatever is chosen since; what nobody relies on follows the choice', () => {
  const relied = reliedTimesOf(longer)
  expect(
    withReliedTimes({ ...defaultTimingChoice, declareLostMs: 500, minimumGapMs: 7 }, relied),
  ).toMatchObject({ declareLostMs: 10_000, lineLeaseMs: 2_000, minimumGapMs: 7 })
  const usual = reliedTimesOf(defaultTimingChoice)
  expect(deriveTiming(withReliedTimes(longer, usual)).lineLeaseMs).toBe(1_500)
  expect(withReliedTimes(longer, null)).toBe(longer)
})

it.each([
  ['heartbeatMs', 900],
  ['declareLostMs', 9_000],
  ['stopLimitMs', 400],
  ['lineLeaseMs', 1_400],
] as const)('another %s is another text', (field, value) => {
  const text = timesText(deriveTiming(defaultTimingChoice))
  expect(timesText(deriveTiming({ ...defaultTimingChoice, [field]: value }))).not.toBe(text)
  expect(timesText(deriveTiming({ ...defaultTimingChoice, startUpAllowanceMs: 1 }))).toBe(text)
})
