import type { ReplicationView } from '../../contract/status.ts'
import { noReplication } from '../../domain/no-replication.ts'
import type { Report } from '../messages.ts'
import type { Server } from './server.ts'

const up = { value: 'up', ageMs: 0, detail: '', asked: 'runs' } as const

export const replicationOf = (state: ReplicationView['state']): ReplicationView => ({
  ...noReplication,
  state,
  ageMs: 0,
})

/** What a healthy server says of itself: everything up, and its replica as the test has it. */
export const reportOf = (server: Server): Report => {
  const { as } = server.replicate
  const state = as === 'source' ? 'sourceMonitoring' : as === 'destination' ? server.replica : 'unknown'
  return {
    switching: up,
    ipPhone: up,
    other: up,
    voiceMail: 'notConfigured',
    replication: replicationOf(state),
    line: { position: 'unverified', ageMs: null },
    copyOf: as === 'destination' ? server.replicate.epoch : 0,
    phones: null,
    ...server.says,
  }
}
