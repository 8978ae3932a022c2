import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { flapLimit as flapLimitRule } from './flap-limit.ts'

const flapLimit = judging(flapLimitRule)
const { mostAutomaticActs, automaticActsWithinMs } = stateWith().timing

it('so many acts within the time, and no more', () => {
  const acts = (count: number) => ({ durable: { automaticActs: Array.from({ length: count }, () => START) } })
  expect(flapLimit(stateWith({}, acts(mostAutomaticActs - 1)), START).holds).toBe(true)
  expect(flapLimit(stateWith({}, acts(mostAutomaticActs)), START)).toMatchObject({
    holds: false,
    value: mostAutomaticActs,
    limit: mostAutomaticActs,
    remedy: 'actAsPerson',
  })
})

it('an act counts until its time is over', () => {
  const s = stateWith(
    {},
    { durable: { automaticActs: Array.from({ length: mostAutomaticActs }, () => START) } },
  )
  expect(flapLimit(s, START + automaticActsWithinMs - 1).holds).toBe(false)
  expect(flapLimit(s, START + automaticActsWithinMs)).toMatchObject({ holds: true, value: 0 })
})
