import type { RecordEntry } from '../../../shared/contract/record.ts'
import { failing } from '../../../shared/domain/rules.ts'
import { ackWaitMs, lineWaitMs, type Timing } from '../../../shared/domain/timing.ts'
import { nowMs } from '../../demo/clock.ts'
import type { Role } from '../../demo/world-plan.ts'
import type { BoxEvent } from './product-pair.ts'
import { addresses } from './world.ts'

/** Where the time of one trial went: from the decision records, the box, the guardian's log, and from outside. */

export interface Moment {
  readonly what: string
  /** Since the fault. */
  readonly ms: number
}

interface Facts {
  readonly atMs: number
  readonly seenAtMs: number
  readonly to: Role
  readonly entries: readonly RecordEntry[]
  readonly boxEvents: readonly BoxEvent[]
}

/** A wall-clock moment on the monotonic clock, to a millisecond. */
export const monotonicMs = (wallMs: number): number => wallMs - (Date.now() - nowMs())

const inOrder = (moments: readonly (Moment | null)[]): Moment[] =>
  moments.filter((moment) => moment !== null).sort((a, b) => a.ms - b.ms)

const since =
  (atMs: number) =>
  (what: string, moment: number | undefined): Moment | null =>
    moment === undefined ? null : { what, ms: moment - atMs }

const newest = (
  entries: readonly RecordEntry[],
  act: RecordEntry['act'],
  outcome: RecordEntry['outcome'],
  sinceMs: number,
): RecordEntry | undefined =>
  entries.find(
    (entry) => entry.act === act && entry.outcome === outcome && monotonicMs(entry.wallMs) >= sinceMs - 2,
  )

/** The set of the side that takes control, and the first and last reading it made until it held. */
const boxMoments = ({ boxEvents, to, atMs }: Facts, untilMs: number) => {
  const own = boxEvents.filter(
    ({ sender, monotonicMs }) =>
      sender?.startsWith(`${addresses[to]}:`) === true && monotonicMs > atMs && monotonicMs <= untilMs,
  )
  const setAt = own.filter(({ event }) => event === 'set').at(-1)?.monotonicMs
  const readings = own.filter(
    ({ event, monotonicMs }) => event === 'query' && monotonicMs > (setAt ?? untilMs),
  )
  return { setAt, readBackAt: readings[0]?.monotonicMs, lastReadingAt: readings.at(-1)?.monotonicMs }
}

const logged = (log: string, text: string, sinceMs: number): number | undefined => {
  const moments = log
    .split('\n')
    .filter((line) => line.includes(text))
    .map((line) => monotonicMs(Date.parse(line.split(' ')[0] ?? '')))
  return moments.find((moment) => moment >= sinceMs - 2)
}

export const takeOverTimeline = (
  facts: Facts & { readonly guardianLog: string; readonly stated: Readonly<Record<string, number>> },
): Moment[] => {
  const { atMs, seenAtMs, entries, guardianLog, stated } = facts
  const at = since(atMs)
  const begun = newest(entries, 'takeOver', 'begun', atMs)
  const done = newest(entries, 'takeOver', 'done', atMs)
  const abandoned = entries.filter(
    (entry) => entry.outcome === 'abandoned' && monotonicMs(entry.wallMs) >= atMs,
  ).length
  const begunAt = begun === undefined ? undefined : monotonicMs(begun.wallMs)
  const heldAt = done === undefined ? undefined : monotonicMs(done.wallMs)
  const silence = begun?.rules.find((rule) => rule.rule === 'peerSilentLongEnough')?.value
  const { setAt, readBackAt, lastReadingAt } = boxMoments(facts, heldAt ?? seenAtMs)
  const wordAt = logged(guardianLog, 'Told the other system', readBackAt ?? atMs)
  const heardAt = begunAt !== undefined && typeof silence === 'number' ? begunAt - silence : undefined
  const times = stated as unknown as Timing
  // The last heartbeat was acknowledged at once: the later of the two waits counts.
  const waitOverAt = Math.max((readBackAt ?? 0) + lineWaitMs(times), (heardAt ?? 0) + ackWaitMs(times))
  const refusals = entries
    .filter(
      ({ act, outcome, wallMs }) =>
        act === 'takeOver' && outcome === 'refused' && monotonicMs(wallMs) >= atMs,
    )
    .map((entry) =>
      at(
        `refused (${failing(entry.rules)
          .map(({ rule }) => rule)
          .join(' ')})`,
        monotonicMs(entry.wallMs),
      ),
    )
  const isWaited = wordAt === undefined && readBackAt !== undefined
  return inOrder([
    at('last heartbeat', heardAt),
    ...refusals,
    at('services proved stopped', logged(guardianLog, 'proved stopped', atMs)),
    at('declared lost', begunAt),
    at('line set', setAt),
    at('read back', readBackAt),
    at("guardian's word", wordAt),
    at('wait over', isWaited ? waitOverAt : undefined),
    at('last reading', lastReadingAt),
    at('held', heldAt),
    at('seen from outside', seenAtMs),
    abandoned > 0 ? { what: `abandoned before: ${abandoned}`, ms: 0 } : null,
  ])
}

export const plannedTimeline = (
  facts: Facts & { readonly givers: readonly RecordEntry[]; readonly lastAnswerAtMs: number },
): Moment[] => {
  const { atMs, seenAtMs, entries, givers, lastAnswerAtMs } = facts
  const at = since(atMs)
  const moment = (list: readonly RecordEntry[], act: RecordEntry['act'], outcome: RecordEntry['outcome']) => {
    const entry = newest(list, act, outcome, atMs)
    return entry === undefined ? undefined : monotonicMs(entry.wallMs)
  }
  const heldAt = moment(entries, 'takeGrant', 'done')
  const { setAt, readBackAt } = boxMoments(facts, heldAt ?? seenAtMs)
  return inOrder([
    at('command accepted', moment(givers, 'switchOver', 'begun')),
    at('last answer of the old side', lastAnswerAtMs),
    at('control given', moment(givers, 'giveControl', 'done')),
    at('grant taken', moment(entries, 'takeGrant', 'begun')),
    at('line set', setAt),
    at('read back', readBackAt),
    at('held', heldAt),
    at('seen from outside', seenAtMs),
  ])
}
