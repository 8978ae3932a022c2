import { expect, it } from 'vitest'
import type { Pair } from './testing/pair.ts'
import { armedPair, holder, servingPair, story } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

/** "The other server is off and stays off": only a person can know, and only that unbinds a holder without peer. */

const isOffered = (pair: Pair): boolean => seenFrom(pair, 'primary').byHand.declareOtherOff
const isAlarm = (pair: Pair): boolean =>
  seenFrom(pair, 'primary').alarms.some(({ code }) => code === 'otherDeclaredOff')

const armedAlone = (): Pair => {
  const pair = armedPair()
  pair.crash('secondary')
  pair.pass(3_000)
  return pair
}

it('is offered to a bound holder without peer, and to nobody else', () => {
  const pair = armedPair()
  expect(isOffered(pair)).toBe(false)
  expect(pair.press('primary', 'declareOtherOff')).toEqual(['otherNotConnected'])
  pair.crash('secondary')
  pair.pass(1_000)
  expect(isOffered(pair)).toBe(true)
  const unbound = servingPair()
  unbound.crash('secondary')
  unbound.pass(1_000)
  expect(isOffered(unbound)).toBe(false)
  expect(unbound.press('primary', 'declareOtherOff')).toEqual(['boundToOther'])
})

it('a bound holder without peer goes out with the box; a declared one goes on, and says so', () => {
  const bound = armedAlone()
  bound.boxAnswers.primary = false
  bound.pass(20_000)
  expect(holder(bound)).toBe('nobody')
  const pair = armedAlone()
  expect(pair.press('primary', 'declareOtherOff')).toBeNull()
  expect(pair.press('primary', 'declareOtherOff')).toBeNull()
  expect(story(pair.primary).filter((entry) => entry === 'declareOtherOff done')).toHaveLength(1)
  expect(isAlarm(pair)).toBe(true)
  pair.boxAnswers.primary = false
  pair.pass(60_000)
  expect(holder(pair)).toBe('primary')
})

it('ends at the first acknowledgement', () => {
  const pair = armedAlone()
  pair.press('primary', 'declareOtherOff')
  pair.boot('secondary')
  pair.pass(3_000)
  expect(pair.primary.disk.held).toMatchObject({ declared: false, bound: true })
  expect(isAlarm(pair)).toBe(false)
})
