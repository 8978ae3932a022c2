import { drawAmbush } from './ambushes.ts'
import type { Fault } from './faults.ts'
import { drawArmedWithoutLease, drawHurriedBox, drawLeftAlone, drawSlowLook } from './misfortunes-arming.ts'
import { drawDisabledAlone, drawRestartedAlone, drawUntickedInCut } from './misfortunes-disabling.ts'
import {
  drawAgedGrant,
  drawBadSwitch,
  drawGrantPastLease,
  drawSlowGrant,
  drawStalledHandOver,
} from './misfortunes-planned.ts'
import {
  drawJumpInSilence,
  drawLicense,
  drawLongAway,
  drawMaintenance,
  drawRefusedLine,
  drawRepeatedActs,
  drawWallJump,
} from './misfortunes-restraint.ts'
import {
  drawDeclaration,
  drawEarlyWord,
  drawForcedCut,
  drawForceInLease,
  drawLateBox,
  drawLateSet,
  drawLostSet,
  drawOldOrder,
  drawOrderOnItsWay,
  drawPartition,
  drawStalledActive,
  drawStalledTakeOver,
  drawTwoHands,
  drawWordInResume,
} from './misfortunes-take-over.ts'
import type { Plan } from './plan.ts'
import type { Random } from './random.ts'

const roles = ['primary', 'secondary'] as const

/** One draw: a moment, a length, a server, and the means to choose more. */
export interface Draw {
  readonly random: Random
  readonly at: number
  readonly forMs: number
  readonly server: (typeof roles)[number]
  readonly plan: Plan
}

const press = ({ at, server }: Draw, command: Extract<Fault, { kind: 'press' }>['command']): Fault => ({
  kind: 'press',
  at,
  server,
  command,
})

/** What may be drawn, and how often against the others. */
const draws: readonly (readonly [number, (draw: Draw) => Fault[]])[] = [
  [1, ({ at, forMs, random }) => [{ kind: 'cutLink', at, forMs, isPortOnly: random.chance(0.5) }]],
  [1, ({ at, forMs, server }) => [{ kind: 'cutOneWay', at, forMs, from: server }]],
  [
    1,
    ({ at, forMs, random }) => [
      { kind: 'lossyLink', at, forMs, loss: random.between(0.02, 0.3), slowness: random.between(1, 60) },
    ],
  ],
  [1, ({ at, server, random }) => [{ kind: 'killEngine', at, forMs: random.integer(500, 4_000), server }]],
  [1, ({ at, forMs, server }) => [{ kind: 'crashHost', at, forMs: forMs + 2_000, server }]],
  // Nobody looks after it over night, or it is taken out of service for an hour.
  [
    0.5,
    ({ at, server, random }) => [{ kind: 'crashHost', at, forMs: random.integer(60_000, 300_000), server }],
  ],
  [1, ({ at, forMs }) => [{ kind: 'crashBoth', at, forMs: forMs + 2_000 }]],
  [
    1,
    ({ at, forMs, server, random }) => [
      { kind: 'stallEngine', at, forMs, server, holdsBox: random.chance(0.3) },
    ],
  ],
  [0.3, ({ at, server }) => [{ kind: 'stallEngine', at, forMs: 3_600_000, server, holdsBox: true }]],
  [1, ({ at, forMs, server }) => [{ kind: 'freezeHost', at, forMs, server }]],
  [0.3, ({ at, forMs, server }) => [{ kind: 'diskFails', at, forMs, server }]],
  [
    1,
    ({ at, forMs, server, random }) => [
      { kind: 'boxUnreachable', at, forMs, server: random.chance(0.4) ? 'both' : server },
    ],
  ],
  [
    1,
    ({ at, forMs, server, random }) => [
      {
        kind: 'boxSlow',
        at,
        forMs,
        slowness: random.between(2, 80),
        server: random.chance(0.5) ? 'both' : server,
      },
    ],
  ],
  [1, ({ at }) => [{ kind: 'handMovesBox', at }]],
  [1, ({ at, forMs, server }) => [{ kind: 'isolate', at, forMs, server }]],
  [0.5, (draw) => [press(draw, 'moveLinesBack')]],
  [1, (draw) => [press(draw, 'arm')]],
  [1, (draw) => [press(draw, draw.random.pick(['disarm', 'cancelSwitchOver']))]],
  [1, (draw) => [press(draw, 'force')]],
  [0.5, (draw) => [press(draw, 'declareOtherOff')]],
  [4, (draw) => [press(draw, 'switchOver')]],
  [4, (draw) => [press(draw, 'switchOver'), drawAmbush(draw, draw.at - 1)]],
  [2, (draw) => [press(draw, 'rehearse'), drawAmbush(draw, draw.at - 1)]],
  [1, ({ at, forMs, server }) => [{ kind: 'untick', at, forMs, server }]],
  [1, ({ at, forMs, server }) => [{ kind: 'breakReplica', at, forMs, server }]],
  [
    1,
    ({ at, forMs, random }) => [
      { kind: 'repeatedFrames', at, forMs: forMs * 4, share: random.between(0.05, 0.5) },
    ],
  ],
  [1, ({ at, forMs }) => [{ kind: 'refusesSets', at, forMs }]],
  [3, (draw) => drawPartition(draw)],
  [3, (draw) => [drawAmbush(draw, draw.at)]],
  [1, drawBadSwitch],
  [1, drawForcedCut],
  [1, drawTwoHands],
  [1, drawAgedGrant],
  [1, drawHurriedBox],
  [1, drawLateBox],
  [1, drawEarlyWord],
  [2, drawWordInResume],
  [2, drawLateSet],
  [4, drawLostSet],
  [1, drawOldOrder],
  [2, drawOrderOnItsWay],
  [4, drawStalledTakeOver],
  [2, drawStalledActive],
  [1, drawStalledHandOver],
  [1, drawSlowGrant],
  [1, drawArmedWithoutLease],
  [1, drawSlowLook],
  [0.5, drawDeclaration],
  [1, drawDisabledAlone],
  [1, drawUntickedInCut],
  [1, drawRestartedAlone],
  [1, drawWallJump],
  [1, drawJumpInSilence],
  [1, drawRefusedLine],
  [1, drawRepeatedActs],
  [2, drawMaintenance],
  [1, drawLongAway],
  [1, drawLicense],
]
const allShares = draws.reduce((sum, [share]) => sum + share, 0)

/** Where there is no A/B switch: each such pair meets one of them, whatever else befalls it. */
const onCutDraws = [drawForceInLease, drawForceInLease, drawGrantPastLease]
const staysDraws = [...onCutDraws, drawLeftAlone, drawLeftAlone, drawLeftAlone]
export const drawOnCut = (random: Random, plan: Plan): Fault[] => {
  if (plan.fence === 'lineSwitch') return []
  return random.pick(plan.fence === 'activeStays' ? staysDraws : onCutDraws)(drawPlace(random, plan))
}

const drawOne = (draw: Draw): Fault[] => {
  let left = draw.random.between(0, allShares)
  for (const [share, faults] of draws) {
    left -= share
    if (left < 0) return faults(draw)
  }
  return []
}

/** A moment, a length and a server. */
const drawPlace = (random: Random, plan: Plan): Draw => {
  const at = Math.round(random.between(plan.startMs, plan.endMs))
  const isShort = random.chance(0.6)
  const forMs = Math.round(
    isShort ? random.between(50, plan.shortMs) : random.between(plan.shortMs, plan.longMs),
  )
  return { random, at, forMs, server: random.pick(roles), plan }
}

/** So many draws from the seed, in the order of their moments. */
export const drawFaults = (random: Random, plan: Plan): Fault[] => {
  const faults: Fault[] = []
  for (let i = 0; i < plan.draws; i += 1) faults.push(...drawOne(drawPlace(random, plan)))
  return faults.filter(({ at }) => at < plan.healAt).sort((a, b) => a.at - b.at)
}
