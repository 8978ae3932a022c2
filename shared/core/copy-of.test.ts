import { expect, it } from 'vitest'
import { newPair } from './testing/pair.ts'

it('a copy counts as Updated only for the source it was made of', () => {
  const pair = newPair()
  pair.secondary.says = { copyOf: 1 }
  pair.pass(20_000)
  expect(pair.secondary.disk).toMatchObject({ peerHeld: { epoch: 2 }, replicaUpdatedFor: 0 })
  expect(pair.press('secondary', 'arm')).toContain('replicaUpdated')
  pair.secondary.says = {}
  pair.pass(2_000)
  expect(pair.secondary.disk.replicaUpdatedFor).toBe(2)
})
