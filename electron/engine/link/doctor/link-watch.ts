import type { LinkStage } from '../../../../shared/domain/link-doctor/evidence.ts'
import type { Clock, LinkMeasures, LinkProblem, LinkSettings } from '../../ports.ts'
import type { Problems } from '../problems.ts'
import { type Attempt, createEvidenceBook } from './book.ts'
import { watchKernel } from './kernel-watch.ts'
import { listeningOf, namedOf } from './measures.ts'
import type { Pulses } from './pulses.ts'

/** Notes what the running link meets with, for the doctor; decides nothing. */
export interface LinkWatch {
  attempted(attempt: Attempt): void
  /** How far a connection from an address got; what strangers do is not noted. */
  arrived(address: string, stage: LinkStage): void
  listens(problem: LinkProblem | null): void
  skewed(skewMs: number): void
  up(pulses: Pulses): void
  down(problem: LinkProblem | null): void
  measures(): LinkMeasures
  close(): void
}

export interface LinkWatchOptions {
  readonly settings: LinkSettings
  readonly heartbeatMs: number
  readonly clock: Clock
  readonly problems: Problems
}

/** When the system is asked about a link that stands: earlier than the doctor's own limit. */
const LEAST_UNWELL_MS = 1_000

export const watchLink = ({ settings, heartbeatMs, clock, problems }: LinkWatchOptions): LinkWatch => {
  const { ownAddress, peerAddress, port } = settings
  const book = createEvidenceBook(clock)
  let state: LinkMeasures['state'] = 'down'
  let changedAt = clock.now()
  let listening: LinkMeasures['listening'] = 'unknown'
  let clockSkewMs: number | null = null

  const isUnwell = (): boolean => {
    if (state === 'down') return true
    const traffic = book.traffic()
    const limitMs = Math.max(LEAST_UNWELL_MS, 2 * heartbeatMs)
    return traffic !== null && (traffic.heardAgeMs > limitMs || traffic.deliveredAgeMs > 2 * limitMs)
  }
  const kernel = watchKernel(settings, isUnwell)

  return {
    attempted: book.attempted,
    arrived: (address, stage) => {
      if (address === peerAddress) book.arrived(stage)
    },
    listens: (problem) => {
      listening = listeningOf(problem)
    },
    skewed: (skewMs) => {
      clockSkewMs = skewMs
    },
    up: (pulses) => {
      state = 'up'
      changedAt = clock.now()
      book.linkUp(pulses)
    },
    down: (problem) => {
      state = 'down'
      changedAt = clock.now()
      clockSkewMs = null
      book.linkDown(problem?.code === 'silent' ? 'silent' : 'ended')
    },
    measures: () => ({
      ownAddress,
      peerAddress,
      port,
      heartbeatMs,
      state,
      forMs: clock.now() - changedAt,
      listening,
      dial: book.dial(),
      arrival: book.arrival(),
      named: namedOf(problems.get('link')),
      clockSkewMs,
      kernel: kernel.view(),
      traffic: book.traffic(),
      isPeerDiskFull: book.isPeerDiskFull(),
      isPeerHostStuck: state === 'up' && book.isPeerHostStuck(),
    }),
    close: kernel.close,
  }
}
