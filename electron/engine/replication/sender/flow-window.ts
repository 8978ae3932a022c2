import type { SetState } from '../context.ts'
import type { Entry } from '../entry.ts'
import type { BytePath } from '../names.ts'
import type { PipeEnd } from '../pipe.ts'
import { createPace } from './pace.ts'

/** One operation of a frame: from its sending the standby is taken to hold `entry` (null: nothing). */
export interface SentItem {
  readonly set: SetState
  /** '' for an operation that is about no item. */
  readonly path: BytePath
  readonly entry: Entry | null
}

/** A piece of a large file, which is done before the file is. */
export interface SentPart {
  readonly set: SetState
  readonly path: BytePath
  readonly bytes: number
}

export interface Sent {
  readonly bytes: number
  readonly items: readonly SentItem[]
  readonly part: SentPart | null
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
  sendPart(number: number, frame: Uint8Array, part: SentPart): void
  /** How large a frame may be now. */
  readonly frameBytes: number
  /** What was sent under this number; undefined when it is not on its way (any more). */
  acknowledged(number: number): Sent | undefined
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
  const pace = createPace()
  const put = (as: number, frame: Uint8Array, what: Pick<Sent, 'items' | 'part'>): void => {
    pace.sent(inFlight.size === 0, performance.now())
    inFlight.set(as, { bytes: frame.byteLength, ...what })
    inFlightBytes += frame.byteLength
    pipe?.send(frame)
  }
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
    send: (as, frame, items) => put(as, frame, { items, part: null }),
    sendPart: (as, frame, part) => put(as, frame, { items: [], part }),
    get frameBytes() {
      return pace.frameBytes
    },
    acknowledged: (as) => {
      const sent = inFlight.get(as)
      if (sent === undefined) return undefined
      inFlight.delete(as)
      inFlightBytes -= sent.bytes
      pace.acknowledged(sent.bytes, performance.now())
      wake()
      return sent
    },
    close: () => {
      pipe = null
      inFlight.clear()
      inFlightBytes = 0
      wake()
    },
  }
}
