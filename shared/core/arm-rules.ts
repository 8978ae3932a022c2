import { judge, type RuleResult } from '../domain/rules.ts'
import type { Facts } from './facts.ts'
import { cutDecided } from './rules/cut-decided.ts'
import { standbyHere } from './rules/place.ts'
import { isReplicaUpdated } from './rules/replica-updated.ts'

/** When the box can be ticked: on the standby, its replica Updated, and a cut decided. */
export const armRules = (f: Facts): RuleResult[] => {
  const peerHolds = f.peer.heartbeat?.holds === true
  const place = [
    judge('redundancyEnabled', f.mode !== 'disabled', f.mode !== 'disabled', true, 'enableRedundancy'),
    standbyHere(f),
  ]
  // In control there is no copy to judge and nobody to follow: the place is the reason.
  if (f.mode === 'active' || f.mode === 'disabled') return place
  return [
    ...place,
    judge('linked', peerHolds, peerHolds, true, 'checkPeerAndLink'),
    judge('replicaUpdated', isReplicaUpdated(f), isReplicaUpdated(f), true, 'waitForReplication'),
    cutDecided(f),
  ]
}
