import { expect, it } from 'vitest'
import type { OnCut } from '../../domain/on-cut.ts'
import { factsOf } from '../facts.ts'
import { heldEpoch, judging, START, stateWith } from '../testing/state.ts'
import { mustTellOther, boundToOther as rule } from './bound-to-other.ts'

const boundToOther = judging(rule)

type Change = Parameters<typeof heldEpoch>[1]

const active = (change: Change, onCut: OnCut | null = null, peerEpoch = 2) =>
  stateWith(
    { mode: 'active' },
    {
      hasArbiter: onCut === null,
      durable: { held: heldEpoch(3, change), peerHeld: { epoch: peerEpoch, id: 'x' }, onCut },
    },
  )

it('an armed standby, or one that may not know this epoch, until a person says that it is off', () => {
  expect(boundToOther(active({ bound: true }), START).holds).toBe(true)
  expect(boundToOther(active({ bound: false, acknowledged: false }), START).holds).toBe(true)
  expect(boundToOther(active({ bound: true, declared: true }), START)).toMatchObject({
    holds: false,
    value: false,
  })
  expect(boundToOther(active({ bound: false }), START).holds).toBe(false)
})

it('an older active that stays, though this holder needs no lease', () => {
  const taken = { bound: false, acknowledged: false, unopposed: true }
  expect(boundToOther(active(taken, 'activeStays'), START).holds).toBe(true)
  expect(boundToOther(active({ ...taken, declared: true }, 'activeStays'), START).holds).toBe(false)
  expect(boundToOther(active(taken, 'activeStays', 0), START).holds).toBe(false)
  expect(boundToOther(active(taken, 'activeLetsGo'), START).holds).toBe(false)
})

it('only who is in control has something to tell', () => {
  expect(mustTellOther(factsOf(active({ bound: true }), START))).toBe(true)
  expect(mustTellOther(factsOf({ ...active({ bound: true }), mode: 'standby' }, START))).toBe(false)
})
