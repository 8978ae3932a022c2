import { expect, it } from 'vitest'
import { planStop } from './stop-plan.ts'

it('asks one after the other in the first 30 % of S, kills at 60 %, is over at S', () => {
  const plan = planStop(3, 1_000, 500)
  expect([0, 1, 2].map((index) => plan.askBy(index))).toEqual([1_000, 1_050, 1_100])
  expect([plan.killAt, plan.overBy]).toEqual([1_300, 1_500])
})
