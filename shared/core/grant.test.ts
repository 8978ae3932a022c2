import { expect, it } from 'vitest'
import { CLOCK_FACTOR, lineWaitMs } from '../domain/timing.ts'
import { giverWaitMs } from './state.ts'
import { type Pair, slowTiming } from './testing/pair.ts'
import { failedRules, holder, servingPair, story } from './testing/stories.ts'

const { grantMs } = slowTiming

/** The token was sent and persisted; the receiver's A/B switch does not answer it. */
const grantedPair = (): Pair => {
  const pair = servingPair()
  pair.boxAnswers.secondary = false
  pair.press('primary', 'switchOver')
  expect(pair.secondary.state.mode).toBe('granted')
  return pair
}

it('a grant is used while it is fresh, to the last millisecond', () => {
  const pair = grantedPair()
  const until = pair.secondary.state.grantUse?.freshUntil ?? 0
  expect(until).toBe(pair.now + grantMs)
  pair.pass(grantMs - 300)
  pair.boxAnswers.secondary = true
  pair.pass(299)
  expect(holder(pair)).toBe('secondary')
})

it('a grant that could not be used is returned, and the giver is last holder again', () => {
  const pair = grantedPair()
  pair.pass(grantMs)
  expect(pair.secondary.disk.granted).toBeNull()
  expect(pair.primary.disk.given).toBe(0)
  pair.pass(30_000)
  expect(holder(pair)).toBe('primary')
  expect(story(pair.secondary)).toContain('returnGrant done')
})

it('the giver is never holder again by time or by reading the line', () => {
  const pair = grantedPair()
  pair.crash('secondary')
  pair.pass(3_600_000)
  expect(pair.line).toBe('A')
  expect(holder(pair)).toBe('nobody')
})

it('the giver sets no line, by force either, before strictly more than the age of a grant', () => {
  const pair = grantedPair()
  pair.crash('secondary')
  pair.settle()
  expect(giverWaitMs(slowTiming)).toBeGreaterThan(CLOCK_FACTOR * grantMs)
  pair.pass(giverWaitMs(slowTiming) - 1)
  expect(pair.press('primary', 'force')).toEqual(['giverWaitOver'])
  pair.pass(1)
  expect(pair.press('primary', 'force')).toBeNull()
  pair.pass(20_000)
  expect(holder(pair)).toBe('primary')
})

it("the giver's wait is counted anew after a restart", () => {
  const pair = grantedPair()
  pair.crash('secondary')
  pair.pass(giverWaitMs(slowTiming) - 1_000)
  pair.crash('primary')
  pair.boot('primary')
  pair.pass(giverWaitMs(slowTiming) - 1)
  expect(pair.press('primary', 'force')).toEqual(['giverWaitOver'])
})

it('a grant whose receiver is heard serving is used up: nothing is left to wait for', () => {
  const pair = servingPair()
  pair.press('primary', 'switchOver')
  pair.pass(2 * slowTiming.heartbeatMs)
  expect(holder(pair)).toBe('secondary')
  pair.crash('secondary')
  expect(pair.press('primary', 'force')).toEqual(['noHolderHeard'])
})

it('a restarted receiver uses its grant only by the whole take-over', () => {
  const pair = grantedPair()
  pair.crash('secondary')
  pair.boxAnswers.secondary = true
  pair.boot('secondary')
  pair.pass(slowTiming.startUpAllowanceMs)
  expect(pair.secondary.state.takeOver?.kind).toBe('staleGrant')
  pair.pass(lineWaitMs(slowTiming) - 1)
  expect(holder(pair)).toBe('nobody')
  pair.pass(10_000)
  expect(holder(pair)).toBe('secondary')
  expect(pair.secondary.disk.held?.epoch).toBe(3)
})

/** A receiver with its nonce out, and the grant that quotes it. */
const askedPair = (): { pair: Pair; nonce: string } => {
  const pair = servingPair()
  pair.carries = () => false
  pair.deliver('secondary', { kind: 'nonceAsk', number: 1 })
  return { pair, nonce: pair.secondary.state.nonce?.nonce ?? '' }
}
const grantTo = (pair: Pair, nonce: string, epoch = 3): void =>
  pair.deliver('secondary', { kind: 'grant', epoch, nonce, reason: 'manualSwitchOver', rehearsal: null })

it('a grant quotes the fresh nonce: one too old is refused', () => {
  const { pair, nonce } = askedPair()
  pair.pass(grantMs - 1)
  grantTo(pair, 'another')
  expect(pair.secondary.disk.granted).toBeNull()
  pair.pass(1)
  grantTo(pair, nonce)
  expect(pair.secondary.disk.granted).toBeNull()
  expect(failedRules(pair.secondary, 'takeGrant refused')).toEqual(['grantFresh'])
})

it('a grant is for an epoch above everything seen', () => {
  const { pair, nonce } = askedPair()
  grantTo(pair, nonce, 2)
  expect(failedRules(pair.secondary, 'takeGrant refused')).toEqual(['grantNewer'])
})

it('whatever the receiver begins afterwards makes its nonce void', () => {
  const { pair, nonce } = askedPair()
  pair.carries = () => false
  pair.pass(2_500)
  pair.press('secondary', 'force')
  pair.line = 'A'
  pair.pass(slowTiming.pollIntervalMs)
  expect(story(pair.secondary)).toContain('force abandoned')
  grantTo(pair, nonce, 9)
  expect(failedRules(pair.secondary, 'takeGrant refused')).toEqual(['grantFresh'])
})

it('a stall, or the end of the session, makes it void', () => {
  const stalled = askedPair()
  stalled.pair.stall('secondary', slowTiming.stallMs)
  grantTo(stalled.pair, stalled.nonce)
  expect(stalled.pair.secondary.disk.granted).toBeNull()
  const unplugged = askedPair()
  unplugged.pair.unplug()
  unplugged.pair.plug()
  grantTo(unplugged.pair, unplugged.nonce)
  expect(unplugged.pair.secondary.disk.granted).toBeNull()
})

it('a late nonce does not make a server give what the other holds by now', () => {
  const pair = servingPair()
  pair.crash('primary')
  pair.crash('secondary')
  pair.line = 'B'
  pair.boot('primary')
  pair.boot('secondary')
  pair.carries = (message) => message.kind !== 'nonce'
  pair.pass(7_000)
  const number = pair.secondary.state.offer?.number
  if (number === undefined) throw new Error('nothing was offered')
  const heartbeat = pair.secondary.state.peer?.heartbeat
  if (heartbeat == null) throw new Error('no heartbeat was heard')
  pair.deliver('secondary', { ...heartbeat, holds: true })
  pair.deliver('secondary', { kind: 'nonce', number, nonce: 'late', seen: 2 })
  expect(pair.secondary.disk.given).toBe(0)
})

it('force uses a granted server too, with the whole wait', () => {
  const pair = grantedPair()
  pair.pass(3_000)
  pair.boxAnswers.secondary = true
  pair.carries = () => false
  pair.secondary.input({ type: 'lineRead', query: pair.secondary.state.query?.id ?? 0, position: 'A' })
  pair.press('secondary', 'force')
  expect(pair.secondary.state.takeOver?.kind).toBe('force')
  expect(pair.secondary.state.grantUse).toBeNull()
})

it('without an A/B switch the grant alone hands over', () => {
  const pair = servingPair({ hasArbiter: false })
  expect(pair.press('primary', 'switchOver')).toBeNull()
  expect(holder(pair)).toBe('secondary')
  pair.pass(20_000)
  expect(holder(pair)).toBe('secondary')
  expect(pair.primary.services).toBe('stopped')
})
