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
