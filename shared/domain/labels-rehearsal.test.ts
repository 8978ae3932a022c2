import { expect, it } from 'vitest'
import { rehearsalStepWords } from './labels-rehearsal.ts'

const arming = { step: 'arming', failure: null } as const

it('automatic take-over is promised again only where it comes', () => {
  expect(rehearsalStepWords({ ...arming, rearms: true })).toContain('turned on again')
  expect(rehearsalStepWords({ ...arming, rearms: false })).not.toContain('turned on')
  const failure = { code: 'servicesDown' as const, rules: [] }
  expect(rehearsalStepWords({ ...arming, rearms: true, failure })).not.toContain('turned on')
})
