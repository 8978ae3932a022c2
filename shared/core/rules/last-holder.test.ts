import { expect, it } from 'vitest'
import { heldEpoch, judging, START, stateWith } from '../testing/state.ts'
import { lastHolder as lastHolderRule } from './last-holder.ts'

const lastHolder = judging(lastHolderRule)

const of = (durable: Parameters<typeof stateWith>[1]) => lastHolder(stateWith({}, durable), START)

it('held the highest epoch it knows of, and did not give it', () => {
  const held = heldEpoch(5)
  expect(of({ durable: { held } }).holds).toBe(true)
  expect(of({ durable: { held, given: 6 } }).holds).toBe(false)
  expect(of({ durable: { held, peerHeld: { epoch: 6, id: 'x' } } })).toMatchObject({ holds: false, value: 6 })
  expect(of({}).holds).toBe(false)
})
