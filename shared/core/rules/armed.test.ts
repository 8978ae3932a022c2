import { expect, it } from 'vitest'
import { heldEpoch, judging, START, stateWith } from '../testing/state.ts'
import { armed as armedRule } from './armed.ts'

const armed = judging(armedRule)

const peerHeld = { epoch: 2, id: 'x' }

it('armed holds for the epoch of the present holder only', () => {
  expect(armed(stateWith({}, { durable: { peerHeld, armedFor: 2 } }), START).holds).toBe(true)
  expect(
    armed(stateWith({}, { durable: { peerHeld: { epoch: 4, id: 'y' }, armedFor: 2 } }), START).holds,
  ).toBe(false)
  expect(armed(stateWith({}, { durable: { peerHeld } }), START)).toMatchObject({
    holds: false,
    remedy: 'tickAutomatic',
  })
})

it('the last holder of a bound, acknowledged epoch counts as armed', () => {
  const of = (change: object) =>
    armed(stateWith({}, { durable: { held: heldEpoch(3, change) } }), START).holds
  expect(of({})).toBe(true)
  expect(of({ bound: false })).toBe(false)
  expect(of({ acknowledged: false })).toBe(false)
})
