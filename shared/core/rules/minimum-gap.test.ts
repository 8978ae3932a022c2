import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { minimumGapOver as minimumGapOverRule } from './minimum-gap.ts'

const minimumGapOver = judging(minimumGapOverRule)

it('no automatic act yet: nothing to keep away from', () => {
  expect(minimumGapOver(stateWith(), START)).toMatchObject({ holds: true, value: null })
})

it('two automatic acts keep their distance', () => {
  const s = stateWith({ lastAutomaticAt: START })
  const { minimumGapMs } = s.timing
  expect(minimumGapOver(s, START + minimumGapMs - 1)).toMatchObject({ holds: false, limit: minimumGapMs })
  expect(minimumGapOver(s, START + minimumGapMs).holds).toBe(true)
})

it('who has the lines on its side moves none', () => {
  const reading = (position: 'A' | 'B') => ({ position, at: START })
  const holdsWith = (position: 'A' | 'B') =>
    minimumGapOver(stateWith({ lastAutomaticAt: START, reading: reading(position) }), START + 1).holds
  expect([holdsWith('A'), holdsWith('B')].sort()).toEqual([false, true])
})
