import type { SetState } from '../context.ts'
import type { Entry } from '../entry.ts'
import type { BytePath } from '../names.ts'
import type { PipeEnd } from '../pipe.ts'

/** One operation of a frame: from its sending the standby is taken to hold `entry` (null: nothing). */
export interface SentItem {
  readonly set: SetState
  /** '' for an operation that is about no item. */
  readonly path: BytePath
  readonly entry: Entry | null
}

interface Sent {
  readonly bytes: number
  readonly items: readonly SentItem[]
}

/** Frames on their way: sent and not acknowledged, up to a limit of bytes, and no more than the channel takes. */
export interface FlowWindow {
  readonly isOpen: boolean
  readonly isFull: boolean
  /** Nothing is on its way. */
  readonly isEmpty: boolean
  open(pipe: PipeEnd): void
  /** Returns when there is room, or the channel is gone. */
  waitForRoom(): Promise<void>
  nextNumber(): number
  send(number: number, frame: Uint8Array, items: readonly SentItem[]): void
  /** What was sent under this number; undefined when it is not on its way (any more). */
  acknowledged(number: number): readonly SentItem[] | undefined
  /** The channel is gone: what was on its way is not known. */
  close(): void
}

const WINDOW_BYTES = 32 * 1024 * 1024

export const createFlowWindow = (): FlowWindow => {
  const inFlight = new Map<number, Sent>()
  let pipe: PipeEnd | null = null
  let inFlightBytes = 0
  let number = 0
  let wakers: (() => void)[] = []
  const wake = (): void => {
    const woken = wakers
    wakers = []
    for (const waker of woken) waker()
  }
  return {
    get isOpen() {
      return pipe !== null
    },
    get isFull() {
      return inFlightBytes >= WINDOW_BYTES || pipe?.room() !== undefined
    },
    get isEmpty() {
      return inFlight.size === 0
    },
    open: (opened) => {
      pipe = opened
    },
    waitForRoom: async () => {
      while (pipe !== null) {
        const channelRoom = pipe.room()
        if (channelRoom !== undefined) await channelRoom
        else if (inFlightBytes >= WINDOW_BYTES) {
          await new Promise<void>((resolve) => {
            wakers.push(resolve)
          })
        } else return
      }
    },
    nextNumber: () => {
      number = (number + 1) % 2 ** 32
      return number
    },
    send: (as, frame, items) => {
      inFlight.set(as, { bytes: frame.byteLength, items })
      inFlightBytes += frame.byteLength
      pipe?.send(frame)
    },
    acknowledged: (as) => {
      const sent = inFlight.get(as)
      if (sent === undefined) return undefined
      inFlight.delete(as)
      inFlightBytes -= sent.bytes
      wake()
      return sent.items
    },
    close: () => {
      pipe = null
      inFlight.clear()
      inFlightBytes = 0
      wake()
    },
  }
}
