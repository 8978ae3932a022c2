import { otherRole } from '../../shared/domain/roles.ts'
import type { Draw } from './draw-faults.ts'
import type { Fault } from './faults.ts'

/** Misfortunes that come together around what holds automatic acts back. */

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/** The clock on the wall is set, a little or by years, and now and then the engine is started anew soon after. */
export const drawWallJump = ({ random, at, server }: Draw): Fault[] => {
  const size = random.pick([random.between(8_000, 60_000), random.between(0, 2 * HOUR_MS), 40 * DAY_MS])
  const byMs = Math.round(random.pick([-1, 1]) * Math.max(8_000, size))
  const isKilled = random.chance(0.4)
  return [
    { kind: 'wallJumps', at, server, byMs },
    ...(isKilled
      ? [{ kind: 'killEngine', at: at + random.integer(50, 5_000), forMs: 1_000, server } as const]
      : []),
  ]
}

/** The active falls silent just when the clock of the other one is set, or after that one was suspended. */
export const drawJumpInSilence = ({ random, at, server, plan }: Draw): Fault[] => {
  const { declareLostMs } = plan.timing
  const standby = otherRole(server)
  const jumpsAt = at + Math.round(random.between(0.3, 1) * declareLostMs)
  const stillMs = random.integer(2_100, 8_000)
  return [
    random.chance(0.5)
      ? { kind: 'killEngine', at: jumpsAt, forMs: 4_000, server }
      : { kind: 'cutLink', at, forMs: 3 * declareLostMs + 20_000 },
    random.chance(0.6)
      ? { kind: 'wallJumps', at: jumpsAt, server: standby, byMs: random.pick([-HOUR_MS, HOUR_MS]) }
      : {
          kind: 'freezeHost',
          at: jumpsAt - stillMs,
          forMs: stillMs,
          server: standby,
          wallStands: random.chance(0.5),
        },
  ]
}

/** The link is cut for long and the line switch takes no order: the standby tries again and again, started anew in between. */
export const drawRefusedLine = ({ random, at, server, plan }: Draw): Fault[] => {
  const { declareLostMs, minimumGapMs, startUpAllowanceMs } = plan.timing
  const forMs = 3 * declareLostMs + 4 * (25_000 + minimumGapMs) + startUpAllowanceMs
  const standby = otherRole(server)
  const killedAt = at + Math.round(random.between(0.4, 0.9) * forMs)
  return [
    { kind: 'cutLink', at, forMs },
    { kind: 'refusesSets', at, forMs },
    ...(random.chance(0.5)
      ? [{ kind: 'killEngine', at: killedAt, forMs: 1_000, server: standby } as const]
      : []),
  ]
}

/**
 * The link is cut for long. Each time the standby has moved the lines a hand puts them back, until it acted as often as
 * it may by itself; then its engine is started anew, or its clock set on by hours.
 */
export const drawRepeatedActs = ({ random, at, server, plan }: Draw): Fault[] => {
  const { declareLostMs, heartbeatMs, minimumGapMs, backOffMs, mostAutomaticActs } = plan.timing
  const { holdAfterJumpMs, startUpAllowanceMs, pollIntervalMs } = plan.timing
  const standby = otherRole(server)
  const everyMs = 1.03 * Math.max(minimumGapMs, backOffMs) + 600
  const shakenAt = Math.round(at + declareLostMs + (mostAutomaticActs - 0.5) * everyMs)
  const forMs = shakenAt - at + 1.1 * declareLostMs + Math.max(holdAfterJumpMs, startUpAllowanceMs) + 8_000
  const hands = Array.from(
    { length: mostAutomaticActs },
    (_, act): Fault => ({
      kind: 'ambush',
      at: Math.round(act === 0 ? at : at + declareLostMs + (act - 0.5) * everyMs),
      moment: 'readBack',
      strikes: 'actor',
      deed: 'hand',
      delayMs: random.between(0, 0.1) * pollIntervalMs,
      forMs: 0,
    }),
  )
  return [
    { kind: 'press', at: at - heartbeatMs - 500, server: standby, command: 'arm' },
    { kind: 'cutLink', at, forMs: Math.round(forMs) },
    ...hands,
    random.chance(0.5)
      ? { kind: 'killEngine', at: shakenAt, forMs: 1_000, server: standby }
      : { kind: 'wallJumps', at: shakenAt, server: standby, byMs: 2 * HOUR_MS },
  ]
}

/** A maintenance, now and then ended early; meanwhile the active falls silent and the other one may start anew. */
export const drawMaintenance = ({ random, at, server, plan }: Draw): Fault[] => {
  const { declareLostMs, startUpAllowanceMs } = plan.timing
  const cutAt = at + random.integer(20, 3_000)
  const forMs = 3 * declareLostMs + startUpAllowanceMs + 5_000
  const standby = otherRole(server)
  const planned = { kind: 'maintenance', server: plan.plannedAt } as const
  return [
    { ...planned, at, lastsMs: random.pick([20_000, 60_000, 300_000]) },
    random.chance(0.5)
      ? { kind: 'cutLink', at: cutAt, forMs }
      : { kind: 'crashHost', at: cutAt, forMs, server },
    ...(random.chance(0.4)
      ? [{ kind: 'killEngine', at: cutAt + 500, forMs: 1_000, server: standby } as const]
      : []),
    ...(random.chance(0.3)
      ? [{ kind: 'wallJumps', at: cutAt + 250, server: standby, byMs: HOUR_MS } as const]
      : []),
    ...(random.chance(0.4) ? [{ ...planned, at: cutAt + random.integer(0, forMs), lastsMs: 0 }] : []),
  ]
}

/** The Secondary was off for weeks, and finds nobody when it is back. */
export const drawLongAway = ({ random, at, plan }: Draw): Fault[] => {
  const { declareLostMs, startUpAllowanceMs } = plan.timing
  const offMs = random.integer(2_000, 8_000)
  return [
    { kind: 'offForDays', at, forMs: offMs, server: 'secondary', days: random.pick([5, 20, 29, 31, 45]) },
    { kind: 'cutLink', at: at + 10, forMs: offMs + 3 * declareLostMs + startUpAllowanceMs + 5_000 },
  ]
}

/** The licence is gone at the Primary's next start, or there again; later the Primary falls silent. */
export const drawLicense = ({ random, at, plan }: Draw): Fault[] => {
  const { declareLostMs, startUpAllowanceMs } = plan.timing
  const cutAt = at + startUpAllowanceMs + random.integer(3_000, 30_000)
  return [
    { kind: 'licenseChanges', at, forMs: random.integer(500, 2_000) },
    { kind: 'cutLink', at: cutAt, forMs: 2 * declareLostMs + 10_000 },
  ]
}
