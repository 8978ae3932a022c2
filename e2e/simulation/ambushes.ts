import type { Draw } from './draw-faults.ts'
import { type Ambush, deeds, moments } from './faults.ts'

/** Any fault at any moment of a protocol: mostly just then, else somewhere within the wait that follows. */
export const drawAmbush = ({ random, plan }: Draw, at: number): Ambush => ({
  kind: 'ambush',
  at,
  moment: random.pick(moments),
  delayMs: random.chance(0.6) ? random.between(0, 8) : random.between(0, plan.shortMs * 0.6),
  forMs: Math.round(
    random.chance(0.5) ? random.between(20, plan.shortMs) : random.between(plan.shortMs, plan.longMs),
  ),
  strikes: random.pick(['actor', 'other']),
  deed: random.pick(deeds),
})
