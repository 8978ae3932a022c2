import { expect, test } from 'vitest'
import type { Pair } from '../../../shared/core/testing/pair.ts'
import { armedPair, servingPair } from '../../../shared/core/testing/stories.ts'
import { onCutChoices } from '../../../shared/domain/on-cut.ts'
import { mayEndHost } from './may-end-host.ts'

const may = (pair: Pair, role: 'primary' | 'secondary'): boolean => mayEndHost(pair[role].state, pair.now)

test('whoever is in control, or serves alone, does not end', () => {
  const pair = armedPair()
  expect(may(pair, 'primary')).toBe(false)
  expect(pair.press('primary', 'disable')).toBeNull()
  expect(may(pair, 'primary')).toBe(false)
})

test('a standby ends beside a holder that it hears, armed or not', () => {
  const pair = servingPair()
  expect(may(pair, 'secondary')).toBe(true)
  expect(may(armedPair(), 'secondary')).toBe(true)
})

test('and nothing comes of it: control stays, and it comes back armed', () => {
  const pair = armedPair()
  pair.crash('secondary')
  pair.pass(5_000)
  pair.boot('secondary')
  pair.pass(60_000)
  expect(pair.primary.state.mode).toBe('active')
  expect(pair.secondary.disk.armedFor).toBe(2)
})

test('an armed standby that hears nobody is about to take over', () => {
  const pair = armedPair()
  pair.unplug()
  pair.pass(3 * pair.timing.heartbeatMs)
  expect(may(pair, 'secondary')).toBe(false)
})

test('without answers of the A/B switch the holder lives on what an armed standby says', () => {
  const pair = armedPair()
  pair.boxAnswers.primary = false
  pair.boxAnswers.secondary = false
  pair.pass(10_000)
  expect(pair.primary.state.mode).toBe('active')
  expect(may(pair, 'secondary')).toBe(false)
})

test('without an A/B switch the same', () => {
  const onCut = onCutChoices[0]
  expect(may(armedPair({ hasArbiter: false, onCut }), 'secondary')).toBe(false)
})

test('an unarmed standby that hears nobody waits until nothing comes by itself any more', () => {
  const pair = servingPair()
  pair.unplug()
  pair.pass(30_000)
  expect(may(pair, 'secondary')).toBe(false)
  pair.pass(60_000)
  expect(may(pair, 'secondary')).toBe(true)
})

test('in the middle of a switch-over nobody ends', () => {
  const pair = servingPair()
  pair.carries = (message) => message.kind !== 'grant'
  pair.press('primary', 'switchOver')
  pair.settle()
  expect(may(pair, 'primary')).toBe(false)
  expect(may(pair, 'secondary')).toBe(false)
})

test('with redundancy disabled there is nothing to lose', () => {
  expect(mayEndHost(null, 0)).toBe(true)
})
