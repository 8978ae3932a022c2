import { fenceOf } from '../../domain/on-cut.ts'
import { judge } from '../../domain/rules.ts'
import type { Facts } from '../facts.ts'
import type { Rule } from './rule.ts'

/** It was accepted that an active stays: who was in control before may serve on, until it has heard of this one. */
const mayServeStill = (f: Facts): boolean => {
  const { held, peerHeld } = f.durable
  if (held === null || fenceOf(f) !== 'activeStays') return false
  return held.unopposed && !held.declared && peerHeld.epoch > 0
}

const isBoundToOther = (f: Facts): boolean => f.lease.isBound || mayServeStill(f)

/** Nothing has to be said of a server that neither takes control by itself nor may have it still. */
export const boundToOther: Rule = (f) =>
  judge('boundToOther', isBoundToOther(f), isBoundToOther(f), true, 'none')

/** In control, this server has to tell the other one what changes, or to know from a person that it is off. */
export const mustTellOther = (f: Facts): boolean => f.mode === 'active' && isBoundToOther(f)
