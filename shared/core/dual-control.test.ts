import { expect, it } from 'vitest'
import type { Held } from './durable.ts'
import type { Pair } from './testing/pair.ts'
import { holder, servingPair, story } from './testing/stories.ts'

const heldOf = (pair: Pair): Held => {
  const { held } = pair.primary.disk
  if (held === null) throw new Error('the Primary never held')
  return held
}

/** The Secondary's disk says that it held `held`; both are unplugged, the Primary serves. */
const meeting = (held: Partial<Held>): Pair => {
  const pair = servingPair()
  pair.crash('secondary')
  pair.secondary.disk = { ...pair.secondary.disk, held: { ...heldOf(pair), id: 'other', ...held } }
  return pair
}

it('the lower held epoch demotes when it hears of a higher one, also from a server that holds nothing now', () => {
  const pair = meeting({ epoch: 3 })
  pair.boot('secondary')
  pair.pass(3_000)
  expect(pair.primary.state.mode).not.toBe('active')
  expect(pair.primary.disk.peerHeld.epoch).toBe(3)
  pair.pass(60_000)
  expect(holder(pair)).toBe('secondary')
})

it('of two holders the lower one lets go, the higher goes on, and it is recorded', () => {
  const pair = servingPair()
  const heartbeat = pair.primary.state.peer?.heartbeat
  if (heartbeat == null) throw new Error('no heartbeat was heard')
  pair.deliver('primary', { ...heartbeat, holds: true, heldEpoch: 1, heldId: 'lower', seen: 1 })
  expect(holder(pair)).toBe('primary')
  pair.deliver('primary', { ...heartbeat, holds: true, heldEpoch: 3, heldId: 'higher', seen: 3 })
  expect(holder(pair)).toBe('nobody')
  expect(story(pair.primary)).toContain('dualControl noted')
})

it('the sender of something older is told what is newer', () => {
  const pair = servingPair()
  const heartbeat = pair.primary.state.peer?.heartbeat
  if (heartbeat == null) throw new Error('no heartbeat was heard')
  pair.primary.effects.length = 0
  pair.deliver('primary', { ...heartbeat, holds: true, heldEpoch: 1, heldId: 'lower', seen: 1 })
  const sent = pair.primary.effects.flatMap((effect) => (effect.do === 'send' ? [effect.message] : []))
  expect(sent).toContainEqual({ kind: 'refuse', heldEpoch: 2, heldId: heldOf(pair).id })
})

it('a restored disk, the same epoch with two ids: both let go and a person chooses', () => {
  const pair = meeting({})
  pair.boot('secondary')
  pair.pass(120_000)
  expect(holder(pair)).toBe('nobody')
  expect(pair.primary.disk.needsPerson).toBe(true)
  expect(pair.secondary.disk.needsPerson).toBe(true)
})

it('it is recorded once, not with every heartbeat', () => {
  const pair = meeting({})
  pair.carries = (_, from) => from === 'primary'
  pair.boot('secondary')
  pair.pass(60_000)
  expect(story(pair.secondary).filter((entry) => entry === 'dualControl noted')).toHaveLength(1)
})

it('after the person chose, the other follows and can be switched to again', () => {
  const pair = meeting({})
  pair.boot('secondary')
  pair.pass(20_000)
  pair.press('primary', 'force')
  pair.pass(30_000)
  expect(holder(pair)).toBe('primary')
  expect(pair.secondary.disk.needsPerson).toBe(false)
  expect(pair.press('primary', 'switchOver')).toBeNull()
  expect(holder(pair)).toBe('secondary')
})
