import { describe, expect, it } from 'vitest'
import { ackWaitMs, lineWaitMs } from '../domain/timing.ts'
import { nextPollAt } from './line.ts'
import { type Pair, slowTiming } from './testing/pair.ts'
import { armedPair, failedRules, holder, servingPair, story } from './testing/stories.ts'

const { declareLostMs, heartbeatMs, lateSetMs, lineLeaseMs, pollIntervalMs, pollTimeoutMs } = slowTiming

/** The active died, the armed standby set the line and waits. */
const waitingPair = (): Pair => {
  const pair = armedPair()
  pair.secondary.decisions.length = 0
  pair.secondary.effects.length = 0
  pair.crash('primary')
  pair.pass(declareLostMs)
  expect(pair.secondary.state.takeOver?.phase).toBe('waiting')
  return pair
}

const waitUntil = (pair: Pair): number => pair.secondary.state.takeOver?.waitUntil ?? 0

describe('in order', () => {
  it('an armed standby takes over: attempt on disk, line set, read back, waited, held, services', () => {
    const pair = waitingPair()
    expect(pair.secondary.disk).toMatchObject({ attempted: 3, seen: 3, held: null })
    expect(pair.line).toBe('B')
    pair.pass(lineWaitMs(slowTiming))
    expect(holder(pair)).toBe('secondary')
    expect(pair.secondary.disk.held).toMatchObject({ epoch: 3, acknowledged: false, bound: false })
    expect(pair.secondary.services).toBe('running')
    expect(story(pair.secondary)).toEqual(['takeOver begun', 'takeOver done'])
    expect(pair.secondary.disk.lastSwitchOver?.reason).toBe('otherSystemNotAvailable')
  })

  it('not before the silence, less the heartbeat the closed connection stands for, nor a millisecond before the wait after the read-back is over', () => {
    const pair = armedPair()
    pair.crash('primary')
    pair.settle()
    const heardAt = pair.secondary.state.holderHeardAt
    pair.pass(heardAt + declareLostMs - heartbeatMs - 1 - pair.now)
    expect(pair.secondary.state.mode).toBe('standby')
    pair.pass(1)
    expect(waitUntil(pair)).toBe(pair.now + lineWaitMs(slowTiming))
    pair.pass(lineWaitMs(slowTiming) - 1)
    expect(holder(pair)).toBe('nobody')
    pair.pass(1)
    expect(holder(pair)).toBe('secondary')
  })

  it('the wait outlasts the last acknowledgement sent', () => {
    const pair = servingPair()
    pair.crash('primary')
    pair.settle()
    const { lastAckSentAt } = pair.secondary.state
    pair.press('secondary', 'force')
    expect(waitUntil(pair)).toBe(lastAckSentAt + ackWaitMs(slowTiming))
    pair.pass(waitUntil(pair) - pair.now - 1)
    expect(holder(pair)).toBe('nobody')
    pair.pass(1)
    expect(holder(pair)).toBe('secondary')
  })

  it('a restarted standby counts as if it had acknowledged, and been told of an order, just before', () => {
    const pair = servingPair()
    pair.crash('primary')
    pair.crash('secondary')
    pair.boot('secondary')
    pair.settle()
    const bootedAt = pair.now
    pair.pass(2_000)
    pair.press('secondary', 'force')
    expect(waitUntil(pair)).toBe(bootedAt + ackWaitMs(slowTiming) + slowTiming.lateSetMs)
  })
})

describe('the chain of readings', () => {
  it('a gap longer than the lease abandons', () => {
    const pair = waitingPair()
    pair.boxAnswers.secondary = false
    const { reading } = pair.secondary.state
    pair.pass((reading?.at ?? 0) + lineLeaseMs - 1 - pair.now)
    expect(pair.secondary.state.mode).toBe('takingOver')
    pair.pass(1)
    expect(failedRules(pair.secondary, 'takeOver abandoned')).toEqual(['chainUnbroken'])
    expect(holder(pair)).toBe('nobody')
  })

  it.each(['A', 'mixed', 'forcedLocally'] as const)('one reading of %s abandons', (position) => {
    const pair = waitingPair()
    pair.line = position
    pair.pass(pollIntervalMs)
    expect(failedRules(pair.secondary, 'takeOver abandoned')).toEqual(['lineOnOwnSide'])
  })

  it('a heartbeat of a holder abandons, and is not acknowledged', () => {
    const pair = armedPair()
    pair.open.primary = false
    pair.boxAnswers.primary = false
    const heartbeat = pair.secondary.state.peer?.heartbeat
    pair.pass(declareLostMs)
    expect(pair.secondary.state.mode).toBe('takingOver')
    const { lastAckSentAt } = pair.secondary.state
    if (heartbeat == null) throw new Error('no heartbeat was heard')
    pair.deliver('secondary', heartbeat)
    expect(failedRules(pair.secondary, 'takeOver abandoned')).toEqual(['noHeartbeatHeard'])
    expect(pair.secondary.state.lastAckSentAt).toBe(lastAckSentAt)
  })

  /** A take-over under way, and what the other server says of itself in the middle of it. */
  const hear = (said: { holds: boolean; heldEpoch: number; heldId: string }): Pair => {
    const pair = armedPair()
    pair.open.primary = false
    pair.boxAnswers.primary = false
    const heartbeat = pair.secondary.state.peer?.heartbeat
    pair.pass(declareLostMs)
    expect(pair.secondary.state.mode).toBe('takingOver')
    if (heartbeat == null) throw new Error('no heartbeat was heard')
    pair.deliver('secondary', { ...heartbeat, ...said, seen: said.heldEpoch })
    expect(pair.secondary.state.mode).toBe('standby')
    return pair
  }

  it('the holder that is heard is stored: no older epoch is taken up after it died', () => {
    const pair = hear({ holds: true, heldEpoch: 8, heldId: 'newer' })
    expect(failedRules(pair.secondary, 'takeOver abandoned')).toEqual(['noHeartbeatHeard'])
    expect(pair.secondary.disk).toMatchObject({ peerHeld: { epoch: 8, id: 'newer' }, armedFor: 0 })
  })

  it('nobody takes over past a server that held since and let go again: what it wrote is only there', () => {
    const pair = hear({ holds: false, heldEpoch: 8, heldId: 'since' })
    expect(failedRules(pair.secondary, 'takeOver abandoned')).toEqual(['noHigherEpochKnown'])
  })

  it('the last question is asked at the very end of the wait: none before it stands in its way', () => {
    const pair = waitingPair()
    const until = waitUntil(pair)
    pair.pass(until - pair.now - 1)
    expect(pair.secondary.state.lastAskedAt).toBeLessThanOrEqual(until - pollTimeoutMs)
    expect(pair.secondary.state.takeOver?.chainUntil).toBeGreaterThan(until)
    pair.pass(1)
    expect(pair.secondary.state.lastAskedAt).toBe(until)
  })

  it('while a set is under way the box is asked nothing: what is asked behind it says nothing of it', () => {
    const pair = waitingPair()
    const { state } = pair.secondary
    const asked = {
      ...state,
      query: null,
      lastAskedAt: pair.now - 10 * pollTimeoutMs,
      lastSetAt: pair.now - 1,
    }
    expect(nextPollAt(asked, pair.now)).toBeLessThanOrEqual(pair.now)
    const setting = { ...asked, lineSet: { id: 1, notAfter: pair.now + 1_000 } }
    expect(nextPollAt(setting, pair.now)).toBe(pair.now - 1 + pollTimeoutMs)
  })

  it('the last reading is asked after the wait', () => {
    const pair = waitingPair()
    const until = waitUntil(pair)
    pair.pass(until - pair.now - 1)
    pair.line = 'A'
    pair.pass(1)
    expect(holder(pair)).toBe('nobody')
  })
})

describe('late own sets', () => {
  it('a set without an answer lingers: no reading asked before T_late begins the wait', () => {
    const pair = armedPair()
    pair.sets = 'unknown'
    pair.crash('primary')
    pair.settle()
    pair.pass(pair.secondary.state.holderHeardAt + declareLostMs - heartbeatMs - pair.now)
    pair.line = 'B'
    const setAt = pair.now
    pair.pass(lateSetMs - 1)
    expect(pair.secondary.state.takeOver?.phase).toBe('readingBack')
    pair.pass(1)
    expect(pair.secondary.state.takeOver?.readBackAt).toBe(setAt + lateSetMs)
    expect(waitUntil(pair)).toBe(setAt + lateSetMs + lineWaitMs(slowTiming))
  })

  it('a second set that is answered does not make the first one land', () => {
    const pair = servingPair()
    pair.crash('primary')
    pair.settle()
    const { secondary } = pair
    pair.sets = 'unknown'
    pair.press('secondary', 'force')
    const firstAt = pair.now
    expect(secondary.state.setLingersUntil).toBe(firstAt + lateSetMs)
    pair.stall('secondary', slowTiming.stallMs)
    pair.sets = 'answered'
    pair.press('secondary', 'force')
    expect(secondary.state.takeOver?.phase).toBe('readingBack')
    pair.pass(firstAt + lateSetMs - pair.now)
    expect(secondary.state.takeOver?.readBackAt).toBe(firstAt + lateSetMs)
  })

  it('a set of an earlier life of this engine may land as late', () => {
    const pair = servingPair()
    pair.crash('primary')
    pair.crash('secondary')
    pair.boot('secondary')
    const bootedAt = pair.now
    pair.pass(10)
    pair.press('secondary', 'force')
    pair.pass(lateSetMs)
    expect(pair.secondary.state.takeOver?.readBackAt).toBe(bootedAt + lateSetMs)
  })

  it('a box that refuses every set is asked again at the poll interval, not as fast as the loop turns', () => {
    const pair = servingPair()
    pair.crash('primary')
    pair.settle()
    pair.sets = 'notSent'
    pair.secondary.effects.length = 0
    pair.press('secondary', 'force')
    pair.pass(10_000)
    const sets = pair.secondary.effects.filter((effect) => effect.do === 'setLine').length
    expect(sets).toBeGreaterThan(10)
    expect(sets).toBeLessThanOrEqual(1 + 10_000 / pollIntervalMs)
  })
})

describe("the guardian's word", () => {
  it('ends the wait at once when the answer comes to a question asked after the read-back', () => {
    const pair = armedPair()
    pair.guardiansAnswer = true
    pair.crash('primary')
    pair.settle()
    pair.pass(pair.secondary.state.holderHeardAt + declareLostMs - pair.now)
    expect(holder(pair)).toBe('secondary')
  })

  it('a late answer to an earlier question shortens nothing', () => {
    const pair = waitingPair()
    const until = waitUntil(pair)
    pair.secondary.input({
      type: 'word',
      number: (pair.secondary.state.word?.number ?? 0) - 1,
      stopped: true,
    })
    pair.settle()
    expect(waitUntil(pair)).toBe(until)
    expect(holder(pair)).toBe('nobody')
  })

  it('silence of the guardian is no evidence', () => {
    const pair = waitingPair()
    pair.secondary.input({ type: 'word', number: pair.secondary.state.word?.number ?? 0, stopped: false })
    pair.settle()
    expect(pair.secondary.state.takeOver?.hasWord).toBe(false)
  })

  it('whoever gave it abandons its own take-over and promotes nothing for a whole wait', () => {
    const pair = waitingPair()
    pair.secondary.input({ type: 'wordGiven' })
    expect(pair.secondary.state.mode).toBe('standby')
    expect(pair.secondary.state.noPromotionUntil).toBe(pair.now + lineWaitMs(slowTiming))
  })

  it('whoever gave it while active is active no more', () => {
    const pair = servingPair()
    pair.primary.input({ type: 'wordGiven' })
    expect(pair.primary.state.mode).toBe('standby')
  })
})

describe('the rules', () => {
  it('an unarmed standby does not take over; that it would have is recorded once with what was missing', () => {
    const pair = servingPair()
    pair.secondary.decisions.length = 0
    pair.crash('primary')
    pair.pass(120_000)
    expect(holder(pair)).toBe('nobody')
    expect(story(pair.secondary)).toEqual(['wouldTakeOver begun'])
    expect(failedRules(pair.secondary, 'wouldTakeOver begun')).toEqual(['armed'])
  })

  it('a replica that failed its verification is never promoted by itself', () => {
    const pair = armedPair()
    pair.secondary.replica = 'destinationNotUpdated'
    const problem = { code: 'verificationFailed' as const, name: 'configuration', count: 1 }
    const { report } = pair.secondary.state.own ?? {}
    if (report === undefined) throw new Error('no report')
    pair.secondary.input({
      type: 'report',
      report: { ...report, replication: { ...report.replication, state: 'destinationNotUpdated', problem } },
    })
    pair.crash('primary')
    pair.pass(120_000)
    expect(holder(pair)).toBe('nobody')
    expect(failedRules(pair.secondary, 'takeOver refused')).toEqual(['replicaUpdated'])
  })

  it('lag never blocks: a replica that is being updated again still counts', () => {
    const pair = armedPair()
    pair.secondary.replica = 'destinationUpdating'
    pair.pass(3_000)
    pair.crash('primary')
    pair.pass(20_000)
    expect(holder(pair)).toBe('secondary')
  })

  it('a box that does not answer refuses, and says so', () => {
    const pair = armedPair()
    pair.boxAnswers.secondary = false
    pair.crash('primary')
    pair.pass(60_000)
    expect(failedRules(pair.secondary, 'takeOver refused')).toEqual(['lineSwitchAnswers'])
  })

  it('an abandoned take-over is tried again only after the minimum gap', () => {
    const pair = waitingPair()
    const begunAt = pair.secondary.state.lastAutomaticAt
    pair.line = 'A'
    pair.pass(pollIntervalMs)
    pair.pass(begunAt + slowTiming.minimumGapMs - 1 - pair.now)
    expect(pair.secondary.state.mode).toBe('standby')
    pair.pass(1)
    expect(pair.secondary.state.takeOver?.epoch).toBe(5)
  })

  it('an armed standby that boots alone waits the allowance and the silence', () => {
    const pair = armedPair()
    pair.crash('primary')
    pair.crash('secondary')
    pair.boot('secondary')
    pair.pass(declareLostMs - 1)
    expect(pair.secondary.state.mode).toBe('standby')
    pair.pass(1 + lineWaitMs(slowTiming))
    expect(holder(pair)).toBe('secondary')
  })
})

describe('an attempt', () => {
  it('is burned and never believed: the healed active raises its epoch and goes on, unbound as before', () => {
    const pair = servingPair()
    pair.open.primary = false
    pair.pass(3_000)
    pair.secondary.input({ type: 'linkDown' })
    pair.press('secondary', 'force')
    pair.line = 'A'
    pair.pass(pollIntervalMs)
    expect(story(pair.secondary)).toContain('force abandoned')
    pair.unplug()
    pair.open.primary = true
    pair.plug()
    pair.pass(2_500)
    expect(holder(pair)).toBe('primary')
    expect(story(pair.primary)).toContain('raiseEpoch done')
    expect(pair.primary.disk.held).toMatchObject({ epoch: 4, acknowledged: true })
  })

  it('a raise leaves an unbound holder unbound, also when nobody acknowledges the new epoch', () => {
    const pair = servingPair()
    const heartbeat = pair.primary.state.peer?.heartbeat
    if (heartbeat == null) throw new Error('no heartbeat was heard')
    pair.boxAnswers.primary = false
    pair.carries = () => false
    pair.deliver('primary', { ...heartbeat, seen: 3 })
    expect(pair.primary.disk.held?.epoch).toBe(4)
    pair.pass(600_000)
    expect(holder(pair)).toBe('primary')
  })

  it('a raise leaves a bound holder bound until the new epoch is acknowledged', () => {
    const pair = armedPair()
    const heartbeat = pair.primary.state.peer?.heartbeat
    if (heartbeat == null) throw new Error('no heartbeat was heard')
    pair.carries = (message) => message.kind !== 'ack'
    const lease = pair.primary.state.ackUntil
    pair.deliver('primary', { ...heartbeat, seen: 3 })
    expect(pair.primary.disk.held).toMatchObject({ epoch: 4, acknowledged: false, bound: false })
    expect(pair.primary.state.ackUntil).toBe(lease)
    expect(pair.primary.deadline).not.toBeNull()
    pair.carries = () => true
    pair.pass(1_500)
    expect(pair.primary.disk.held?.acknowledged).toBe(true)
    expect(pair.primary.deadline).toBeNull()
  })
})
