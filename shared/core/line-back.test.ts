import { expect, it } from 'vitest'
import { ruleSentence } from '../domain/labels.ts'
import { type Pair, slowTiming } from './testing/pair.ts'
import { armedPair, failedRules, holder, servingPair, story } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

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

/** Linked and served, the lines moved to the standby by a hand, and read there. */
const movedByHand = (): Pair => {
  const pair = armedPair()
  pair.line = 'B'
  pair.pass(5_000)
  pair.primary.decisions.length = 0
  return pair
}

it('a person has them moved back, and is recorded', () => {
  const pair = movedByHand()
  pair.watch = () => expect(holder(pair)).toBe('primary')
  expect(seenFrom(pair, 'primary').byHand.linesBack).toBe(true)
  expect(pair.press('primary', 'moveLinesBack')).toBeNull()
  expect(pair.line).toBe('A')
  expect(story(pair.primary)).toEqual(['moveLineBack begun', 'moveLineBack done'])
  expect(pair.primary.decisions.at(-1)).toMatchObject({ trigger: 'person', person: 'operator' })
  expect(seenFrom(pair, 'primary').byHand.linesBack).toBe(false)
})

it('a person is refused with the reason', () => {
  const pair = movedByHand()
  expect(pair.press('secondary', 'moveLinesBack')).toEqual(['thisSystemIsActive'])
  pair.line = 'forcedLocally'
  pair.pass(5_000)
  expect(pair.press('primary', 'moveLinesBack')).toEqual(['linesElsewhere'])
  pair.line = 'A'
  pair.pass(5_000)
  expect(pair.press('primary', 'moveLinesBack')).toEqual(['linesElsewhere'])
  const refused = pair.primary.decisions.at(-1)?.rules.find(({ holds }) => !holds)
  expect(refused && ruleSentence(refused)).toBe(
    'The lines are away from the active system: is A (Primary System). Nothing has to be done: the lines are on the side of the active system already.',
  )
  const alone = servingPair()
  alone.line = 'B'
  alone.pass(5_000)
  alone.unplug()
  alone.pass(60_000)
  expect(holder(alone)).toBe('nobody')
  for (const role of ['primary', 'secondary'] as const) {
    expect(alone.press(role, 'moveLinesBack')).toEqual(['thisSystemIsActive'])
    const [rule] = alone[role].decisions.at(-1)?.rules ?? []
    expect(rule?.remedy).toBe('lookAtStatus')
  }
  const cut = movedByHand()
  cut.boxAnswers.primary = false
  cut.pass(5_000)
  expect(cut.press('primary', 'moveLinesBack')).toEqual(['lineSwitchAnswers'])
})

it('a second order while the first is under way is refused with its own reason, and does not end the first', () => {
  const pair = movedByHand()
  pair.sets = 'notSent'
  expect(pair.press('primary', 'moveLinesBack')).toBeUndefined()
  expect(seenFrom(pair, 'primary').byHand.linesBack).toBe(false)
  expect(pair.press('primary', 'moveLinesBack')).toEqual(['noLinesBackRunning'])
  expect(failedRules(pair.primary, 'moveLineBack refused')).toEqual(['noLinesBackRunning'])
  pair.sets = 'answered'
  pair.pass(2_000)
  expect(pair.line).toBe('A')
  expect(story(pair.primary)).toEqual(['moveLineBack begun', 'moveLineBack refused', 'moveLineBack done'])
})

it('the other server is told before the order leaves', () => {
  const pair = movedByHand()
  pair.carries = (message, from) => !(from === 'secondary' && message.kind === 'ack')
  const { setId } = pair.primary.state
  expect(pair.press('primary', 'moveLinesBack')).toBeUndefined()
  pair.pass(50)
  expect(pair.secondary.state.peerMovesLine).toBe(true)
  expect(pair.primary.state.setId).toBe(setId)
  pair.carries = () => true
  pair.pass(2 * slowTiming.heartbeatMs)
  expect(pair.line).toBe('A')
  pair.pass(slowTiming.lateSetMs + 2 * slowTiming.heartbeatMs)
  expect(pair.secondary.state.peerMovesLine).toBe(false)
})

it('a heartbeat that was overtaken takes it not back', () => {
  const pair = movedByHand()
  const earlier = pair.secondary.state.peer?.heartbeat
  if (earlier == null) throw new Error('no heartbeat was heard')
  pair.sets = 'notSent'
  expect(pair.press('primary', 'moveLinesBack')).toBeUndefined()
  pair.deliver('secondary', earlier)
  expect(pair.secondary.state.peerMovesLine).toBe(true)
})

/** Its guardian ends the services and gives its word. */
const killEngine = (pair: Pair): void => {
  pair.guardiansAnswer = true
  pair.crash('primary')
  pair.sets = 'answered'
}

it('taking over from an engine that died with its order on its way, it waits until that landed', () => {
  const pair = movedByHand()
  pair.sets = 'late'
  pair.setsLandAfterMs = slowTiming.lateSetMs - 5
  pair.press('primary', 'moveLinesBack')
  pair.pass(2)
  expect(pair.primary.state.lineSet).not.toBeNull()
  killEngine(pair)
  pair.watch = () => {
    if (pair.line === 'A') expect(holder(pair)).not.toBe('secondary')
  }
  pair.pass(30_000)
  expect(holder(pair)).toBe('secondary')
  expect(pair.line).toBe('B')
})

it('with no order on its way it waits for none', () => {
  const pair = movedByHand()
  pair.pass(5_000)
  killEngine(pair)
  pair.pass(slowTiming.lateSetMs / 2)
  expect(holder(pair)).toBe('secondary')
})

it('beside a server that is not heard nothing is moved', () => {
  const pair = servingPair()
  pair.line = 'mixed'
  pair.pass(5_000)
  pair.unplug()
  expect(pair.press('primary', 'moveLinesBack')).toContain('linked')
  expect(pair.line).toBe('mixed')
})

it('a box that does not do it ends the order with the reason', () => {
  const pair = movedByHand()
  pair.sets = 'notSent'
  pair.primary.input({ type: 'command', command: 'moveLinesBack', requestId: 'r', person: 'operator' })
  pair.pass(15_000)
  expect(story(pair.primary)).toEqual(['moveLineBack begun', 'moveLineBack abandoned'])
  expect(failedRules(pair.primary, 'moveLineBack abandoned')).toEqual(['readBackMatches'])
})
