import { expect, test } from 'vitest'
import type { Status } from '../../shared/contract/status.ts'
import { lineWords } from '../../shared/domain/labels.ts'
import { lineTone } from './line-tone.ts'

const toneOf = (position: Status['line']['position'], activeSystem: Status['activeSystem']) =>
  lineTone({ enabled: true, line: { position, ageMs: 100 }, activeSystem })

test('lines are good on the side of whoever is in control, bad on the other, and neither while nobody is known to be', () => {
  expect(toneOf('A', 'primary')).toBe('good')
  expect(toneOf('B', 'secondary')).toBe('good')
  expect(toneOf('B', 'primary')).toBe('bad')
  expect(toneOf('A', 'secondary')).toBe('bad')
  expect(toneOf('A', 'unknown')).toBe('plain')
  expect(toneOf('mixed', 'primary')).toBe('caution')
  expect(toneOf('unverified', 'primary')).toBe('unknown')
})

test('a switch that nobody asks is no doubt, and did not fail to answer', () => {
  const status = {
    enabled: false,
    line: { position: 'unverified', ageMs: null },
    activeSystem: 'unknown',
  } as const
  expect(lineTone(status)).toBe('plain')
  expect(lineWords(status)).toBe('Not asked while redundancy is disabled')
  expect(lineWords({ ...status, enabled: true })).toBe('Unverified: no answer')
  expect(lineWords({ ...status, line: { position: 'A', ageMs: 100 } })).toBe('A (Primary System)')
  expect(lineWords({ ...status, line: { position: 'none', ageMs: null } })).toBe('Not configured')
})
