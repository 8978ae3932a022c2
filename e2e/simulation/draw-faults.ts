import type { Fault } from './faults.ts'
import {
  drawAgedGrant,
  drawAmbush,
  drawBadSwitch,
  drawForcedCut,
  drawHurriedBox,
  drawLateBox,
  drawPartition,
  drawTwoHands,
  type FaultScale,
} from './misfortunes.ts'
import type { Random } from './random.ts'

const roles = ['primary', 'secondary'] as const

/** So many draws from the seed, in the order of their moments. */
export const drawFaults = (
  random: Random,
  count: number,
  from: number,
  to: number,
  scale: FaultScale,
): Fault[] => {
  const faults: Fault[] = []
  for (let i = 0; i < count; i += 1) {
    const at = Math.round(random.between(from, to))
    const server = random.pick(roles)
    const forMs = Math.round(
      random.chance(0.6) ? random.between(50, scale.shortMs) : random.between(scale.shortMs, scale.longMs),
    )
    const draw = random.integer(0, 34)
    if (draw === 0) faults.push({ kind: 'cutLink', at, forMs, isPortOnly: random.chance(0.5) })
    else if (draw === 1) faults.push({ kind: 'cutOneWay', at, forMs, from: server })
    else if (draw === 2) {
      faults.push({
        kind: 'lossyLink',
        at,
        forMs,
        loss: random.between(0.02, 0.3),
        slowness: random.between(1, 60),
      })
    } else if (draw === 3) faults.push({ kind: 'killEngine', at, server })
    else if (draw === 4) faults.push({ kind: 'crashHost', at, forMs: forMs + 2_000, server })
    else if (draw === 5) faults.push({ kind: 'crashBoth', at, forMs: forMs + 2_000 })
    else if (draw === 6) faults.push({ kind: 'stallEngine', at, forMs, server })
    else if (draw === 7) faults.push({ kind: 'freezeHost', at, forMs, server })
    else if (draw === 8)
      faults.push({ kind: 'boxUnreachable', at, forMs, server: random.chance(0.4) ? 'both' : server })
    else if (draw === 9)
      faults.push({
        kind: 'boxSlow',
        at,
        forMs,
        slowness: random.between(2, 80),
        server: random.chance(0.5) ? 'both' : server,
      })
    else if (draw === 10) faults.push({ kind: 'handMovesBox', at })
    else if (draw === 11) faults.push({ kind: 'isolate', at, forMs, server })
    else if (draw === 12) faults.push({ kind: 'press', at, server, command: 'arm' })
    else if (draw === 13)
      faults.push({ kind: 'press', at, server, command: random.pick(['disarm', 'cancelSwitchOver']) })
    else if (draw === 14) faults.push({ kind: 'press', at, server, command: 'force' })
    else if (draw === 31) faults.push(...drawTwoHands(random, at, server, scale))
    else if (draw === 32) faults.push(...drawAgedGrant(random, at, server, scale))
    else if (draw === 33) faults.push(...drawHurriedBox(random, at, server, scale))
    else if (draw === 34) faults.push(...drawLateBox(random, at, server, scale))
    else if (draw === 27) faults.push({ kind: 'breakReplica', at, forMs, server })
    else if (draw === 28)
      faults.push({ kind: 'repeatedFrames', at, forMs: forMs * 4, share: random.between(0.05, 0.5) })
    else if (draw === 29) faults.push({ kind: 'refusesSets', at, forMs })
    else if (draw === 30) faults.push({ kind: 'press', at, server, command: 'declareOtherOff' })
    else if (draw <= 17) faults.push(...drawPartition(random, at, scale))
    else if (draw <= 20) faults.push(drawAmbush(random, at, scale))
    else if (draw === 21) faults.push(...drawBadSwitch(random, at, server, scale))
    else if (draw === 22) faults.push(...drawForcedCut(random, at, server, scale))
    else {
      faults.push({ kind: 'press', at, server, command: 'switchOver' })
      if (random.chance(0.5)) faults.push(drawAmbush(random, at - 1, scale))
    }
  }
  return faults.sort((a, b) => a.at - b.at)
}
