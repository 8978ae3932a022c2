import type { ReplicationView } from '../../../shared/contract/status.ts'
import type { ReplicationRole, SyncOutcome } from '../ports.ts'

/** What the engine's thread and the replication worker say to each other. */

export interface WorkerSettings {
  readonly dataDir: string
  readonly sets: readonly { readonly id: string; readonly path: string }[]
  readonly excludes: readonly string[]
  readonly updatedWithinMs: number
  readonly fullScanIntervalMs: number
  readonly wasUpdated: boolean
}

export type ToWorker =
  | { readonly kind: 'role'; readonly role: ReplicationRole }
  /** A channel stands: `isAccepted` when the peer opened it. */
  | { readonly kind: 'opened'; readonly channel: number; readonly isAccepted: boolean }
  | { readonly kind: 'dialFailed'; readonly detail: string }
  | { readonly kind: 'frame'; readonly channel: number; readonly frame: Uint8Array }
  /** The channel took so many bytes: more may be sent. */
  | { readonly kind: 'sent'; readonly channel: number; readonly bytes: number }
  | { readonly kind: 'closed'; readonly channel: number }
  | { readonly kind: 'run'; readonly request: number; readonly what: 'copyChanges' | 'finalSync' }
  | { readonly kind: 'cancel'; readonly request: number }
  | { readonly kind: 'confirmDeletions'; readonly request: number; readonly set: string }
  | { readonly kind: 'stop' }

export type FromWorker =
  /** The disk below the data folder is full: it waits, and takes no message before there is room. */
  | { readonly kind: 'noRoom' }
  | { readonly kind: 'dial' }
  | { readonly kind: 'send'; readonly channel: number; readonly frame: Uint8Array }
  | { readonly kind: 'close'; readonly channel: number }
  /** So many received bytes are worked off. */
  | { readonly kind: 'consumed'; readonly channel: number; readonly bytes: number }
  /** `view.ageMs` is the age at the sending; `steps` grows with every bit of progress; `epoch` is its role's. */
  | {
      readonly kind: 'view'
      readonly epoch: number
      readonly view: ReplicationView
      readonly steps: number
    }
  | { readonly kind: 'done'; readonly request: number; readonly outcome: SyncOutcome }
  /** `count` null: no deletions of the set are held here. */
  | { readonly kind: 'confirmed'; readonly request: number; readonly count: number | null }
  | { readonly kind: 'log'; readonly level: 'info' | 'warn'; readonly text: string }
  | { readonly kind: 'stopped' }
