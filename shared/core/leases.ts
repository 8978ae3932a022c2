import { type Fencing, fenceOf } from '../domain/on-cut.ts'
import type { Durable } from './durable.ts'
import type { State } from './state.ts'

/**
 * The right to be holder lasts until the later of two leases, each counted from the moment its
 * question was sent. An unbound holder needs none: nobody can take over from it.
 */

export const leaseUntil = (s: State): number => Math.max(s.ackUntil, s.lineUntil)

export const leaseRuns = (s: State, now: number): boolean => leaseUntil(s) > now

/** Bound: the other server may take over. */
export const isBound = (s: State): boolean => {
  const { held } = s.durable
  if (s.readOther) return true
  if (held === null) return true
  if (held.declared || held.unopposed) return false
  return held.bound || !held.acknowledged
}

/** Leases demote a bound holder, unless it was accepted that it stays without an A/B switch. */
export const livesOnLeases = (s: State): boolean => isBound(s) && fenceOf(s) !== 'activeStays'

/** Whether a server that believes to be holder may go on. */
export const mayHold = (s: State, now: number): boolean => !livesOnLeases(s) || leaseRuns(s, now)

type OnDisk = { readonly durable: Durable }

/** Held the highest epoch this server knows of and did not give it. */
export const isLastHolder = ({ durable }: OnDisk): boolean => {
  const { held, peerHeld, given } = durable
  return held !== null && held.epoch > peerHeld.epoch && given === 0
}

/** The standby believes it may take over by itself. */
export const isArmed = (s: OnDisk & Fencing): boolean => {
  const { armedFor, armedUnder, peerHeld, held } = s.durable
  if (armedUnder !== fenceOf(s)) return false
  return armedFor !== 0 && armedFor === peerHeld.epoch && peerHeld.epoch > (held?.epoch ?? 0)
}

/** An acknowledgement is overdue: the line is read at once and often. */
export const isAckOverdue = (s: State, now: number): boolean =>
  now - s.ackedSentAt > s.timing.heartbeatMs + Math.max(s.timing.heartbeatMs / 2, 25)
