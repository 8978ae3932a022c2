import { isWordOfUse } from './holder-lost.ts'
import { leaseUntil, livesOnLeases } from './leases.ts'
import { nextPollAt, setsLingerUntil } from './line.ts'
import { rehearsalMoments } from './rehearsal-moments.ts'
import { doubtMs } from './rules/no-sign-of-life.ts'
import { silenceLimitMs } from './rules/peer-silent.ts'
import type { State } from './state.ts'
import { nextLookAt } from './surroundings.ts'
import { WORD_INTERVAL_MS } from './word.ts'
/**
 * The next moment at which time alone changes something: the driver gives a tick then, and not before
 * unless something happens. Always later than `now`.
 */
export const wakeAt = (s: State, now: number): number => {
  let earliest = Number.POSITIVE_INFINITY
  const at = (moment: number): void => {
    if (moment > now && moment < earliest) earliest = moment
  }
  if (s.mode !== 'disabled' && s.peer !== null) at(s.nextHeartbeatAt)
  at(nextPollAt(s, now))
  at(nextLookAt(s, now))
  if (s.look !== null) at(s.look.askedAt + 2 * s.timing.lookTimeoutMs + 101)
  if (s.query !== null) at(s.query.askedAt + 2 * s.timing.pollTimeoutMs + 101)
  if (s.mode === 'active') {
    if (livesOnLeases(s)) at(leaseUntil(s))
    at(s.ackedSentAt + s.timing.heartbeatMs * 1.5 + 26)
  }
  const { takeOver, grantUse, handOver } = s
  if (takeOver !== null) {
    at(takeOver.waitUntil)
    at(takeOver.chainUntil)
    at(setsLingerUntil(s))
    at(now + s.timing.pollIntervalMs)
  }
  if (grantUse !== null) {
    at(grantUse.freshUntil)
    at(now + s.timing.pollIntervalMs)
  }
  if (handOver !== null) at(handOver.phaseUntil + 1)
  if (s.lineSet !== null) at(s.lineSet.notAfter + s.timing.lateSetMs + 1)
  if (s.disabling !== null) at(s.disabling.until + 1)
  if (s.lineBackOrder !== null) {
    at(now + s.timing.pollIntervalMs)
    at(s.lineBackOrder.until + 1)
  }
  if (s.switchAsked !== null) at(s.switchAsked.until + 1)
  at(s.allowanceUntil)
  at(s.backOffUntil)
  at(s.holdUntil)
  at(s.maintenanceUntil)
  if (s.maintenancePending !== null) at(s.maintenancePending.until)
  for (const moment of rehearsalMoments(s, now)) at(moment)
  at(s.giverWaitUntil)
  at(s.noPromotionUntil)
  if (s.mode === 'standby') {
    at(s.holderHeardAt + silenceLimitMs(s.timing, s.holderLost !== null))
    if (isWordOfUse(s)) at((s.word?.askedAt ?? now) + WORD_INTERVAL_MS)
    at(s.holderHeardAt + 2 * s.timing.heartbeatMs + 1)
    at(s.holderHeardAt + doubtMs(s.timing) + 1)
    at(s.lastAutomaticAt + s.timing.minimumGapMs)
    at(s.idleSince + s.timing.heartbeatMs)
    at(s.idleSince + 3 * s.timing.heartbeatMs + 250)
    if (s.offer !== null) at(s.offer.askedAt + 2 * s.timing.heartbeatMs)
  }
  if (s.progress?.outcome === 'running') at(s.progress.stepAt + PROGRESS_SILENCE_MS + 1)
  return earliest
}

/** The one with the token said nothing of its progress for so long. */
export const PROGRESS_SILENCE_MS = 60_000
