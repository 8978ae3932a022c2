import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { noLinesBackRunning as rule } from './no-lines-back-running.ts'

const noLinesBackRunning = judging(rule)

it('one order at a time', () => {
  expect(noLinesBackRunning(stateWith(), START)).toMatchObject({ holds: true, remedy: 'none' })
  const lineBackOrder = { requestId: 'r', person: 'operator', begunAt: START, until: START + 1 }
  expect(noLinesBackRunning(stateWith({ lineBackOrder }), START)).toMatchObject({
    holds: false,
    value: false,
    remedy: 'wait',
  })
})
