import { expect, test } from 'vitest'
import type { Status } from '../../shared/contract/status.ts'
import { lineTone } from './line-tone.ts'

const toneOf = (position: Status['line']['position'], activeSystem: Status['activeSystem']) =>
  lineTone({ line: { position, ageMs: 100 }, activeSystem })

test('lines are good on the side of whoever is in control, bad on the other, and neither while nobody is known to be', () => {
  expect(toneOf('A', 'primary')).toBe('good')
  expect(toneOf('B', 'secondary')).toBe('good')
  expect(toneOf('B', 'primary')).toBe('bad')
  expect(toneOf('A', 'secondary')).toBe('bad')
  expect(toneOf('A', 'unknown')).toBe('plain')
  expect(toneOf('mixed', 'primary')).toBe('caution')
  expect(toneOf('unverified', 'primary')).toBe('unknown')
})
