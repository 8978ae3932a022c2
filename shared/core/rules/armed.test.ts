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

it('who held last is not armed: nobody ticked it for what came after', () => {
  expect(armed(stateWith({}, { durable: { held: heldEpoch(3) } }), START).holds).toBe(false)
})
