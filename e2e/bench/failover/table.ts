import { lineWaitMs, type Timing } from '../../../shared/domain/timing.ts'
import { cases, PLANNED_LIMIT_MS, type Speed, timings } from './rows.ts'
import { median } from './seen.ts'
import type { Trial } from './trial.ts'

/** The measured rows in words: a table, and the timeline of every row's middle trial. Pure. */

export interface Measured {
  readonly speed: Speed
  /** A case's name, or 'keepalived: unplug', 'keepalived: kill'. */
  readonly name: string
  readonly trials: readonly Trial[]
  readonly stated: Readonly<Record<string, number>> | null
}

export interface Surroundings {
  readonly machine: string
  readonly date: string
  readonly versions: string
  readonly load: string
  readonly serviceStartMs: number
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(ms < 1_000 ? 3 : 2)} s`

const spread = (values: readonly number[]): string =>
  `${seconds(median(values))} (${seconds(Math.min(...values))} to ${seconds(Math.max(...values))})`

const took = ({ trials }: Measured): number[] => trials.map((trial) => trial.tookMs)

const timesOf = ({ stated }: Measured, waits: 'waits' | 'word' | 'grant'): string => {
  if (stated === null) return ''
  const { ackLeaseMs = 0, lineLeaseMs = 0, stopLimitMs = 0 } = stated
  const wait = seconds(lineWaitMs(stated as unknown as Timing))
  const used = { waits: `wait ${wait}`, word: `wait ended by the word (else ${wait})`, grant: 'no wait' }[
    waits
  ]
  return `L_ack ${seconds(ackLeaseMs)}, L_line ${seconds(lineLeaseMs)}, S ${seconds(stopLimitMs)}, ${used}`
}

interface Verdict {
  readonly isReached: boolean
  readonly text: string
}

const bothVerdict = ({ trials }: Measured): Verdict => {
  const both = trials.filter((trial) => trial.bothMs > 0)
  const most = seconds(Math.max(0, ...both.map((trial) => trial.bothMs)))
  return { isReached: both.length === 0, text: both.length === 0 ? '0' : `${both.length}, up to ${most}` }
}

/** Reached, missed, or no limit asked for. */
const timeVerdict = (own: Measured, all: readonly Measured[], serviceStartMs: number): Verdict => {
  const kind = cases.find(({ name }) => name === own.name)
  const middle = median(took(own))
  if (kind === undefined) return { isReached: true, text: '' }
  if (kind.against === null) {
    const without = middle - serviceStartMs
    const text = `${seconds(without)} without the service's own start, at most ${seconds(PLANNED_LIMIT_MS)}`
    return { isReached: without < PLANNED_LIMIT_MS, text }
  }
  const other = all.find(({ speed, name }) => speed === own.speed && name === `keepalived: ${kind.against}`)
  if (other === undefined) return { isReached: true, text: 'keepalived was not measured' }
  const ratio = middle / median(took(other))
  const limit = kind.ratio[own.speed]
  const asked = limit === undefined ? '' : `, at most ${limit.toFixed(2)}`
  return {
    isReached: limit === undefined || ratio <= limit,
    text: `${ratio.toFixed(2)} of keepalived${asked}`,
  }
}

const rowOf = (own: Measured, all: readonly Measured[], serviceStartMs: number): string => {
  const kind = cases.find(({ name }) => name === own.name)
  const time = timeVerdict(own, all, serviceStartMs)
  const both = bothVerdict(own)
  const isReached = time.isReached && (kind === undefined || both.isReached)
  const mark = kind === undefined ? '' : isReached ? 'reached' : '**NOT REACHED**'
  const gap = kind === undefined ? '' : seconds(median(own.trials.map((trial) => trial.gapMs)))
  const cells = [own.speed, own.name, spread(took(own)), time.text, mark, gap, both.text]
  return `| ${[...cells, kind === undefined ? '' : timesOf(own, kind.waits)].join(' | ')} |`
}

/** Whether every figure of the product is reached. */
export const isAllReached = (all: readonly Measured[], serviceStartMs: number): boolean =>
  all.every(
    (own) =>
      cases.every(({ name }) => name !== own.name) ||
      (timeVerdict(own, all, serviceStartMs).isReached && bothVerdict(own).isReached),
  )

const middleTrial = ({ trials }: Measured): Trial | undefined =>
  [...trials].sort((a, b) => a.tookMs - b.tookMs)[Math.floor((trials.length - 1) / 2)]

const timelineOf = (own: Measured): string => {
  const moments = middleTrial(own)?.timeline ?? []
  const words = moments.map(({ what, ms }) => `${what} ${Math.round(ms)}`)
  return `- ${own.speed}, ${own.name}: ${words.join(' · ')}`
}

export const reportOf = (all: readonly Measured[], around: Surroundings): string => {
  const { heartbeatMs, declareLostMs } = timings['1 s']
  const trials = Math.max(...all.map((one) => one.trials.length))
  const isOurs = (one: Measured) => cases.some(({ name }) => name === one.name)
  return [
    `${around.date}, ${around.machine}, ${around.versions}; load ${around.load}; ${trials} trials a row.`,
    `Lost after ${declareLostMs / heartbeatMs} missed heartbeats (or adverts). The service answers ${seconds(around.serviceStartMs)} after its own start.`,
    '',
    '| heartbeat | case | median (least to most) | compared | | gap, nobody serves | two holders, trials | times |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...all.map((own) => rowOf(own, all, around.serviceStartMs)),
    '',
    'Where the time went in the middle trial of each row, in ms since the fault (planned: since the command was accepted):',
    '',
    ...all.filter(isOurs).map(timelineOf),
  ].join('\n')
}
