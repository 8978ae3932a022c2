import { otherRole, type Role } from '../../shared/domain/roles.ts'
import type { Timing } from '../../shared/domain/timing.ts'
import { type Ambush, deeds, type Fault, moments } from './faults.ts'
import type { Random } from './random.ts'

/** Misfortunes that come together, as they do where it hurts most: several faults from one draw. */

const roles = ['primary', 'secondary'] as const

/** How long things last where one of them is drawn; scaled to the timing of the pair. */
export interface FaultScale {
  readonly shortMs: number
  readonly longMs: number
  readonly timing: Timing
}

export const drawAmbush = (random: Random, at: number, scale: FaultScale): Ambush => ({
  kind: 'ambush',
  at,
  moment: random.pick(moments),
  // Mostly just then, else somewhere within the wait that follows.
  delayMs: random.chance(0.6) ? random.between(0, 8) : random.between(0, scale.shortMs * 0.6),
  forMs: Math.round(
    random.chance(0.5) ? random.between(20, scale.shortMs) : random.between(scale.shortMs, scale.longMs),
  ),
  strikes: random.pick(['actor', 'other']),
  deed: random.pick(deeds),
})

/** A cut long enough for an armed standby to take over, with a second misfortune in the middle of it. */
export const drawPartition = (random: Random, at: number, scale: FaultScale): Fault[] => {
  const forMs = Math.round(random.between(0.3, 1) * scale.longMs)
  const strikes = random.pick(['actor', 'other'] as const)
  const slow: Fault = {
    kind: 'boxSlow',
    at,
    forMs,
    slowness: random.between(5, 80),
    server: random.pick(roles),
  }
  return [
    { kind: 'cutLink', at, forMs, isPortOnly: random.chance(0.3) },
    ...(random.chance(0.4) ? [slow] : []),
    ...(random.chance(0.3) ? [drawAmbush(random, at, scale)] : []),
    { ...drawAmbush(random, at, scale), moment: random.pick(['takeOverBegun', 'lineSet', 'held']), strikes },
  ]
}

/** A switch-over whose receiver does not reach the box for a while, and a giver that somebody forces. */
export const drawBadSwitch = (random: Random, at: number, server: Role, scale: FaultScale): Fault[] => {
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
      delayMs: random.between(20, scale.shortMs),
      forMs: 500,
    },
  ]
}

/** The standby takes over without reaching the box for a moment, in which a hand moves the line and back. */
export const drawTwoHands = (random: Random, at: number, server: Role, { timing }: FaultScale): Fault[] => {
  const { declareLostMs, lineLeaseMs } = timing
  const begins = at + declareLostMs + Math.round(random.between(0, lineLeaseMs))
  const away = Math.round(random.between(2.05, 3) * lineLeaseMs)
  return [
    { kind: 'cutLink', at, forMs: 3 * declareLostMs + 4 * lineLeaseMs },
    { kind: 'handMovesBox', at: begins },
    {
      kind: 'boxUnreachable',
      at: begins - Math.round(random.between(0, 0.2) * lineLeaseMs),
      forMs: away + Math.round(random.between(0, 0.4) * lineLeaseMs),
      server,
    },
    { kind: 'handMovesBox', at: begins + away },
  ]
}

/** A grant whose receiver is cut off from the box and the link until it is old, and a giver that is forced then. */
export const drawAgedGrant = (random: Random, at: number, server: Role, { timing }: FaultScale): Fault[] => {
  const { grantMs, lineLeaseMs } = timing
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

/** The box is ticked, unticked and ticked again in a hurry, over a link that repeats what it carries. */
export const drawHurriedBox = (random: Random, at: number, server: Role, scale: FaultScale): Fault[] => {
  const presses = Array.from(
    { length: random.integer(3, 7) },
    (_, index): Fault => ({
      kind: 'press',
      at: at + Math.round(index * random.between(5, 120)),
      server,
      command: index % 2 === 0 ? 'arm' : 'disarm',
    }),
  )
  return [
    { kind: 'repeatedFrames', at: at - 1, forMs: 2_000, share: random.between(0.3, 0.9) },
    { kind: 'lossyLink', at: at - 1, forMs: 2_000, loss: 0, slowness: random.between(1, 10) },
    ...presses,
    ...(random.chance(0.6) ? [{ kind: 'cutLink', at: at + 2_000, forMs: scale.longMs } as const] : []),
  ]
}

/** The active's engine is killed; the one that takes over cannot move the line until that engine is back, and cut off. */
export const drawLateBox = (random: Random, at: number, server: Role, { timing }: FaultScale): Fault[] => {
  const { declareLostMs, startUpAllowanceMs, lineLeaseMs } = timing
  const begins = at + declareLostMs
  const forMs = Math.round(random.between(1, 3) * lineLeaseMs + startUpAllowanceMs)
  return [
    { kind: 'killEngine', at, server },
    { kind: 'cutLink', at: at + 20, forMs: declareLostMs },
    { kind: 'killEngine', at: begins - Math.round(random.between(0, 500)), server },
    { kind: 'refusesSets', at: begins - 100, forMs },
    { kind: 'cutLink', at: begins + Math.round(random.between(0, forMs)), forMs: 4 * declareLostMs },
  ]
}

/** The active is cut off, slowly and then wholly, and somebody forces the other at once. */
export const drawForcedCut = (random: Random, at: number, server: Role, scale: FaultScale): Fault[] => {
  const forMs = Math.round(random.between(0.4, 1) * scale.longMs)
  const slowMs = Math.round(random.between(200, scale.shortMs))
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
