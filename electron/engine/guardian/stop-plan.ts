import type { Tick } from '../ports.ts'

/**
 * When each service is asked to end, and when force follows, within one S for all. Services end in the
 * reverse of their starting order: the next is asked when the one before is gone, at the latest after its
 * share of the first 30 % of S, so that the last still has as long for its own orderly end. SIGKILL goes to
 * whatever is left at 60 % of S; the rest of S is for the kernel and for the proof. A stop noticed late
 * keeps these moments, so a late one asks all at once, a very late one kills.
 */

const ASK_SHARE = 0.3
const KILL_SHARE = 0.6

export interface StopPlan {
  /** The latest moment to ask service `index` (in stopping order). */
  askBy(index: number): Tick
  readonly killAt: Tick
  readonly overBy: Tick
}

export const planStop = (count: number, from: Tick, stopLimitMs: number): StopPlan => ({
  askBy: (index) => from + (ASK_SHARE * stopLimitMs * index) / Math.max(1, count),
  killAt: from + KILL_SHARE * stopLimitMs,
  overBy: from + stopLimitMs,
})
