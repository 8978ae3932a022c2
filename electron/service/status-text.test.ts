import { expect, test } from 'vitest'
import { sampleStatus } from './fixtures/sample-status.ts'
import { statusLines } from './status-text.ts'

test('while redundancy is disabled nobody asks the A/B switch, and it is not said to be silent', () => {
  const silent = { ...sampleStatus, line: { position: 'unverified', ageMs: null } } as const
  expect(statusLines(silent)).toContainEqual(expect.stringMatching(/^A\/B switch: +Unverified: no answer$/))
  expect(statusLines({ ...silent, enabled: false })).toContainEqual(
    expect.stringMatching(/^A\/B switch: +Not asked while redundancy is disabled$/),
  )
})
