import { expect, it } from 'vitest'
import { menuLocks } from '../domain/menu-locks.ts'
import type { Pair } from './testing/pair.ts'
import { holder, servingPair } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

/** After a rehearsal the other server copies first, and what is configured waits for that. */

const MINUTE = 60_000

/** The Secondary is in control for a rehearsal, and its copy will not be Updated when control is back. */
const comingBack = (): Pair => {
  const pair = servingPair()
  expect(pair.rehearse('primary', {})).toBeNull()
  pair.pass(5_000)
  expect(holder(pair)).toBe('secondary')
  pair.secondary.replica = 'destinationUpdating'
  return pair
}

it('is over when the copy there is Updated, also where automatic take-over stays off', () => {
  const pair = comingBack()
  pair.pass(2 * MINUTE)
  expect(holder(pair)).toBe('primary')
  expect(menuLocks(seenFrom(pair, 'primary')).configuration).toMatch(/^Control has just moved here\./)
  expect(pair.primary.disk.rehearsal?.step).toBe('arming')
  pair.secondary.replica = 'destinationUpdated'
  pair.pass(2_000)
  expect(pair.primary.disk.rehearsal).toMatchObject({ step: 'ended', failure: null })
  expect(menuLocks(seenFrom(pair, 'primary')).configuration).toBeNull()
})

it('does not wait for a copy for ever', () => {
  const pair = comingBack()
  pair.pass(12 * MINUTE)
  expect(pair.primary.disk.rehearsal).toMatchObject({ step: 'ended', failure: null })
  expect(menuLocks(seenFrom(pair, 'primary')).configuration).toBeNull()
})
