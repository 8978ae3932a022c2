import { expect, it } from 'vitest'
import { mayServeOn } from './serve-on.ts'
import type { Pair, PairOptions } from './testing/pair.ts'
import { armedPair, holder, story } from './testing/stories.ts'

/** Enabling again a server that served alone: its services are never interrupted, and nobody takes over from it. */

const withoutLineSwitch: readonly PairOptions[] = [
  { hasArbiter: false, onCut: 'activeLetsGo' },
  { hasArbiter: false, onCut: 'activeStays' },
]
const kinds: readonly PairOptions[] = [{}, ...withoutLineSwitch]

/** The armed standby dies, the active is declared alone and disabled; then that one boots, and cannot be heard. */
const servingAlone = (options: PairOptions): Pair => {
  const pair = armedPair(options)
  pair.crash('secondary')
  pair.pass(3_000)
  expect(pair.press('primary', 'declareOtherOff')).toBeNull()
  expect(pair.press('primary', 'disable')).toBeNull()
  pair.unplug()
  return pair
}

const stops = (pair: Pair): number =>
  pair.primary.effects.filter((effect) => effect.do === 'stopServices').length

it.each(kinds)('the armed standby that came back follows it: %o', (options) => {
  const pair = servingAlone(options)
  pair.boot('secondary')
  pair.pass(60_000)
  expect(pair.secondary.state.mode).toBe('standby')
  pair.primary.enable()
  pair.plug()
  pair.pass(1_000)
  expect(holder(pair)).toBe('primary')
  expect(pair.primary.disk).toMatchObject({
    servesAlone: false,
    held: { epoch: 4, declared: false, bound: false, acknowledged: true },
  })
  pair.pass(60_000)
  expect(holder(pair)).toBe('primary')
  expect(pair.primary.services).toBe('running')
  expect(stops(pair)).toBe(0)
  expect(story(pair.secondary)).not.toContain('takeOver begun')
})

it.each(kinds)('where the other server is still off it serves on: %o', (options) => {
  const pair = servingAlone(options)
  pair.primary.enable()
  pair.pass(120_000)
  expect(holder(pair)).toBe('primary')
  expect(stops(pair)).toBe(0)
})

it('told, the standby ended its arming: the active is bound no more and serves on', () => {
  const pair = armedPair()
  expect(pair.press('primary', 'disable')).toBeNull()
  expect(pair.primary.disk.held).toMatchObject({ bound: false, acknowledged: true })
  pair.unplug()
  pair.primary.enable()
  pair.plug()
  pair.pass(30_000)
  expect(holder(pair)).toBe('primary')
  expect(stops(pair)).toBe(0)
  expect(pair.secondary.disk.peerDisabled).toBe('no')
})

it('restarted before the two meet it resumes, and the copy from before still counts as none', () => {
  const pair = armedPair()
  expect(pair.press('primary', 'disable')).toBeNull()
  pair.unplug()
  pair.primary.enable()
  pair.crash('primary')
  pair.boot('primary')
  pair.pass(60_000)
  expect(holder(pair)).toBe('primary')
  expect(pair.primary.disk.held).toMatchObject({ epoch: 2 })
  expect(pair.secondary.disk).toMatchObject({ replicaUpdatedFor: 2 })
  pair.plug()
  pair.pass(2_000)
  expect(pair.primary.disk).toMatchObject({ aheadOfCopies: false, held: { epoch: 4, acknowledged: true } })
  expect(pair.secondary.disk).toMatchObject({ peerHeld: { epoch: 4 }, armedFor: 0 })
})

it('lets go at once where the line was moved meanwhile and nobody is heard', () => {
  const pair = servingAlone({})
  pair.line = 'B'
  pair.primary.enable()
  pair.pass(2_000)
  expect(holder(pair)).toBe('nobody')
  expect(pair.primary.services).toBe('stopped')
})

it('lets go when it hears that the other one took control meanwhile, and that is named', () => {
  const pair = servingAlone({})
  pair.servicesReached.primary = false
  pair.boot('secondary')
  pair.pass(60_000)
  expect(holder(pair)).toBe('secondary')
  pair.primary.enable()
  pair.plug()
  pair.pass(2_000)
  expect(holder(pair)).toBe('secondary')
  expect(pair.primary.services).toBe('stopped')
  expect(pair.primary.disk.dualControl).toMatchObject({ kind: 'resolved', isSeen: false })
})

it.each(withoutLineSwitch)('without a line switch too, and it is named: %o', (options) => {
  const pair = servingAlone(options)
  pair.servicesReached.primary = false
  pair.boot('secondary')
  pair.pass(60_000)
  pair.primary.enable()
  pair.pass(60_000)
  expect(pair.primary.services).toBe('running')
  pair.plug()
  pair.pass(2_000)
  expect(holder(pair)).toBe('secondary')
  expect(pair.primary.services).toBe('stopped')
  expect(pair.primary.disk).toMatchObject({
    servesAlone: false,
    dualControl: { kind: 'resolved', isSeen: false },
  })
})

it('while its services are not known to run, it starts as after a restart', () => {
  const pair = servingAlone({})
  pair.primary.input({ type: 'guardianGone' })
  expect(mayServeOn(pair.primary.state)).toBe(false)
})
