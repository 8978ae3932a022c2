import type { SetState } from '../context.ts'
import type { Entry } from '../entry.ts'
import type { BytePath } from '../names.ts'
import { Batch } from '../pack.ts'
import type { FlowWindow, SentItem } from './flow-window.ts'
import type { Lag } from './lag.ts'
import type { Queue } from './queue.ts'
import type { Remote } from './remote.ts'

/** Packs operations into one open batch; a full one goes out. */
export interface Packing {
  /** One operation; from now the standby is taken to hold `entry` (null: nothing) at `path`. */
  emit(set: SetState, path: BytePath, entry: Entry | null, write: (into: Batch) => void): void
  /** Room for the content of a `put` that follows at once, read in place. */
  room(entry: Entry, size: number): Buffer
  /** The pieces of a transfer are of no use. */
  dropTransfer(set: SetState, transfer: number): void
  flush(): void
  /** The open batch is forgotten. */
  reset(): void
}

/** From this many waiting paths a batch is made large at once, instead of growing. */
const MANY = 8

export const createPacking = (
  epoch: number,
  window: FlowWindow,
  remote: Remote,
  lag: Lag,
  queue: Queue,
): Packing => {
  let batch: Batch | null = null
  let items: SentItem[] = []

  const open = (): Batch => {
    batch ??= new Batch(epoch, window.nextNumber(), queue.size > MANY ? 'many' : 'few', window.frameBytes)
    return batch
  }

  const flush = (): void => {
    if (batch === null || batch.operations === 0) return
    const full = batch
    const sent = items
    batch = null
    items = []
    window.send(full.number, full.take(), sent)
  }

  return {
    emit: (set, path, entry, write) => {
      const into = open()
      write(into)
      items.push({ set, path, entry })
      if (entry === null) remote.treeOf(set).delete(path)
      else remote.holds(set, entry)
      lag.sent(set, path, entry?.size ?? 0, into.number)
      if (into.isFull) flush()
    },
    room: (entry, size) => open().room(entry, size),
    dropTransfer: (set, transfer) => {
      open().drop(set.number, transfer)
      items.push({ set, path: '', entry: null })
    },
    flush,
    reset: () => {
      batch = null
      items = []
    },
  }
}
