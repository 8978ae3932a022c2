import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { replicaUpdated as replicaUpdatedRule } from './replica-updated.ts'

const replicaUpdated = judging(replicaUpdatedRule)

const peerHeld = { epoch: 4, id: 'x' }

it('counts for the holder it was Updated from, and for no other', () => {
  const of = (replicaUpdatedFor: number) =>
    replicaUpdated(stateWith({}, { durable: { peerHeld, replicaUpdatedFor } }), START)
  expect(of(4).holds).toBe(true)
  expect(of(2)).toMatchObject({ holds: false, remedy: 'waitForReplication' })
  expect(of(0).holds).toBe(false)
})
