import { judge } from '../../domain/rules.ts'
import type { Timing } from '../../domain/timing.ts'
import type { Facts } from '../facts.ts'
import type { Rule } from './rule.ts'

/** A closed connection is no evidence: it counts as one missed heartbeat. */
export const silenceLimitMs = ({ declareLostMs, heartbeatMs }: Timing, isClosed: boolean): number =>
  isClosed ? declareLostMs - heartbeatMs : declareLostMs

/** Its guardian said that its services are stopped, not longer ago than a heartbeat. */
export const isSaidStopped = ({ holderLost, timing }: Pick<Facts, 'holderLost' | 'timing'>): boolean =>
  holderLost !== null && holderLost.stoppedMs !== null && holderLost.stoppedMs <= timing.heartbeatMs

/** Silent for long enough, or its guardian's word stands for the rest of the silence. */
export const peerSilent: Rule = (f) => {
  const { holderSilentMs, holderLost, timing } = f
  const limitMs = silenceLimitMs(timing, holderLost !== null)
  return isSaidStopped(f) && holderSilentMs < limitMs
    ? judge('peerServicesStopped', true, holderLost?.stoppedMs ?? null, timing.heartbeatMs, 'none')
    : judge('peerSilentLongEnough', holderSilentMs >= limitMs, holderSilentMs, limitMs, 'wait')
}
