import type { WatchEvent } from '../demo/auditor.ts'
import type { Side } from '../demo/auditor-samples.ts'

/** What the samples of one service on each side say about a stretch of time. */

export interface Outages {
  /** The longest time nobody answered. */
  readonly longestMs: number
  /** The longest time both sides answered. */
  readonly bothMs: number
  /** When the service of this side last began to answer; null: it answered all the time. */
  lastUpMs(side: Side): number | null
}

export const outagesOf = (events: readonly WatchEvent[], fromMs: number, toMs: number): Outages => {
  const up: Record<Side, boolean> = { A: false, B: false }
  const lastUp: Record<Side, number | null> = { A: null, B: null }
  let longestMs = 0
  let bothMs = 0
  let sinceMs = fromMs
  const until = (atMs: number) => {
    const lengthMs = atMs - sinceMs
    if (!up.A && !up.B) longestMs = Math.max(longestMs, lengthMs)
    if (up.A && up.B) bothMs = Math.max(bothMs, lengthMs)
  }
  for (const event of [...events].sort((one, other) => one.atMs - other.atMs)) {
    if (event.kind !== 'up' && event.kind !== 'down') continue
    const isUp = event.kind === 'up'
    if (event.atMs > fromMs) {
      until(event.atMs)
      sinceMs = event.atMs
      if (isUp) lastUp[event.side] = event.atMs
    }
    up[event.side] = isUp
  }
  until(toMs)
  return { longestMs, bothMs, lastUpMs: (side) => lastUp[side] }
}
