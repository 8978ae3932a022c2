import type { Draw } from './draw-faults.ts'
import type { Fault } from './faults.ts'

/** Misfortunes that come together around a planned switch-over. */

/** A switch-over whose receiver does not reach the box for a while, and a giver that somebody forces. */
export const drawBadSwitch = ({ random, at, server, plan }: Draw): Fault[] => {
  const lasting = { kind: 'ambush', at: at - 1, delayMs: random.between(0, 20) } as const
  return [
    { kind: 'press', at, server, command: 'switchOver' },
    {
      ...lasting,
      moment: 'given',
      strikes: 'other',
      deed: random.pick(['loseBox', 'loseBox', 'crash']),
      forMs: Math.round(random.between(500, 7_000)),
    },
    {
      ...lasting,
      moment: 'given',
      strikes: 'actor',
      deed: random.pick(['force', 'force', 'kill', 'crash']),
      delayMs: random.between(20, plan.shortMs),
      forMs: 500,
    },
  ]
}

/** A grant whose receiver is cut off from the box and the link until it is old, and a giver that is forced then. */
export const drawAgedGrant = ({ random, at, server, plan }: Draw): Fault[] => {
  const { grantMs, lineLeaseMs } = plan.timing
  const forMs = Math.round(grantMs * random.between(1.02, 1.6))
  const given = { kind: 'ambush', at: at - 1, moment: 'given', forMs } as const
  return [
    { kind: 'press', at, server, command: 'switchOver' },
    { ...given, moment: 'granted', delayMs: 0, strikes: 'actor', deed: 'isolate' },
    {
      ...given,
      delayMs: Math.round(grantMs * 1.045 + random.between(0, 2) * lineLeaseMs),
      strikes: 'actor',
      deed: 'force',
    },
  ]
}

/** The same, of a grant that left late: its giver stood still between its decision and the sending. */
export const drawSlowGrant = ({ random, at, server, plan }: Draw): Fault[] => {
  const { grantMs, lineLeaseMs, stopLimitMs, stuckMs } = plan.timing
  const lateMs = Math.min(random.between(0.4, 0.9) * grantMs, 0.95 * stuckMs)
  const forcedMs = grantMs * 1.045 + random.between(50, 600)
  const heldMs = forcedMs + 1.05 * (lineLeaseMs + stopLimitMs) + random.between(50, 800)
  const given = { kind: 'ambush', at: at - 1, moment: 'given', strikes: 'actor' } as const
  return [
    { kind: 'press', at, server, command: 'switchOver' },
    { ...given, deed: 'stall', delayMs: 0, forMs: Math.round(lateMs) },
    { ...given, moment: 'granted', deed: 'isolate', delayMs: 0, forMs: Math.round(heldMs - lateMs) },
    { ...given, deed: 'force', delayMs: forcedMs, forMs: 0 },
  ]
}

/** Without an A/B switch: its giver stood still for so long that an acknowledgement of that age would keep nobody in control. */
export const drawGrantPastLease = ({ random, at, server, plan }: Draw): Fault[] => {
  const { ackLeaseMs, grantMs, stuckMs } = plan.timing
  const forMs = Math.round(random.between(1.03 * ackLeaseMs, 0.96 * Math.min(grantMs, stuckMs)))
  return [
    { kind: 'press', at, server, command: 'switchOver' },
    { kind: 'ambush', at: at - 1, moment: 'given', strikes: 'actor', deed: 'stall', delayMs: 0, forMs },
  ]
}

/** The giver stands still while its services stop; meanwhile the switch-over is cancelled, or fails. */
export const drawStalledHandOver = ({ random, at, server, plan }: Draw): Fault[] => {
  const { stopLimitMs, stallMs } = plan.timing
  const stillMs = Math.round(stallMs + random.between(0, 2) * stopLimitMs)
  const stopping = { kind: 'ambush', at: at - 1, moment: 'servicesStopping', strikes: 'actor' } as const
  const cancels = random.chance(0.5)
  return [
    { kind: 'press', at, server, command: 'switchOver' },
    {
      ...stopping,
      deed: cancels ? 'cancel' : 'cutLink',
      delayMs: random.between(0, 0.9) * stopLimitMs,
      forMs: stillMs,
    },
    { ...stopping, deed: 'stall', delayMs: random.between(0, 1) * stopLimitMs, forMs: stillMs },
  ]
}
