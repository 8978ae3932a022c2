import { expect, it } from 'vitest'
import type { Pair } from './testing/pair.ts'
import { armedPair, holder, story } from './testing/stories.ts'

/** The standby heard no heartbeat for too long, moved the line, and is linked again before its wait is over. */
const abandonedTakeOver = (): Pair => {
  const pair = armedPair()
  const heartbeat = pair.secondary.state.peer?.heartbeat
  if (heartbeat == null) throw new Error('no heartbeat was heard')
  pair.carries = (message, from) => !(from === 'primary' && message.kind === 'heartbeat')
  pair.servicesReached.primary = false
  for (let turns = 0; pair.line === 'A' && turns < 2_000; turns += 1) pair.pass(10)
  pair.boxAnswers.primary = false
  const { heartbeatNumber: number } = pair.primary.state
  // The first ends the take-over, the second is acknowledged.
  pair.deliver('secondary', { ...heartbeat, number: number - 1 })
  pair.deliver('secondary', { ...heartbeat, number })
  expect(pair.line).toBe('B')
  pair.carries = () => true
  pair.boxAnswers.primary = true
  pair.primary.decisions.length = 0
  return pair
}

it('what an abandoned take-over moved, the active moves back, and stays in control meanwhile', () => {
  const pair = abandonedTakeOver()
  pair.watch = () => expect(holder(pair)).toBe('primary')
  pair.pass(5_000)
  expect(pair.line).toBe('A')
  expect(story(pair.primary)).toEqual(['raiseEpoch done', 'moveLineBack begun', 'moveLineBack done'])
  expect(pair.secondary.state.movedLine).toBe(false)
})

it('a hand that moves it is not contradicted', () => {
  const pair = armedPair()
  pair.line = 'B'
  pair.pass(30_000)
  expect(pair.line).toBe('B')
  expect(holder(pair)).toBe('primary')
  expect(story(pair.primary)).not.toContain('moveLineBack begun')
})

it('who is not heard is asked nothing: the active lets go instead', () => {
  const pair = abandonedTakeOver()
  pair.open.secondary = false
  pair.pass(10_000)
  expect(story(pair.primary)).not.toContain('moveLineBack begun')
  expect(pair.line).toBe('B')
})
