import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { clockSteady as clockSteadyRule } from './clock-steady.ts'

const clockSteady = judging(clockSteadyRule)

it('holds back until the hold is over', () => {
  const s = stateWith({ holdUntil: START + 50 })
  expect(clockSteady(s, START)).toMatchObject({ holds: false, value: 50, remedy: 'wait' })
  expect(clockSteady(s, START + 50)).toMatchObject({ holds: true, value: 0 })
  expect(clockSteady(stateWith(), START).holds).toBe(true)
})
