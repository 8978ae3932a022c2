import { judge } from '../../domain/rules.ts'
import type { Durable } from '../durable.ts'
import type { Rule } from './rule.ts'

/** Whether the replica this standby keeps was Updated when its source was last heard. */
export const isReplicaUpdated = ({ durable }: { readonly durable: Durable }): boolean =>
  durable.replicaUpdatedFor !== 0 && durable.replicaUpdatedFor === durable.peerHeld.epoch

export const replicaUpdated: Rule = (f) => {
  const holds = isReplicaUpdated(f)
  return judge('replicaUpdated', holds, holds, true, 'waitForReplication')
}
