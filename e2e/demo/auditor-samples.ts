/**
 * Judges samples of services on two sides. In one tick every service of both sides is asked at the same
 * moment (within `spreadMs`); an answer proves that its service was there when it was asked.
 */

export type Side = 'A' | 'B'

export interface Endpoint {
  readonly side: Side
  /** What it is called in reports. */
  readonly service: string
  readonly kind: 'tcp' | 'sip'
  readonly host: string
  readonly port: number
}

export type SampleEvent =
  | { readonly kind: 'up' | 'down'; readonly side: Side; readonly service: string; readonly atMs: number }
  /** Services of both sides were there at one moment. */
  | { readonly kind: 'both'; readonly atMs: number; readonly detail: string }

export interface SampleJudge {
  answered(endpoint: Endpoint, tick: number, askedMs: number, receivedMs: number): void
  missed(endpoint: Endpoint, tick: number, askedMs: number): void
  /** How far apart the questions of a tick were sent; a tick with too much is judged by its neighbours. */
  asked(tick: number, spreadMs: number): void
}

/** Questions sent within this time count as one moment: no switch-over of any kind is that short. */
const ONE_MOMENT_MS = 2
const KEPT_TICKS = 2_000

interface Seen {
  readonly up: Record<Side, Set<string>>
  askedMs: number
  isOneMoment: boolean
  isReported: boolean
}

const both = (seen: Seen) => seen.up.A.size > 0 && seen.up.B.size > 0

export const createSampleJudge = (emit: (event: SampleEvent) => void): SampleJudge => {
  const states = new Map<Endpoint, { isUp: boolean; lastTick: number }>()
  const ticks = new Map<number, Seen>()

  const seenAt = (tick: number): Seen => {
    const known = ticks.get(tick)
    if (known !== undefined) return known
    const seen = {
      up: { A: new Set<string>(), B: new Set<string>() },
      askedMs: 0,
      isOneMoment: false,
      isReported: false,
    }
    ticks.set(tick, seen)
    ticks.delete(tick - KEPT_TICKS)
    return seen
  }
  const report = (seen: Seen, detail: string) => {
    if (seen.isReported) return
    seen.isReported = true
    emit({ kind: 'both', atMs: seen.askedMs, detail })
  }
  const judge = (tick: number) => {
    const seen = ticks.get(tick)
    if (seen === undefined) return
    const names = `A: ${[...seen.up.A].join(' ')}; B: ${[...seen.up.B].join(' ')}`
    if (seen.isOneMoment && both(seen)) return report(seen, names)
    // One side before and after, the other between: both at once, however long the questions took.
    const before = ticks.get(tick - 1)
    const after = ticks.get(tick + 1)
    if (before === undefined || after === undefined) return
    for (const [side, other] of [
      ['A', 'B'],
      ['B', 'A'],
    ] as const) {
      if (before.up[side].size > 0 && after.up[side].size > 0 && seen.up[other].size > 0) report(seen, names)
    }
  }
  const judgeAround = (tick: number) => {
    for (const near of [tick - 1, tick, tick + 1]) judge(near)
  }
  const stateOf = (endpoint: Endpoint) => {
    const state = states.get(endpoint) ?? { isUp: false, lastTick: -1 }
    states.set(endpoint, state)
    return state
  }
  return {
    asked: (tick, spreadMs) => {
      seenAt(tick).isOneMoment = spreadMs <= ONE_MOMENT_MS
      judge(tick)
    },
    answered: (endpoint, tick, askedMs, receivedMs) => {
      const seen = seenAt(tick)
      seen.up[endpoint.side].add(endpoint.service)
      seen.askedMs = askedMs
      const state = stateOf(endpoint)
      if (tick > state.lastTick) {
        state.lastTick = tick
        if (!state.isUp)
          emit({ kind: 'up', side: endpoint.side, service: endpoint.service, atMs: receivedMs })
        state.isUp = true
      }
      judgeAround(tick)
    },
    missed: (endpoint, tick, askedMs) => {
      const state = stateOf(endpoint)
      if (tick <= state.lastTick) return
      state.lastTick = tick
      if (state.isUp) emit({ kind: 'down', side: endpoint.side, service: endpoint.service, atMs: askedMs })
      state.isUp = false
    },
  }
}
