import { nowMs } from '../../demo/clock.ts'
import { otherRole, type Role } from '../../demo/world-plan.ts'
import type { KeepalivedPair } from './keepalived-pair.ts'
import type { ProductPair } from './product-pair.ts'
import { type Answer, firstAnswerMs, lastAnswerMs, overlapMs, spansOf } from './seen.ts'
import { type Moment, plannedTimeline, takeOverTimeline } from './timeline.ts'
import type { BenchWorld } from './world.ts'

/** One fault, and what was seen of it from outside. */

export interface Trial {
  /** From the fault (planned: from the accepted command) to the first answer of the other side. */
  readonly tookMs: number
  /** From the last answer of the one side to the first of the other. */
  readonly gapMs: number
  /** How long both sides served. */
  readonly bothMs: number
  readonly timeline: readonly Moment[]
}

export type Fault = 'unplug' | 'killEngine' | 'killAll' | 'switchOver'

const PATIENCE_MS = 30_000
const LOOK_MS = 50
/** Goes on looking after the other side answered: for a second holder. */
const AFTER_MS = 700
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** Everything seen until a while after this host's first answer since the fault. */
const watch = async (world: BenchWorld, next: Role, atMs: number): Promise<Answer[]> => {
  const seen: Answer[] = []
  let untilMs = atMs + PATIENCE_MS
  let isSeen = false
  while (nowMs() < untilMs) {
    await pause(LOOK_MS)
    seen.push(...(await world.take()))
    const first = isSeen ? null : firstAnswerMs(seen, next, atMs)
    if (first === null) continue
    isSeen = true
    untilMs = first + AFTER_MS
  }
  return seen
}

const judge = (seen: readonly Answer[], from: Role, atMs: number): Omit<Trial, 'timeline'> => {
  const to = otherRole(from)
  // A side that never served counts with the whole patience.
  const firstMs = firstAnswerMs(seen, to, atMs) ?? atMs + PATIENCE_MS
  const lastMs = lastAnswerMs(seen, from, firstMs) ?? atMs
  return {
    tookMs: firstMs - atMs,
    gapMs: firstMs - lastMs,
    bothMs: overlapMs(spansOf(seen, from), spansOf(seen, to)),
  }
}

/** Faults are spread evenly over the time between two heartbeats: this one so far into it. */
const untilShare = (sinceMs: number, heartbeatMs: number, share: number): Promise<unknown> => {
  const into = (nowMs() - sinceMs) % heartbeatMs
  return pause((share * heartbeatMs - into + 2 * heartbeatMs) % heartbeatMs)
}

export const tryKeepalived = async (
  world: BenchWorld,
  pair: KeepalivedPair,
  fault: 'unplug' | 'kill',
  advertMs: number,
  share: number,
): Promise<Trial> => {
  await pair.settle()
  await world.take()
  await untilShare(pair.advertsSinceMs(), advertMs, share)
  const atMs = nowMs()
  pair[fault]()
  const seen = await watch(world, 'secondary', atMs)
  pair.heal()
  return { ...judge(seen, 'primary', atMs), timeline: [] }
}

export const tryProduct = async (
  world: BenchWorld,
  pair: ProductPair,
  fault: Fault,
  share: number,
): Promise<Trial> => {
  const from = await pair.settle()
  const to = otherRole(from)
  const settledWallMs = Date.now()
  await world.take()
  await untilShare(pair.heartbeatsSinceMs(from), pair.stated.heartbeatMs ?? 1, share)
  const atMs = nowMs()
  const atWallMs = Date.now()
  await pair[fault](from)
  const seen = await watch(world, to, atMs)
  const outcome = judge(seen, from, atMs)
  const seenAtMs = atMs + outcome.tookMs
  const entries = pair.records(to)
  const isDisturbed = entries.some(
    ({ act, wallMs }) => act !== 'stall' && wallMs > settledWallMs && wallMs < atWallMs,
  )
  if (isDisturbed) {
    console.log('The pair moved by itself before the fault (a busy computer?): this trial is done again.')
    return tryProduct(world, pair, fault, share)
  }
  const boxEvents = pair.boxEvents()
  if (fault !== 'switchOver') {
    const guardianLog = fault === 'killEngine' ? pair.guardianLog(from) : ''
    const facts = { atMs, seenAtMs, to, entries, boxEvents, guardianLog, stated: pair.stated }
    return { ...outcome, timeline: takeOverTimeline(facts) }
  }
  const givers = pair.records(from)
  const lastAnswerAtMs = seenAtMs - outcome.gapMs
  const timeline = plannedTimeline({ atMs, seenAtMs, lastAnswerAtMs, to, entries, givers, boxEvents })
  const begun = timeline.find(({ what }) => what === 'command accepted')?.ms ?? 0
  return {
    ...outcome,
    tookMs: outcome.tookMs - begun,
    timeline: timeline.map(({ what, ms }) => ({ what, ms: ms - begun })),
  }
}
