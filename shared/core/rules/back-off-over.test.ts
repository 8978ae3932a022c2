import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { backOffOver as backOffOverRule } from './back-off-over.ts'

const backOffOver = judging(backOffOverRule)

it('an abandoned take-over is not tried again at once', () => {
  const s = stateWith({ backOffUntil: START + 100 })
  expect(backOffOver(s, START + 40)).toMatchObject({ holds: false, value: 60 })
  expect(backOffOver(s, START + 100)).toMatchObject({ holds: true, value: 0 })
  expect(backOffOver(stateWith(), START).holds).toBe(true)
})
