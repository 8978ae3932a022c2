import type {
  ArrivalEvidence,
  DialEvidence,
  LinkStage,
  TrafficEvidence,
} from '../../../../shared/domain/link-doctor/evidence.ts'
import type { Clock } from '../../ports.ts'
import type { Pulses } from './pulses.ts'

/** How an attempt to reach the peer went. */
export interface Attempt {
  readonly stage: LinkStage
  readonly end: DialEvidence['end']
  readonly startedAt: number
  readonly endedAt: number
  readonly unackedBytes: number | null
}

/** What happened on the link lately, for the doctor. A fixed number of values, whoever connects how often. */
export interface EvidenceBook {
  attempted(attempt: Attempt): void
  /** From the peer's address only: what strangers do is no evidence. */
  arrived(stage: LinkStage): void
  linkUp(pulses: Pulses): void
  linkDown(how: 'silent' | 'ended'): void
  dial(): DialEvidence | null
  arrival(): ArrivalEvidence | null
  traffic(): TrafficEvidence | null
  isPeerDiskFull(): boolean
  isPeerHostStuck(): boolean
}

/** A connection is noted at each stage it enters. */
const KEPT_ARRIVALS = 24
const SILENT_ENDS_MS = 180_000

export const attemptEvidence = (attempt: Attempt, since: number, now: number): DialEvidence => ({
  stage: attempt.stage,
  end: attempt.end,
  tookMs: attempt.endedAt - attempt.startedAt,
  ageMs: now - attempt.endedAt,
  forMs: now - since,
  unackedBytes: attempt.unackedBytes,
})

export const createEvidenceBook = (clock: Clock): EvidenceBook => {
  let last: { attempt: Attempt; since: number } | null = null
  let came: { stage: LinkStage; at: number }[] = []
  let pulses: Pulses | null = null
  let silentEnds: number[] = []
  return {
    attempted: (attempt) => {
      const isSame = last?.attempt.stage === attempt.stage && last.attempt.end === attempt.end
      last = { attempt, since: isSame && last !== null ? last.since : attempt.startedAt }
    },
    arrived: (stage) => {
      came = [...came.slice(1 - KEPT_ARRIVALS), { stage, at: clock.now() }]
    },
    linkUp: (of) => {
      pulses = of
      last = null
    },
    linkDown: (how) => {
      last = null
      if (how === 'silent') silentEnds = [...silentEnds.slice(-9), clock.now()]
    },
    dial: () => (last === null ? null : attemptEvidence(last.attempt, last.since, clock.now())),
    arrival: () => {
      const newest = came[came.length - 1]
      if (newest === undefined) return null
      const since = last?.since ?? newest.at
      const first = came.find(({ at }) => at >= since) ?? newest
      const now = clock.now()
      return { stage: newest.stage, ageMs: now - newest.at, firstAgeMs: now - first.at }
    },
    traffic: () =>
      pulses === null
        ? null
        : {
            ...pulses.view(),
            silentEnds: silentEnds.filter((at) => clock.now() - at < SILENT_ENDS_MS).length,
          },
    isPeerDiskFull: () => pulses?.isPeerDiskFull() === true,
    isPeerHostStuck: () => pulses?.isPeerHostStuck() === true,
  }
}
