import { expect, it } from 'vitest'
import { linePasswordFault, replyPatternFault } from './line-switch-settings.ts'

it('names what is wrong with a reply pattern', () => {
  expect(replyPatternFault('(?<side>[AB')).toBe(
    'is not a regular expression (Unterminated character class): correct it, or empty it for the tolerant parser',
  )
  expect(replyPatternFault('(\\d+)([AB])')).toMatch(/^has no group \(\?<side>/)
})

it('lets a pattern without a card through: one question is about one card', () => {
  expect(replyPatternFault('(?<side>[AB])')).toBeNull()
  expect(replyPatternFault('')).toBeNull()
})

it('refuses a password that would break the frame', () => {
  expect(linePasswordFault('PASS word~')).toBeNull()
  for (const password of ['a\rb', 'a\x01', 'a\x1b', 'Straße'])
    expect(linePasswordFault(password)).toBe('may hold printable ASCII characters only')
})
