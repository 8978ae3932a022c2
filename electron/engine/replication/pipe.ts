/** The worker's end of a bulk channel: the engine's thread holds the real one. */
export interface Pipe {
  readonly id: number
  readonly isAccepted: boolean
  readonly isClosed: boolean
  send(frame: Uint8Array): void
  /** Resolves when fewer than the allowed bytes wait to be sent, or the pipe closed. */
  room(): Promise<void> | undefined
  /** Tells the other side's sender that so much was worked off. */
  consumed(bytes: number): void
  close(): void
}

export interface PipePort {
  send(channel: number, frame: Uint8Array): void
  consumed(channel: number, bytes: number): void
  close(channel: number): void
}

export interface PipeEnd extends Pipe {
  sent(bytes: number): void
  closed(): void
}

/** Bytes between the worker and the channel's own buffers. */
const WAITING_LIMIT = 8 * 1024 * 1024

export const createPipe = (id: number, isAccepted: boolean, port: PipePort): PipeEnd => {
  let waiting = 0
  let isClosed = false
  let wakers: (() => void)[] = []
  const wake = () => {
    const woken = wakers
    wakers = []
    for (const waker of woken) waker()
  }
  return {
    id,
    isAccepted,
    get isClosed() {
      return isClosed
    },
    send: (frame) => {
      if (isClosed) return
      waiting += frame.byteLength
      port.send(id, frame)
    },
    room: () =>
      isClosed || waiting < WAITING_LIMIT
        ? undefined
        : new Promise((resolve) => {
            wakers.push(resolve)
          }),
    consumed: (bytes) => {
      if (!isClosed) port.consumed(id, bytes)
    },
    close: () => {
      if (isClosed) return
      isClosed = true
      port.close(id)
      wake()
    },
    sent: (bytes) => {
      waiting -= bytes
      if (waiting < WAITING_LIMIT) wake()
    },
    closed: () => {
      isClosed = true
      wake()
    },
  }
}
