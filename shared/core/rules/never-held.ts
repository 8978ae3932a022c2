import { judge } from '../../domain/rules.ts'
import type { Durable } from '../durable.ts'
import type { Rule } from './rule.ts'

/** No history: nobody held anything, and every epoch seen was an own attempt that came to nothing. */
export const isNew = ({ durable }: { readonly durable: Durable }): boolean => {
  const { held, seen, attempted, peerHeld, granted } = durable
  return held === null && peerHeld.epoch === 0 && granted === null && seen === attempted
}

/** The first control of a new pair is the Primary's. */
export const neverHeld: Rule = (f) =>
  judge('neverHeldBefore', isNew(f) && f.role === 'primary', f.durable.seen, 0, 'none')
