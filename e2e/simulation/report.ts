import type { ReplicationView } from '../../shared/contract/status.ts'
import type { Report } from '../../shared/core/messages.ts'
import { noReplication } from '../../shared/domain/no-replication.ts'
import type { Node } from './node-shape.ts'

const verificationFailed = { code: 'verificationFailed', name: '', count: 1 } as const
const up = { value: 'up', ageMs: 0, detail: '', asked: 'runs' } as const
const down = { ...up, value: 'down' } as const

const replicationState = ({ replicate, tree }: Node): ReplicationView['state'] => {
  if (replicate.as === 'source') return 'sourceMonitoring'
  if (replicate.as === 'idle') return 'unknown'
  if (tree.isBroken) return 'destinationNotUpdated'
  const isDone = tree.following === replicate.epoch && tree.isFirstDone
  return isDone ? 'destinationUpdated' : 'destinationUpdating'
}

/** What the drivers of a server report: its services are up unless they fail, its copy as the run has it. */
export const reportOf = (node: Node): Report => ({
  switching: node.failsToServe && node.guardian.services === 'running' ? down : up,
  ipPhone: up,
  other: up,
  voiceMail: 'notConfigured',
  replication: {
    ...noReplication,
    ageMs: 0,
    state: replicationState(node),
    problem: node.tree.isBroken ? verificationFailed : null,
  },
  line: { position: node.state?.reading?.position ?? 'unverified', ageMs: 0 },
  copyOf: node.replicate.as === 'destination' ? node.replicate.epoch : 0,
  phones: null,
})
