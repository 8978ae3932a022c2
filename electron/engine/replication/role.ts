import type { ReplicationView } from '../../../shared/contract/status.ts'
import type { SyncOutcome } from '../ports.ts'
import type { PipeEnd } from './pipe.ts'

/** The work of one role, from its start to its stop. */
export interface RoleWork {
  start(): Promise<void>
  opened(pipe: PipeEnd): void
  dialFailed(detail: string): void
  frame(pipe: PipeEnd, bytes: Buffer): void
  closed(pipe: PipeEnd): void
  /** `isCancelled` is looked at between steps. */
  run(what: 'copyChanges' | 'finalSync', isCancelled: () => boolean): Promise<SyncOutcome>
  /** How many items of the set were held here and are not any more; null: none were. */
  confirmDeletions(set: string): number | null
  view(): ReplicationView
  /** Ends all work; nothing of this role happens on the disk or the wire after it resolved. */
  stop(): Promise<void>
}
