import type { Context, SetState } from '../context.ts'
import { crash } from '../crash.ts'
import type { BytePath } from '../names.ts'
import type { PipeEnd } from '../pipe.ts'
import type { Slicer } from '../slices.ts'
import type { ControlOf, Manifest } from '../wire.ts'
import { takeAck } from './acks.ts'
import { queueDifference, takeManifest } from './difference.ts'
import { createFlowWindow } from './flow-window.ts'
import { createLag, type Lag, type LagItem } from './lag.ts'
import { createLargeLanes } from './large-lanes.ts'
import { createPacking } from './packing.ts'
import { work } from './path-work.ts'
import { createQueue } from './queue.ts'
import { createRemote, type Refusal } from './remote.ts'
import { createRetries } from './retries.ts'
import type { Observed, Sending, Session, Tally } from './sending.ts'

/**
 * The source's sending side: knows what the standby holds (its manifest, then every acknowledged or sent
 * operation), and sends whatever differs, packed and pipelined, never waiting for one file.
 */
export interface Sender {
  readonly lag: Lag
  readonly tally: Readonly<Tally>
  /** The standby refused these names by rule. */
  readonly refusedThere: ReadonlyMap<string, Refusal>
  isRefusedThere(set: SetState, path: BytePath): boolean
  /** It was written at every reading so far: only the final sync can take it as it is. */
  isRestless(item: LagItem): boolean
  /** The entry of a path changed here. */
  changed(set: SetState, path: BytePath, ageMs: number): void
  manifest(manifest: Manifest): void
  /** The manifest is complete: the difference is the work. Returns its size. */
  begin(pipe: PipeEnd, isFirst: boolean): { files: number; bytes: number }
  acknowledged(ack: ControlOf<'ack'>): void
  /** The channel broke: what is on its way is not known. */
  end(): void
  /** Nothing to send, nothing on its way. */
  readonly isIdle: boolean
  /** From now a file that someone keeps writing is sent as it was read after a few tries. */
  setPatience(patience: 'wait' | 'short'): void
  stop(): Promise<void>
}

export const createSender = (context: Context, epoch: number, slicer: Slicer, observed: Observed): Sender => {
  const lag = createLag()
  const queue = createQueue()
  const window = createFlowWindow()
  const remote = createRemote(context.sets)
  const packing = createPacking(epoch, window, remote, lag, queue)
  const tally: Tally = { filesDone: 0, bytesDone: 0, parts: new Map(), failure: null }
  const session: Session = { number: 0, isFirst: false, isStopped: false }
  let isPumping = false
  let pumping: Promise<void> = Promise.resolve()

  const enqueue = (set: SetState, path: BytePath): void => {
    if (session.isStopped) return
    queue.add(set, path)
    pump()
  }
  const flushSoon = (): void => {
    if (!isPumping) packing.flush()
  }
  const retries = createRetries(enqueue)
  const sending: Sending = {
    context,
    epoch,
    slicer,
    lag,
    remote,
    queue,
    window,
    packing,
    retries,
    tally,
    session,
    observed,
    enqueue,
    flushSoon,
  }
  const lanes = createLargeLanes(sending)

  const pump = (): void => {
    if (isPumping || !window.isOpen || queue.size === 0) return
    isPumping = true
    pumping = run()
    pumping.catch(crash)
  }

  const run = async (): Promise<void> => {
    try {
      while (queue.size > 0 && window.isOpen) {
        if (window.isFull) {
          packing.flush()
          await window.waitForRoom()
          continue
        }
        const next = queue.take()
        if (next === undefined) break
        work(sending, lanes, next.set, next.path)
        if (slicer.isDue()) await slicer.breathe()
      }
      if (window.isOpen) packing.flush()
    } finally {
      isPumping = false
      if (queue.size > 0) setImmediate(pump)
    }
  }

  return {
    lag,
    tally,
    refusedThere: remote.refused,
    isRefusedThere: (set, path) => {
      const refusal = remote.refusalOf(set, path)
      return refusal !== undefined && refusal.entry === set.tree.get(path)
    },
    isRestless: ({ set, path }) => retries.isRestless(set, path),
    get isIdle() {
      return queue.size === 0 && window.isEmpty && !isPumping && lanes.isIdle && retries.isIdle
    },
    changed: (set, path, ageMs) => {
      const size = set.tree.get(path)?.size ?? 0
      // Before the first channel there is nothing to compare with.
      if (!window.isOpen && remote.treeOf(set).count === 0 && session.number === 0) return
      lag.note(set, path, size, performance.now() - ageMs, false)
      enqueue(set, path)
      context.changed()
    },
    manifest: (manifest) => takeManifest(sending, manifest),
    begin: (pipe, isFirst) => {
      window.open(pipe)
      session.number += 1
      session.isFirst = isFirst
      tally.filesDone = 0
      tally.bytesDone = 0
      tally.parts.clear()
      const total = queueDifference(sending)
      pump()
      return total
    },
    acknowledged: (ack) => {
      takeAck(sending, ack)
      pump()
    },
    end: () => {
      session.number += 1
      window.close()
      packing.reset()
      queue.clear()
      retries.cancel()
      remote.reset()
      lag.unsend()
    },
    setPatience: retries.setPatience,
    stop: async () => {
      session.isStopped = true
      session.number += 1
      retries.cancel()
      window.close()
      await pumping
      await lanes.ended()
    },
  }
}
