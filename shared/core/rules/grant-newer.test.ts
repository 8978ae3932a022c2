import { expect, it } from 'vitest'
import { heldEpoch, judging, START, stateWith } from '../testing/state.ts'
import { grantNewer as grantNewerRule } from './grant-newer.ts'

const grantNewer = judging(grantNewerRule)

it('an old grant counts only above every epoch that was held', () => {
  const granted = { epoch: 5, reason: 'manualSwitchOver' } as const
  const of = (durable: object) => grantNewer(stateWith({}, { durable: { granted, ...durable } }), START).holds
  expect(of({ peerHeld: { epoch: 4, id: 'x' } })).toBe(true)
  expect(of({ peerHeld: { epoch: 6, id: 'x' } })).toBe(false)
  expect(of({ held: heldEpoch(7) })).toBe(false)
})
