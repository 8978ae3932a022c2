import { expect, it } from 'vitest'
import { createReplyPattern } from './pattern.ts'

it('reads card, side and forced from the groups', () => {
  const pattern = createReplyPattern('<k(?<card>\\d+);relay(?<side>[AB])(?<forced>;hand)?>')
  expect(pattern.read(['<K1;RELAYA>', '<K02;RELAYB;HAND>'])).toEqual({
    ok: true,
    readings: [
      { card: 1, side: 'A', isForced: false },
      { card: 2, side: 'B', isForced: true },
    ],
  })
})

it('works without the group card', () => {
  expect(createReplyPattern('at (?<side>.)').read(['NOW AT B'])).toEqual({
    ok: true,
    readings: [{ card: null, side: 'B', isForced: false }],
  })
})

it('ignores a side that is neither A nor B', () => {
  expect(createReplyPattern('(?<side>.)').read(['C'])).toEqual({ ok: true, readings: [] })
})

it('ends a pattern that backtracks for ever, and stops running it', () => {
  const pattern = createReplyPattern('(?<side>(A+)+)$')
  const junk = [`${'A'.repeat(200)}!`]
  for (let round = 0; round < 3; round += 1) expect(pattern.read(junk)).toMatchObject({ ok: false })
  // Skipped without running: an innocent reply is refused too, for a while.
  expect(pattern.read(['A'])).toMatchObject({ ok: false, detail: expect.stringContaining('simplify') })
})
