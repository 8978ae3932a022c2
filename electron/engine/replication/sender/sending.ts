import type { Context, SetState } from '../context.ts'
import type { Entry } from '../entry.ts'
import type { BytePath } from '../names.ts'
import type { Slicer } from '../slices.ts'
import type { FailureCode } from '../wire.ts'
import type { FlowWindow } from './flow-window.ts'
import type { Lag } from './lag.ts'
import type { Packing } from './packing.ts'
import type { Queue } from './queue.ts'
import type { Remote } from './remote.ts'
import type { Retries } from './retries.ts'

/** What the steps of sending work on. */
export interface Sending {
  readonly context: Context
  readonly epoch: number
  readonly slicer: Slicer
  readonly lag: Lag
  readonly remote: Remote
  readonly queue: Queue
  readonly window: FlowWindow
  readonly packing: Packing
  readonly retries: Retries
  readonly tally: Tally
  readonly session: Session
  readonly observed: Observed
  /** Compares the path soon, and sends what it needs. */
  enqueue(set: SetState, path: BytePath): void
  /** The open batch goes out, unless the pump will see to it. */
  flushSoon(): void
}

/** What the sender asks of the eye on the own trees. */
export interface Observed {
  /** Looks at a path again. */
  recheck(set: SetState, path: BytePath): void
  isGoneHere(set: SetState, path: BytePath): boolean
}

/** Since the session began. Folders, links and removals are no files. */
export interface Tally {
  filesDone: number
  /** Of what is complete. */
  bytesDone: number
  /** What the standby has of large files that are not complete yet. */
  readonly parts: Map<string, number>
  /** The last failure, for a waiting person. */
  failure: {
    readonly code: FailureCode | 'unreadable'
    readonly set: SetState
    readonly path: BytePath
  } | null
}

export interface Session {
  /** Grows with every channel that came or went: work begun in an older one is over. */
  number: number
  /** The standby never had everything of this source. */
  isFirst: boolean
  isStopped: boolean
}

export const countDone = (tally: Tally, key: string, entry: Entry | null): void => {
  tally.parts.delete(key)
  if (entry?.kind !== 'file') return
  tally.filesDone += 1
  tally.bytesDone += entry.size
}

export const countPart = (tally: Tally, key: string, bytes: number): void => {
  tally.parts.set(key, (tally.parts.get(key) ?? 0) + bytes)
}

/** With what is there of large files already. */
export const bytesSoFar = ({ bytesDone, parts }: Pick<Tally, 'bytesDone' | 'parts'>): number =>
  [...parts.values()].reduce((sum, bytes) => sum + bytes, bytesDone)
