import type { License } from '../../shared/domain/license.ts'
import type { Fence } from '../../shared/domain/on-cut.ts'
import type { Role } from '../../shared/domain/roles.ts'
import { deriveTiming, type Timing, timingLimits } from '../../shared/domain/timing.ts'
import type { Random } from './random.ts'

/** What a run is made of: the pair's timing, how long it has faults, and how many. At least ten minutes in all. */
export interface Plan {
  readonly timing: Timing
  readonly startMs: number
  /** No fault begins later. */
  readonly endMs: number
  readonly healAt: number
  /** By then one holder and equal trees are owed. */
  readonly liveBy: number
  readonly shortMs: number
  readonly longMs: number
  readonly draws: number
  readonly fence: Fence
  /** What the Primary's settings say; a Secondary whose own is missing lives on the Primary's word. */
  readonly license: License
  /** Whose window the persons use who plan a maintenance. */
  readonly plannedAt: Role
}

const LEAST_MS = 600_000

/**
 * How often each pace comes. Fast pairs cost five times as many steps, so there are few of them, with several
 * times as many faults: races live there.
 */
interface Pace {
  readonly share: number
  readonly heartbeatMs: number
  readonly declareLostMs: number
  readonly stopLimitMs: number
  readonly lineLeaseMs?: number
  readonly shortMs: number
  readonly longMs: number
  readonly settleMs: number
  readonly draws: readonly [number, number]
}

const fast = { stopLimitMs: 100, shortMs: 1_000, longMs: 8_000, settleMs: 25_000, draws: [80, 150] } as const
const slow = { stopLimitMs: 500, shortMs: 4_000, longMs: 50_000, settleMs: 50_000, draws: [8, 16] } as const
const usual: Pace = { ...slow, share: 0.17, heartbeatMs: 1_000, declareLostMs: 10_000 }

const paces: readonly Pace[] = [
  { ...fast, share: 0.02, heartbeatMs: 100, declareLostMs: 500 },
  // Lost after three heartbeats, with the shortest leases there are.
  { ...fast, share: 0.004, heartbeatMs: 100, declareLostMs: 300, lineLeaseMs: timingLimits.lineLeaseMs.min },
  { ...slow, share: 0.036, heartbeatMs: 1_000, declareLostMs: 3_000, stopLimitMs: 100, lineLeaseMs: 300 },
  usual,
  { ...slow, share: 0.34, heartbeatMs: 2_000, declareLostMs: 10_000 },
  { ...slow, share: 0.43, heartbeatMs: 2_000, declareLostMs: 20_000 },
]

const drawPace = (random: Random): Pace => {
  let left = random.next()
  for (const pace of paces) {
    left -= pace.share
    if (left < 0) return pace
  }
  return usual
}

/** Every seventh pair has no A/B switch. */
const drawFence = (random: Random): Fence => {
  if (random.chance(6 / 7)) return 'lineSwitch'
  return random.pick(['activeLetsGo', 'activeLetsGo', 'activeLetsGo', 'activeStays', 'activeStays', 'none'])
}

export const drawPlan = (random: Random): Plan => {
  const pace = drawPace(random)
  const { shortMs, longMs, settleMs, draws } = pace
  const timing = deriveTiming({
    heartbeatMs: pace.heartbeatMs,
    declareLostMs: pace.declareLostMs,
    stopLimitMs: pace.stopLimitMs,
    lineLeaseMs: pace.lineLeaseMs,
    startUpAllowanceMs: random.pick([0, 2_000, 10_000]),
    minimumGapMs: random.pick([1_000, 10_000]),
    holdAfterJumpMs: random.pick([10_000, 30_000]),
    mostAutomaticActs: random.pick([2, 3]),
    automaticActsWithinMs: random.pick([200_000, 3_600_000]),
  })
  // Mostly a pair at work; sometimes its first control is disturbed too.
  const startMs = random.chance(0.1) ? 0 : 20_000
  const settleInMs = settleMs + 4 * pace.declareLostMs + timing.startUpAllowanceMs
  const healAt = LEAST_MS - settleInMs
  const endMs = healAt - longMs - 5_000
  const [least, most] = draws
  return {
    timing,
    startMs,
    endMs,
    healAt,
    liveBy: LEAST_MS,
    shortMs,
    longMs,
    draws: random.integer(least, most),
    fence: drawFence(random),
    license: random.pick(['notRequired', 'notRequired', 'registered', 'registered', 'missing']),
    plannedAt: random.pick(['primary', 'secondary']),
  }
}
