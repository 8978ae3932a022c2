import { expect, test } from 'vitest'
import { warningChange } from './share-warning.ts'

const warned = { question: { kind: 'automaticOff' }, isWarnedElsewhere: false } as const
const quiet = { question: { kind: 'none' }, isWarnedElsewhere: false } as const

test('the app hears when the warning shows and when it is answered', () => {
  expect(warningChange(quiet, warned)).toBe('shown')
  expect(warningChange(warned, quiet)).toBe('answered')
  expect(warningChange(warned, warned)).toBe(null)
  expect(warningChange(quiet, quiet)).toBe(null)
})

test('giving it up to another window is no answer', () => {
  expect(warningChange(warned, { ...quiet, isWarnedElsewhere: true })).toBe(null)
})
