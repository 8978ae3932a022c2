import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextEpoch } from './epoch.ts'
import {
  ackWaitMs,
  CLOCK_RATE_ERROR,
  defaultTimingChoice,
  deriveTiming,
  lineWaitMs,
  timingFaults,
  timingLimits,
} from './timing.ts'

const choices = fc
  .record({
    heartbeatMs: fc.integer({ min: 50, max: 10_000 }),
    declareLostMs: fc.integer({ min: 200, max: 120_000 }),
    stopLimitMs: fc.integer({ min: 10, max: 10_000 }),
    startUpAllowanceMs: fc.constant(0),
    minimumGapMs: fc.constant(0),
    lineLeaseMs: fc.option(fc.integer(timingLimits.lineLeaseMs), { nil: undefined }),
  })
  .filter((choice) => timingFaults(choice).length === 0)

it('the examples: 1 s / 10 s waits 2.1 s, 0.1 s / 0.5 s with S 0.1 s waits 0.45 s at most', () => {
  const slow = deriveTiming(defaultTimingChoice)
  expect(slow).toMatchObject({ ackLeaseMs: 8_000, lineLeaseMs: 1_500 })
  expect(lineWaitMs(slow)).toBe(2_082)
  const fast = deriveTiming({
    ...defaultTimingChoice,
    heartbeatMs: 100,
    declareLostMs: 500,
    stopLimitMs: 100,
  })
  expect(fast.ackLeaseMs).toBeGreaterThanOrEqual(300)
  expect(lineWaitMs(fast)).toBeLessThanOrEqual(450)
})

it('three missed heartbeats: 1 s / 3 s, and 0.1 s / 0.3 s with a box that answers quickly', () => {
  const second = { ...defaultTimingChoice, declareLostMs: 3_000, stopLimitMs: 100 }
  expect(deriveTiming(second)).toMatchObject({ ackLeaseMs: 2_400, lineLeaseMs: 450 })
  const tenth = { ...second, heartbeatMs: 100, declareLostMs: 300, lineLeaseMs: 80 }
  expect(timingFaults(tenth)).toEqual([])
  expect(deriveTiming(tenth)).toMatchObject({ ackLeaseMs: 240, lineLeaseMs: 80, stallMs: 20 })
  expect(lineWaitMs(deriveTiming(tenth))).toBe(188)
})

it('a stall is noticed within a quarter of the shortest lease', () => {
  fc.assert(
    fc.property(choices, (choice) => {
      const { stallMs, lineLeaseMs } = deriveTiming(choice)
      return stallMs <= Math.min(choice.heartbeatMs, lineLeaseMs / 4)
    }),
  )
})

it('L_ack outlasts two heartbeats and a round trip', () => {
  fc.assert(fc.property(choices, (choice) => deriveTiming(choice).ackLeaseMs >= 2 * choice.heartbeatMs + 4))
})

it('L_line outlasts two polls that time out, with a session of the other server', () => {
  fc.assert(
    fc.property(choices, (choice) => {
      const { lineLeaseMs, pollIntervalMs, pollTimeoutMs } = deriveTiming(choice)
      return lineLeaseMs >= 2 * (pollIntervalMs + pollTimeoutMs) + 0.19 * lineLeaseMs
    }),
  )
})

it('the promise of an acknowledgement never lengthens a take-over after the silence', () => {
  fc.assert(
    fc.property(choices, (choice) => {
      const timing = deriveTiming(choice)
      return ackWaitMs(timing) <= choice.declareLostMs + lineWaitMs(timing)
    }),
  )
})

it('whoever waits on the fastest clock outlasts whoever holds and stops on the slowest one', () => {
  fc.assert(
    fc.property(choices, (choice) => {
      const timing = deriveTiming(choice)
      const waited = (ms: number): number => ms / (1 + CLOCK_RATE_ERROR)
      const lasted = (leaseMs: number): number => (leaseMs + timing.stopLimitMs) / (1 - CLOCK_RATE_ERROR)
      const outlastsLine = waited(lineWaitMs(timing)) > lasted(timing.lineLeaseMs)
      return outlastsLine && waited(ackWaitMs(timing)) >= lasted(timing.ackLeaseMs) - 1e-6
    }),
  )
})

it('a choice that cannot be made safe is refused with the least that can', () => {
  const choice = { ...defaultTimingChoice, declareLostMs: 2_000 }
  const [fault] = timingFaults(choice)
  expect(fault?.field).toBe('declareLostMs')
  expect(timingFaults({ ...choice, declareLostMs: fault?.least ?? 0 })).toEqual([])
  expect(timingFaults({ ...choice, declareLostMs: (fault?.least ?? 0) - 20 })).not.toEqual([])
})

it('no two servers ever allocate the same epoch, whatever each has missed', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (first, second) => {
      expect(nextEpoch(first, 'primary')).toBeGreaterThan(first)
      expect(nextEpoch(second, 'secondary')).toBeGreaterThan(second)
      expect(nextEpoch(first, 'primary')).not.toBe(nextEpoch(second, 'secondary'))
    }),
  )
})
