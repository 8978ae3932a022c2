import { expect, it } from 'vitest'
import { isBound, leaseUntil } from './leases.ts'
import { newPair, type Pair, slowTiming } from './testing/pair.ts'
import { armedPair, failedRules, holder, servingPair } from './testing/stories.ts'

const { ackLeaseMs, lineLeaseMs } = slowTiming

/** Nothing arrives any more, and nobody notices but by silence. */
const cut = (pair: Pair): void => {
  pair.open.primary = false
  pair.open.secondary = false
}

const readings = (pair: Pair): number =>
  pair.primary.effects.filter((effect) => effect.do === 'readLine').length

it('a new epoch is bound until the peer acknowledged it; the guardian is told the very end of the lease', () => {
  const pair = newPair()
  pair.unplug()
  pair.pass(20_000)
  expect(holder(pair)).toBe('primary')
  expect(isBound(pair.primary.state)).toBe(true)
  expect(pair.primary.deadline).toBe(leaseUntil(pair.primary.state))
  pair.plug()
  pair.pass(1_500)
  expect(pair.primary.disk.held?.acknowledged).toBe(true)
  expect(isBound(pair.primary.state)).toBe(false)
  expect(pair.primary.deadline).toBeNull()
})

it('what was acknowledged is kept over a restart and a resume', () => {
  const pair = servingPair()
  pair.crash('secondary')
  pair.crash('primary')
  pair.boot('primary')
  pair.pass(20_000)
  expect(holder(pair)).toBe('primary')
  expect(isBound(pair.primary.state)).toBe(false)
})

it('a bound holder without box and peer lets go at the end of the later lease, not a millisecond before', () => {
  const pair = armedPair()
  pair.boxAnswers.primary = false
  cut(pair)
  const end = leaseUntil(pair.primary.state)
  expect(end).toBe(pair.primary.state.ackUntil)
  pair.pass(end - pair.now - 1)
  expect(holder(pair)).toBe('primary')
  expect(pair.primary.services).toBe('running')
  pair.pass(1)
  expect(holder(pair)).toBe('nobody')
  expect(pair.primary.services).toBe('stopped')
  expect(failedRules(pair.primary, 'demote done')).toEqual(['leaseRunning'])
})

it('an unbound holder stays in control without box and peer: nobody can take over from it', () => {
  const pair = servingPair()
  pair.boxAnswers.primary = false
  pair.crash('secondary')
  pair.pass(3_600_000)
  expect(holder(pair)).toBe('primary')
  expect(pair.primary.services).toBe('running')
})

it('an acknowledgement renews from the sending of its heartbeat, however late it comes', () => {
  const pair = armedPair()
  pair.carries = (message) => message.kind !== 'ack'
  pair.pass(3_000)
  const [question] = pair.primary.state.unacknowledged
  if (question === undefined) throw new Error('no heartbeat waits for its answer')
  pair.deliver('primary', { kind: 'ack', number: question.number, epoch: 2 })
  expect(pair.primary.state.ackUntil).toBe(question.at + ackLeaseMs)
  expect(question.at).toBeLessThan(pair.now - 2_000)
})

it('an acknowledgement of another epoch, or of a number never asked, renews nothing', () => {
  const pair = armedPair()
  pair.carries = (message) => message.kind !== 'ack'
  pair.pass(3_000)
  const before = pair.primary.state.ackUntil
  const number = pair.primary.state.heartbeatNumber
  pair.deliver('primary', { kind: 'ack', number, epoch: 4 })
  pair.deliver('primary', { kind: 'ack', number: number + 1, epoch: 2 })
  expect(pair.primary.state.ackUntil).toBe(before)
})

it('a reading renews from the sending of its query; one older than the poll timeout is nothing', () => {
  const pair = armedPair()
  const server = pair.primary
  pair.boxAnswers.primary = false
  cut(pair)
  pair.pass(5_000)
  for (let at = 0; at < 100 && server.state.query === null; at += 1) pair.pass(10)
  const { query } = server.state
  if (query === null) throw new Error('no question is under way')
  const before = server.state.lineUntil
  pair.pass(100)
  server.input({ type: 'lineRead', query: query.id, position: 'A' })
  expect(server.state.lineUntil).toBe(query.askedAt + lineLeaseMs)
  expect(server.state.lineUntil).toBeGreaterThan(before)
})

it('an answer to another question than the one under way is nothing', () => {
  const pair = armedPair()
  pair.boxAnswers.primary = false
  cut(pair)
  pair.pass(5_000)
  const { query, lineUntil } = pair.primary.state
  pair.primary.input({ type: 'lineRead', query: (query?.id ?? 0) - 1, position: 'A' })
  expect(pair.primary.state.lineUntil).toBe(lineUntil)
})

it('an expired lease is never renewed: an acknowledgement after the end finds a standby', () => {
  const pair = armedPair()
  pair.boxAnswers.primary = false
  pair.carries = (message) => message.kind !== 'ack'
  const number = pair.primary.state.heartbeatNumber
  pair.pass(ackLeaseMs + lineLeaseMs)
  expect(holder(pair)).toBe('nobody')
  pair.deliver('primary', { kind: 'ack', number: number + 7, epoch: 2 })
  expect(pair.primary.state.mode).not.toBe('active')
})

it('reading the other side while the peer acknowledges: the role is kept, bound, and nothing is set', () => {
  const pair = servingPair()
  pair.line = 'B'
  pair.primary.effects.length = 0
  pair.pass(30_000)
  expect(holder(pair)).toBe('primary')
  expect(isBound(pair.primary.state)).toBe(true)
  expect(pair.primary.effects.some((effect) => effect.do === 'setLine')).toBe(false)
  pair.line = 'A'
  pair.pass(3_000)
  expect(isBound(pair.primary.state)).toBe(false)
})

it('reading the other side with the link dead: an unbound holder demotes at once and sets nothing back', () => {
  const pair = servingPair()
  pair.crash('secondary')
  pair.pass(20_000)
  pair.primary.effects.length = 0
  pair.line = 'B'
  pair.pass(slowTiming.pollIntervalMs + 1)
  expect(holder(pair)).toBe('nobody')
  pair.pass(60_000)
  expect(pair.line).toBe('B')
  expect(pair.primary.effects.some((effect) => effect.do === 'setLine')).toBe(false)
})

it.each(['mixed', 'forcedLocally'] as const)(
  'a %s line is neither side: a lone holder goes on',
  (position) => {
    const pair = servingPair()
    pair.crash('secondary')
    pair.pass(20_000)
    pair.line = position
    pair.pass(60_000)
    expect(holder(pair)).toBe('primary')
  },
)

it('a mixed line renews nothing: a bound holder without a peer lets go at the end of its lease', () => {
  const pair = armedPair()
  pair.crash('secondary')
  pair.pass(20_000)
  pair.line = 'mixed'
  pair.pass(lineLeaseMs - slowTiming.pollIntervalMs - 1)
  expect(holder(pair)).toBe('primary')
  pair.pass(2 * slowTiming.pollIntervalMs)
  expect(holder(pair)).toBe('nobody')
})

it('a mixed line does not free a holder that read the other side', () => {
  const pair = servingPair()
  pair.line = 'B'
  pair.pass(3_000)
  pair.line = 'mixed'
  pair.pass(3_000)
  expect(isBound(pair.primary.state)).toBe(true)
})

it('the box is read slowly while acknowledgements come, at once and often when one is missed, bound or not', () => {
  const pair = servingPair()
  const before = readings(pair)
  pair.pass(10_000)
  expect(readings(pair) - before).toBeLessThanOrEqual(6)
  pair.carries = (message) => message.kind !== 'ack'
  pair.pass(1_600)
  const missed = readings(pair)
  pair.pass(10_000)
  expect(readings(pair) - missed).toBeGreaterThan(35)
})

it('a declaration in words unbinds an armed holder; the first acknowledgement ends it', () => {
  const pair = armedPair()
  expect(pair.press('primary', 'declareOtherOff')).toEqual(['otherNotConnected'])
  pair.crash('secondary')
  pair.settle()
  expect(pair.press('primary', 'declareOtherOff')).toBeNull()
  expect(pair.primary.disk.held).toMatchObject({ bound: true, declared: true })
  pair.boxAnswers.primary = false
  pair.pass(600_000)
  expect(holder(pair)).toBe('primary')
  pair.boxAnswers.primary = true
  pair.boot('secondary')
  pair.pass(3_000)
  expect(pair.primary.disk.held?.declared).toBe(false)
  expect(isBound(pair.primary.state)).toBe(true)
})

it('an acknowledgement too old to renew anything does not take the declaration away', () => {
  const pair = armedPair()
  pair.crash('secondary')
  pair.settle()
  pair.press('primary', 'declareOtherOff')
  pair.boxAnswers.primary = false
  pair.boot('secondary')
  pair.carries = (message) => message.kind !== 'ack'
  pair.pass(ackLeaseMs + 2_000)
  const [oldest] = pair.primary.state.unacknowledged
  if (oldest === undefined) throw new Error('no heartbeat waits for its answer')
  pair.deliver('primary', { kind: 'ack', number: oldest.number, epoch: 2 })
  pair.pass(1_000)
  expect(holder(pair)).toBe('primary')
})
