import { expect, it } from 'vitest'
import { slowTiming } from './testing/pair.ts'
import { armedPair, failedRules, holder, servingPair, story } from './testing/stories.ts'

const { stallMs, ackLeaseMs, declareLostMs, heartbeatMs } = slowTiming

it('a stall is min(heartbeat, L_line / 4)', () => {
  expect(stallMs).toBe(Math.min(slowTiming.heartbeatMs, slowTiming.lineLeaseMs / 4))
})

it('a bound holder that stalled past its lease lets go, whatever waits unread', () => {
  const pair = armedPair()
  pair.stall('primary', ackLeaseMs + 2_000)
  expect(pair.primary.decisions.map((decision) => decision.act)).toContain('demote')
  expect(holder(pair)).toBe('nobody')
})

it('one that stalled within it is fenced: answers to older questions count for nothing', () => {
  const pair = armedPair()
  pair.carries = () => false
  pair.boxAnswers.primary = false
  pair.pass(1_000)
  const before = pair.primary.state.ackUntil
  const number = pair.primary.state.unacknowledged[0]?.number ?? 0
  pair.stall('primary', stallMs)
  expect(pair.primary.state.fenced).toBe(true)
  pair.deliver('primary', { kind: 'ack', number, epoch: 2 })
  expect(pair.primary.state.ackUntil).toBe(before)
  expect(pair.primary.state.fenced).toBe(true)
  pair.boxAnswers.primary = true
  pair.pass(1_000)
  expect(pair.primary.state.fenced).toBe(false)
})

it('a shorter one is none', () => {
  const pair = armedPair()
  pair.stall('primary', stallMs - 1)
  expect(pair.primary.state.fenced).toBe(false)
})

it('a stalled standby counts the silence anew', () => {
  const pair = armedPair()
  pair.crash('primary')
  pair.pass(declareLostMs - 2_000)
  pair.stall('secondary', 1_500)
  expect(pair.secondary.state.mode).toBe('standby')
  // The connection is closed, which counts as one missed heartbeat before as after.
  pair.pass(declareLostMs - heartbeatMs - 1)
  expect(pair.secondary.state.mode).toBe('standby')
  pair.pass(1)
  expect(pair.secondary.state.mode).toBe('takingOver')
})

it('a stall during a take-over abandons it', () => {
  const pair = armedPair()
  pair.crash('primary')
  pair.pass(declareLostMs)
  pair.stall('secondary', stallMs)
  expect(failedRules(pair.secondary, 'takeOver abandoned')).toEqual(['noOwnStall'])
})

it('an unbound holder that stalled starts its services again also without box and peer', () => {
  const pair = servingPair()
  pair.carries = (message) => message.kind !== 'nonceAsk'
  pair.press('primary', 'switchOver')
  expect(pair.primary.services).toBe('stopped')
  pair.boxAnswers.primary = false
  pair.stall('primary', stallMs)
  pair.crash('secondary')
  pair.pass(10_000)
  expect(holder(pair)).toBe('primary')
  expect(pair.primary.services).toBe('running')
})

it('without an A/B switch too', () => {
  const pair = servingPair({ hasArbiter: false })
  pair.carries = (message) => message.kind !== 'nonceAsk'
  pair.press('primary', 'switchOver')
  pair.crash('secondary')
  pair.stall('primary', stallMs)
  pair.pass(10_000)
  expect(pair.primary.services).toBe('running')
})

it('without an A/B switch an unbound holder that stalled is not bound before a fresh acknowledgement', () => {
  const pair = servingPair({ hasArbiter: false, onCut: 'activeLetsGo' })
  pair.pass(5_000)
  pair.carries = (message) => message.kind !== 'ack'
  pair.stall('primary', stallMs)
  pair.press('secondary', 'arm')
  pair.pass(1)
  expect(pair.primary.disk.held?.bound).toBe(false)
  pair.carries = () => true
  pair.pass(2 * slowTiming.heartbeatMs)
  pair.press('secondary', 'arm')
  pair.pass(1)
  expect(pair.primary.disk.held?.bound).toBe(true)
})

it('without an A/B switch a grant from before an own stall is no right to begin: it goes back', () => {
  const pair = servingPair({ hasArbiter: false, onCut: 'activeLetsGo' })
  pair.pass(5_000)
  // As after its guardian's word that nothing runs here.
  Object.assign(pair.secondary.state, { noPromotionUntil: pair.now + stallMs + 50 })
  pair.press('primary', 'switchOver')
  expect(pair.secondary.state.mode).toBe('granted')
  pair.stall('secondary', stallMs)
  pair.pass(slowTiming.grantMs)
  expect(story(pair.secondary)).toContain('returnGrant done')
  pair.pass(10_000)
  expect(holder(pair)).not.toBe('nobody')
})
