import { otherRole } from '../../shared/domain/roles.ts'
import { drawAmbush } from './ambushes.ts'
import type { Draw } from './draw-faults.ts'
import type { Ambush, Fault } from './faults.ts'

/**
 * Misfortunes that come together around a take-over, as they do where it hurts most: several faults from one
 * draw. `server` is the one that is active where it matters; drawn blindly, it is in half of them.
 */

/** A cut long enough for an armed standby to take over, with a second misfortune in the middle of it. */
export const drawPartition = (draw: Draw): Fault[] => {
  const { random, at, plan } = draw
  const forMs = Math.round(random.between(0.3, 1) * plan.longMs)
  const slow: Fault = {
    kind: 'boxSlow',
    at,
    forMs,
    slowness: random.between(5, 80),
    server: random.pick(['primary', 'secondary']),
  }
  return [
    { kind: 'cutLink', at, forMs, isPortOnly: random.chance(0.3) },
    ...(random.chance(0.4) ? [slow] : []),
    ...(random.chance(0.3) ? [drawAmbush(draw, at)] : []),
    { ...drawAmbush(draw, at), moment: random.pick(['takeOverBegun', 'lineSet', 'held']) },
  ]
}

/** The standby takes over without reaching the box for a moment, in which a hand moves the line and back. */
export const drawTwoHands = ({ random, at, server, plan }: Draw): Fault[] => {
  const { declareLostMs, lineLeaseMs } = plan.timing
  const begins = at + declareLostMs + Math.round(random.between(0, lineLeaseMs))
  const away = Math.round(random.between(2.05, 3) * lineLeaseMs)
  return [
    { kind: 'cutLink', at, forMs: 3 * declareLostMs + 4 * lineLeaseMs },
    { kind: 'handMovesBox', at: begins },
    {
      kind: 'boxUnreachable',
      at: begins - Math.round(random.between(0, 0.2) * lineLeaseMs),
      forMs: away + Math.round(random.between(0, 0.4) * lineLeaseMs),
      server: otherRole(server),
    },
    { kind: 'handMovesBox', at: begins + away },
  ]
}

/** The active's engine is killed; the one that takes over cannot move the line until that engine is back, and cut off. */
export const drawLateBox = ({ random, at, server, plan }: Draw): Fault[] => {
  const { declareLostMs, startUpAllowanceMs, lineLeaseMs } = plan.timing
  const begins = at + declareLostMs
  const forMs = Math.round(random.between(1, 3) * lineLeaseMs + startUpAllowanceMs)
  return [
    { kind: 'killEngine', at, forMs: random.integer(500, 4_000), server },
    { kind: 'cutLink', at: at + 20, forMs: declareLostMs },
    {
      kind: 'killEngine',
      at: begins - Math.round(random.between(0, 500)),
      forMs: random.integer(500, 4_000),
      server,
    },
    { kind: 'refusesSets', at: begins - 100, forMs },
    { kind: 'cutLink', at: begins + Math.round(random.between(0, forMs)), forMs: 4 * declareLostMs },
  ]
}

/**
 * The active's engine is killed and its guardian says so at once; before the other's set comes through, the
 * engine is back, cut off, and has resumed.
 */
export const drawEarlyWord = ({ random, at, server, plan }: Draw): Fault[] => {
  const { declareLostMs, startUpAllowanceMs, lineLeaseMs, stopLimitMs, heartbeatMs } = plan.timing
  const awayMs = Math.round(stopLimitMs + random.between(200, 1_000))
  const resumesMs = awayMs + startUpAllowanceMs + 3.25 * heartbeatMs + 1.05 * (lineLeaseMs + stopLimitMs)
  return [
    { kind: 'killEngine', at, forMs: awayMs, server },
    { kind: 'refusesSets', at: at - 1, forMs: Math.round(resumesMs + random.between(100, 3_000)) },
    {
      kind: 'cutLink',
      at: at + Math.round(random.between(stopLimitMs + 150, resumesMs)),
      forMs: Math.round(resumesMs) + 4 * declareLostMs,
    },
  ]
}

/** Somebody ticked the automatic box of the standby a moment before. */
const ticked = ({ at, server }: Draw): Fault => ({
  kind: 'press',
  at: at - 1_000,
  server: otherRole(server),
  command: 'arm',
})

/**
 * Only the link's port is cut. The active's engine is killed and resumes; while its last reading is on its slow way
 * the other's set comes through, and its guardian says "stopped".
 */
export const drawWordInResume = ({ random, at, server, plan }: Draw): Fault[] => {
  const { startUpAllowanceMs, stopLimitMs, lineLeaseMs } = plan.timing
  const awayMs = Math.round(stopLimitMs + random.between(200, 1_000))
  const resumesAt = at + awayMs + Math.max(100, startUpAllowanceMs)
  const forMs = Math.round(resumesAt - at + random.between(0, 0.6) * lineLeaseMs)
  return [
    { kind: 'press', at: at - 1_000, server: otherRole(server), command: 'arm' },
    { kind: 'cutLink', at: at + 20, forMs: forMs + 4 * lineLeaseMs, isPortOnly: true },
    { kind: 'killEngine', at, forMs: awayMs, server },
    { kind: 'refusesSets', at, forMs },
    { kind: 'boxSlow', at: resumesAt - 50, forMs: 2 * lineLeaseMs, slowness: random.between(10, 45), server },
  ]
}

const beginsAlone = ({ at, plan }: Draw) => ({
  kind: 'cutLink' as const,
  at,
  forMs: Math.round(1.5 * plan.timing.declareLostMs + 6 * plan.timing.lineLeaseMs),
})

/** Just after the read-back a hand moves the line, the active reads its own side once more, and then reaches the box no longer. */
const movedAndLost = ({ random, at, plan }: Draw): Fault[] => {
  const { pollIntervalMs, lineLeaseMs } = plan.timing
  return [
    lies(at, 'readBack', 'actor', 'hand', random.between(0, 0.2) * pollIntervalMs),
    lies(at, 'readBack', 'other', 'loseBox', random.between(0.2, 1.2) * pollIntervalMs, 3 * lineLeaseMs),
  ]
}

/**
 * The first set of the one that takes over lingers. The second is answered and read back; at once a hand moves the
 * line, the active reads its own side, and the first set moves the line back.
 */
export const drawLateSet = (draw: Draw): Fault[] => {
  const { random, at, server, plan } = draw
  return [
    ticked(draw),
    beginsAlone(draw),
    { kind: 'lateSet', at, forMs: plan.longMs, share: random.between(0.7, 0.98), server: otherRole(server) },
    ...movedAndLost(draw),
  ]
}

const lies = (
  at: number,
  moment: Ambush['moment'],
  strikes: Ambush['strikes'],
  deed: Ambush['deed'],
  delayMs: number,
  forMs = 0,
): Ambush => ({
  kind: 'ambush',
  at: at - 1,
  moment,
  strikes,
  deed,
  delayMs: Math.max(0, delayMs),
  forMs: Math.round(forMs),
})

/**
 * The one that takes over stands still between deciding a set and writing it. When it goes on a person forces it,
 * and a hand moves the line.
 */
export const drawLostSet = (draw: Draw): Fault[] => {
  const { random, at, server, plan } = draw
  const { lineLeaseMs, lateSetMs, stuckMs } = plan.timing
  const stillMs = random.between(
    1.03 * (lineLeaseMs + lateSetMs),
    Math.min(0.95 * stuckMs, 2.5 * lineLeaseMs),
  )
  return [
    ticked(draw),
    beginsAlone(draw),
    { kind: 'lateSet', at, forMs: plan.longMs, share: random.between(0.1, 0.7), server: otherRole(server) },
    lies(at, 'takeOverBegun', 'actor', 'stall', 0, stillMs),
    lies(at, 'takeOverBegun', 'actor', 'force', stillMs + random.between(2, 30)),
    ...movedAndLost(draw),
  ]
}

/** The new holder stands still between its decision and the order to start; meanwhile a hand moves the line away. */
export const drawOldOrder = (draw: Draw): Fault[] => {
  const { random, at, plan } = draw
  const { lineLeaseMs, stuckMs, backOffMs, stopLimitMs, declareLostMs } = plan.timing
  const resumesMs = backOffMs + 1.05 * (lineLeaseMs + stopLimitMs)
  const stillMs = random.between(Math.min(resumesMs, 0.8 * stuckMs), 0.98 * stuckMs)
  return [
    ticked(draw),
    { ...beginsAlone(draw), forMs: 2 * declareLostMs + 12 * lineLeaseMs },
    lies(at, 'held', 'actor', 'stall', 0, stillMs),
    lies(at, 'held', 'actor', 'hand', random.between(5, 0.2 * stuckMs)),
  ]
}

/**
 * The lines were moved by a hand; told to move them back, the active dies while its order is still on its way, and what it
 * said of it before may be lost.
 */
export const drawOrderOnItsWay = ({ random, at, server, plan }: Draw): Fault[] => {
  const { heartbeatMs, lateSetMs, slowPollIntervalMs } = plan.timing
  const orderedAt = at + 2 * slowPollIntervalMs + Math.round(random.between(0, 2) * heartbeatMs)
  const diesAt = orderedAt + Math.round(random.between(0.02, 0.8) * lateSetMs)
  const forMs = Math.round(plan.longMs * random.between(1, 2))
  return [
    { kind: 'press', at: at - 2 * heartbeatMs, server: otherRole(server), command: 'arm' },
    { kind: 'handMovesBox', at },
    { kind: 'lateSet', at: orderedAt - 1, forMs: 2 * lateSetMs, share: random.between(0.3, 0.98), server },
    { kind: 'press', at: orderedAt, server, command: 'moveLinesBack' },
    ...(random.chance(0.6)
      ? [{ kind: 'lossyLink', at: orderedAt - 2, forMs: lateSetMs, loss: 0.3, slowness: 1 } as const]
      : []),
    random.chance(0.7)
      ? { kind: 'killEngine', at: diesAt, forMs, server }
      : { kind: 'crashHost', at: diesAt, forMs, server },
  ]
}

/**
 * The one that takes over cannot move the line yet, and stands still for a moment, in which the active is heard
 * again, and then no more.
 */
export const drawStalledTakeOver = (draw: Draw): Fault[] => {
  const { random, at, server, plan } = draw
  const { declareLostMs, lineLeaseMs, stallMs, heartbeatMs, pollIntervalMs } = plan.timing
  const stillMs = Math.round(stallMs + random.between(0.5, 2) * heartbeatMs)
  const heardAt = at + declareLostMs + Math.round(random.between(0.05, 0.6) * stillMs)
  // What its replication says meanwhile is of the copy of the epoch before.
  const isStillAtRaise = random.chance(0.4)
  const raisedMs = random.between(1.5, 3) * Math.max(1_000, heartbeatMs)
  return [
    ticked(draw),
    { kind: 'cutOneWay', at, forMs: heardAt - at, from: server },
    { kind: 'refusesSets', at, forMs: declareLostMs + stillMs + 2 * lineLeaseMs },
    lies(at, 'takeOverBegun', 'actor', 'stall', random.between(0.25, 0.95) * pollIntervalMs, stillMs),
    {
      kind: 'cutLink',
      at: at + declareLostMs + Math.round(stillMs * random.between(0.8, 1.2)),
      forMs: 2 * declareLostMs,
    },
    ...(isStillAtRaise ? [lies(at, 'epochRaised', 'other', 'stall', random.between(0, 3), raisedMs)] : []),
  ]
}

/** The active's engine stands still just as the lines leave it: its guardian alone ends its services in time. */
export const drawStalledActive = (draw: Draw): Fault[] => {
  const { random, at, plan } = draw
  const { lineLeaseMs, stopLimitMs, stuckMs } = plan.timing
  const forMs = Math.min(lineLeaseMs + 4 * stopLimitMs, 0.95 * stuckMs)
  return [
    ticked(draw),
    beginsAlone(draw),
    lies(at, 'lineSet', 'other', 'stall', random.between(0, 20), forMs),
  ]
}

/** Somebody forces the armed standby while what it acknowledged last still keeps the active in control. */
export const drawForceInLease = (draw: Draw): Fault[] => {
  const { random, at, server, plan } = draw
  const { ackLeaseMs, declareLostMs } = plan.timing
  const force = { kind: 'press', server: otherRole(server), command: 'force' } as const
  return [
    { ...ticked(draw), at: at - 3_000 },
    ticked(draw),
    { kind: 'cutLink', at, forMs: 2 * declareLostMs },
    { ...force, at: at + Math.round(ackLeaseMs * random.between(0.3, 0.6)) },
    { ...force, at: at + Math.round(ackLeaseMs * random.between(0.6, 0.95)) },
  ]
}

/** The active is cut off, slowly and then wholly, and somebody forces the other at once. */
export const drawForcedCut = ({ random, at, server, plan }: Draw): Fault[] => {
  const forMs = Math.round(random.between(0.4, 1) * plan.longMs)
  const slowMs = Math.round(random.between(200, plan.shortMs))
  return [
    { kind: 'lossyLink', at, forMs: slowMs + forMs, loss: 0, slowness: random.between(5, 60) },
    { kind: 'boxSlow', at, forMs: slowMs, slowness: random.between(2, 60), server },
    { kind: 'isolate', at: at + slowMs, forMs, server },
    {
      kind: 'press',
      at: at + slowMs + Math.round(random.between(1, 500)),
      server: otherRole(server),
      command: 'force',
    },
  ]
}

/** The other server is off for long and a person says so; then the box is gone too. */
export const drawDeclaration = ({ random, at, server, plan }: Draw): Fault[] => {
  const offMs = Math.round(random.between(1, 2) * plan.longMs)
  const saidMs = Math.round(random.between(50, 0.5 * plan.timing.lineLeaseMs))
  return [
    { kind: 'crashHost', at, forMs: offMs, server: otherRole(server) },
    { kind: 'press', at: at + saidMs, server, command: 'declareOtherOff' },
    { kind: 'press', at: at + saidMs + 1_500, server, command: 'declareOtherOff' },
    {
      kind: 'boxUnreachable',
      at: at + saidMs + Math.round(random.between(1_600, plan.shortMs)),
      forMs: Math.round(offMs * 0.6),
      server,
    },
  ]
}
