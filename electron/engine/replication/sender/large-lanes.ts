import type { SetState } from '../context.ts'
import { crash } from '../crash.ts'
import type { Entry } from '../entry.ts'
import type { BytePath } from '../names.ts'
import { pieceFrame } from '../pack.ts'
import { readLarge } from '../reading.ts'
import { notRead, remember, sendKnown, withContent } from './contents.ts'
import { keyOf } from './lag.ts'
import type { Sending } from './sending.ts'

/** Large files travel in pieces, a few at a time, beside the small ones, so that small ones pass them. */
export interface LargeLanes {
  readonly isIdle: boolean
  start(set: SetState, local: Entry): void
  /** Resolves when no lane runs. The session has ended before. */
  ended(): Promise<void>
}

const LANES = 2

export const createLargeLanes = (sending: Sending): LargeLanes => {
  const { lag, retries, session } = sending
  const busy = new Set<string>()
  const running = new Set<Promise<void>>()
  let transfers = 0

  /** Something of it is unsent, and no timer brings it back: every way out of a lane ends here. */
  const isForgotten = (set: SetState, path: BytePath): boolean =>
    !session.isStopped && (lag.get(set, path)?.unsentSince ?? null) !== null && !retries.isWaiting(set, path)

  const nextTransfer = (): number => {
    transfers = (transfers + 1) % 2 ** 32
    return transfers
  }

  return {
    get isIdle() {
      return busy.size === 0
    },
    start: (set, local) => {
      const key = keyOf(set, local.path)
      if (busy.has(key)) return
      if (busy.size >= LANES) return retries.again(set, local.path, 20)
      busy.add(key)
      const run = sendLarge(sending, set, local, nextTransfer)
        .catch(crash)
        .finally(() => {
          busy.delete(key)
          running.delete(run)
          if (isForgotten(set, local.path)) sending.enqueue(set, local.path)
        })
      running.add(run)
    },
    ended: async () => {
      await Promise.all(running)
    },
  }
}

const sendLarge = async (
  sending: Sending,
  set: SetState,
  local: Entry,
  nextTransfer: () => number,
): Promise<void> => {
  const { epoch, session, slicer, retries, packing, window } = sending
  const began = session.number
  const isOver = () => session.isStopped || session.number !== began
  const { path } = local
  if (local.hash === null && sending.remote.hasLargeOf(local.size)) {
    // Content of this size stands there: it may be a touch or a rename, which costs no transfer.
    const trust = retries.trustFor(set, path)
    const read = await readLarge(set.root, path, trust, slicer, isOver, () => {
      sending.context.progressed()
      return undefined
    })
    if (isOver() || set.tree.get(path) !== local) return
    if (!read.ok) return notRead(sending, set, local, read)
    const entry = withContent(local, read)
    remember(sending, set, entry)
    if (sendKnown(sending, set, entry)) {
      retries.succeeded('reading', set, path)
      sending.flushSoon()
      return
    }
  }
  const transfer = nextTransfer()
  const trust = retries.trustFor(set, path)
  const read = await readLarge(set.root, path, trust, slicer, isOver, async (chunk, offset) => {
    for (let from = 0, size = 0; from < chunk.length; from += size) {
      await window.waitForRoom()
      if (isOver()) return
      size = Math.min(window.frameBytes, chunk.length - from)
      const number = window.nextNumber()
      const head = { epoch, number, set: set.number, transfer, offset: offset + from }
      const frame = pieceFrame(head, chunk.subarray(from, from + size))
      window.sendPart(number, frame, { set, path, bytes: size })
    }
  })
  if (isOver()) return
  const now = set.tree.get(path)
  const isStill = now !== undefined && (now === local || (read.ok && now.hash === read.hash))
  if (!read.ok || !isStill) {
    sending.tally.parts.delete(keyOf(set, path))
    packing.dropTransfer(set, transfer)
    sending.flushSoon()
    if (!read.ok) notRead(sending, set, local, read)
    return
  }
  retries.succeeded('reading', set, path)
  const entry = withContent(now, read)
  remember(sending, set, entry)
  packing.emit(set, path, entry, (into) => into.finish(set.number, entry, transfer))
  sending.flushSoon()
}
