import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { neverHeld as neverHeldRule } from './never-held.ts'

const neverHeld = judging(neverHeldRule)

it('the first control of a new pair is the Primary’s', () => {
  expect(neverHeld(stateWith({}, { role: 'primary' }), START).holds).toBe(true)
  expect(neverHeld(stateWith(), START).holds).toBe(false)
})

it('own attempts that came to nothing are no history; anything else is', () => {
  const of = (durable: object) => neverHeld(stateWith({}, { role: 'primary', durable }), START).holds
  expect(of({ seen: 2, attempted: 2 })).toBe(true)
  expect(of({ seen: 3, attempted: 2 })).toBe(false)
  expect(of({ peerHeld: { epoch: 3, id: 'x' } })).toBe(false)
})
