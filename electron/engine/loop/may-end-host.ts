import { lineFactsOf } from '../../../shared/core/facts.ts'
import { isArmed } from '../../../shared/core/leases.ts'
import { isLineAnswering } from '../../../shared/core/rules/line-answers.ts'
import { giverWaitMs, type State } from '../../../shared/core/state.ts'

/** After so long without a word of a holder nothing comes by itself any more on a standby that is not armed. */
const QUIET_MS = 60_000

const isBoxAnswering = (s: State, now: number): boolean =>
  s.hasArbiter && isLineAnswering({ line: lineFactsOf(s, now), timing: s.timing })

/**
 * Whether this server's process may end and start again without control changing for it, and without taking
 * from the other one what its lease rests on. Null: redundancy is not enabled here.
 */
export const mayEndHost = (s: State | null, now: number): boolean => {
  if (s === null) return true
  if (s.mode === 'disabled') return !s.durable.servesAlone
  if (s.mode !== 'standby' || s.services !== 'stopped') return false
  if (s.nonce !== null && now - s.nonce.sentAt < giverWaitMs(s.timing)) return false
  const isHolderHeard = s.peer?.heartbeat?.holds === true && now - s.holderHeardAt <= 2 * s.timing.heartbeatMs
  // Armed in a silence it is about to take over.
  if (isArmed(s)) return isHolderHeard && isBoxAnswering(s, now)
  return isHolderHeard || now - Math.max(s.idleSince, s.holderHeardAt) > QUIET_MS
}
