import type { ReplicationView } from '../contract/status.ts'

/** Of a copy nothing is known: where what is known is put over. */
export const noReplication: ReplicationView = {
  state: 'unknown',
  ageMs: null,
  progress: null,
  problem: null,
  lagFiles: 0,
  lagBytes: 0,
  lagNames: [],
  refused: [],
  refusedCount: 0,
  salvagedCount: 0,
}
