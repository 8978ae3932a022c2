import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { noGrantPending as noGrantPendingRule } from './no-grant-pending.ts'

const noGrantPending = judging(noGrantPendingRule)

it('control that is on its way here is not taken as well', () => {
  const granted = { epoch: 5, reason: 'manualSwitchOver' } as const
  expect(noGrantPending(stateWith(), START)).toMatchObject({ holds: true, value: null })
  expect(noGrantPending(stateWith({}, { durable: { granted } }), START)).toMatchObject({
    holds: false,
    value: 5,
  })
})
