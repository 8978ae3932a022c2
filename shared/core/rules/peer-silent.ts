import { judge } from '../../domain/rules.ts'
import type { Timing } from '../../domain/timing.ts'
import type { Rule } from './rule.ts'

/** A closed connection is no evidence: it counts as one missed heartbeat. */
export const silenceLimitMs = ({ declareLostMs, heartbeatMs }: Timing, isClosed: boolean): number =>
  isClosed ? declareLostMs - heartbeatMs : declareLostMs

/** Silent for long enough, or its guardian said that its services are stopped, not longer ago than a heartbeat. */
export const peerSilent: Rule = ({ holderSilentMs, holderLost, timing }) => {
  const limitMs = silenceLimitMs(timing, holderLost !== null)
  const { stoppedMs = null } = holderLost ?? {}
  const isSaidStopped = stoppedMs !== null && stoppedMs <= timing.heartbeatMs
  return isSaidStopped && holderSilentMs < limitMs
    ? judge('peerServicesStopped', true, stoppedMs, timing.heartbeatMs, 'none')
    : judge('peerSilentLongEnough', holderSilentMs >= limitMs, holderSilentMs, limitMs, 'wait')
}
