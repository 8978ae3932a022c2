import type { LinePosition } from '../contract/status.ts'
import { lineWaitMs } from '../domain/timing.ts'
import { endPending } from './arming.ts'
import { grantReading } from './grant.ts'
import { demote } from './hold.ts'
import { noteHolderLost } from './holder-lost.ts'
import { weigh } from './judgements.ts'
import { keepUpdated, noteLag, noteUpdated } from './last-lag.ts'
import { isBound, mayHold } from './leases.ts'
import type { Report } from './messages.ts'
import { failProgress, isProgressOwn } from './progress.ts'
import { goBackUnstarted } from './rehearsal.ts'
import { isReadOnOwnSide, otherSide } from './rules/line-on-own-side.ts'
import { abandon, takeOverReading } from './take-over.ts'
import { changeDurable, send, type Turn } from './turn.ts'
import { PROGRESS_SILENCE_MS } from './wake.ts'

/** What the link, the line switch, the guardian and the replication driver tell the core. */

export const linkDown = (turn: Turn): void => {
  const { s, now } = turn
  noteHolderLost(turn)
  keepUpdated(turn)
  s.peer = null
  s.unacknowledged = []
  s.nonce = null
  s.offer = null
  endPending(turn)
  s.ackedSentAt = Math.min(s.ackedSentAt, now - 2 * s.timing.heartbeatMs)
}

export const lineRead = (turn: Turn, query: number, position: LinePosition | null): void => {
  const { s, now } = turn
  if (s.query?.id !== query) return
  const { askedAt } = s.query
  s.query = null
  const isLate = now - askedAt > s.timing.pollTimeoutMs + 50 || askedAt < s.questionsAfter
  if (position === null || isLate) {
    s.lineSilentAt = now
    // Asked after the stall and no answer: an unbound holder stays in control without box and peer.
    if (s.mode === 'active' && askedAt >= s.questionsAfter && !isBound(s)) s.fenced = false
    return
  }
  s.reading = { position, at: askedAt }
  if (s.mode === 'active') activeReading(turn, askedAt)
  takeOverReading(turn, askedAt)
  grantReading(turn, askedAt)
}

/**
 * The own side renews the lease; the other side, with the link dead, demotes at once. Nothing is set back.
 * A mixed or locally forced line proves neither: nobody can take over on it, and it renews nothing.
 */
const activeReading = (turn: Turn, askedAt: number): void => {
  const { s, now } = turn
  if (!mayHold(s, now)) return
  if (isReadOnOwnSide(s)) {
    s.readOther = false
    if (askedAt + s.timing.lineLeaseMs > now) {
      s.lineUntil = Math.max(s.lineUntil, askedAt + s.timing.lineLeaseMs)
      s.fenced = false
    }
    return
  }
  if (s.reading?.position !== otherSide(s)) return
  s.readOther = true
  s.lineUntil = 0
  if (s.ackUntil > now) return
  demote(turn, { trigger: 'lease', judged: weigh(turn, 'lineMoved') })
}

/** Whatever kept the services from starting is not tried again at once. */
export const startRefused = (turn: Turn, why: string): void => {
  const { s, now } = turn
  s.backOffUntil = Math.max(s.backOffUntil, now + s.timing.backOffMs)
  if (s.mode !== 'active' || goBackUnstarted(turn, why)) return
  demote(turn, { trigger: 'services', judged: weigh(turn, 'startRefused', { kind: 'startRefused', why }) })
}

export const guardianGone = (turn: Turn): void => {
  const { s } = turn
  s.guardianReady = false
  const judged = weigh(turn, 'guardianGone')
  if (s.mode === 'active') demote(turn, { trigger: 'guardian', judged })
  if (s.mode === 'takingOver') abandon(turn, judged)
  // Orphans may run until the next guardian ended them.
  s.services = 'stopping'
}

/** The peer was told "services stopped": whatever this server was about to begin is over. */
export const wordGiven = (turn: Turn): void => {
  const { s, now } = turn
  s.noPromotionUntil = now + lineWaitMs(s.timing)
  const judged = weigh(turn, 'wordGiven')
  if (s.mode === 'active') demote(turn, { trigger: 'peer', judged })
  if (s.mode === 'takingOver') abandon(turn, judged)
}

export const reported = (turn: Turn, report: Report): void => {
  const { s, now } = turn
  s.own = { report, at: now }
  const { peerHeld, replicaUpdatedFor } = s.durable
  const { replication } = report
  // Said of that copy, it counts, also when this server meanwhile does something else with it.
  if (report.copyOf > 0 && report.copyOf === peerHeld.epoch) {
    if (replication.state === 'destinationUpdated' && replicaUpdatedFor !== peerHeld.epoch) {
      changeDurable(turn, { replicaUpdatedFor: peerHeld.epoch })
    }
    if (replication.state === 'destinationUpdated') noteUpdated(turn)
    noteLag(turn, report, 'destination')
    // Lag never takes "was Updated" away; a failed verification does.
    const isBroken = replication.problem?.code === 'verificationFailed'
    if (replication.state === 'destinationNotUpdated' && isBroken && replicaUpdatedFor !== 0) {
      changeDurable(turn, { replicaUpdatedFor: 0 })
    }
  }
  send(turn, { kind: 'report', report })
}

export const progressTick = (turn: Turn): void => {
  const { s, now } = turn
  if (s.progress?.outcome !== 'running' || isProgressOwn(s)) return
  if (now - s.progress.stepAt > PROGRESS_SILENCE_MS) failProgress(turn, 'failed')
}
