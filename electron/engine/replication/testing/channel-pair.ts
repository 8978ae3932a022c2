import type { BulkChannel } from '../../ports.ts'

/** Two ends of an in-memory bulk channel, in order, with back-pressure and a cut, for tests and the bench. */
export interface ChannelPair {
  readonly dialled: BulkChannel
  readonly accepted: BulkChannel
  cut(): void
}

const IN_FLIGHT_LIMIT = 4 * 1024 * 1024

interface End extends BulkChannel {
  take(frame: Uint8Array): Promise<void>
  ended(): void
}

const createEnd = (peer: () => End, cut: () => void): End => {
  const frames: { frame: Uint8Array; taken: () => void }[] = []
  const closers: (() => void)[] = []
  let listener: ((frame: Uint8Array) => void) | null = null
  let isPaused = false
  let isClosed = false
  let held = 0
  const drain = () => {
    while (!isPaused && listener !== null) {
      const next = frames.shift()
      if (next === undefined) return
      held -= next.frame.byteLength
      listener(next.frame)
      next.taken()
    }
  }
  return {
    send: async (frame) => {
      if (isClosed) throw new Error('the channel is closed')
      // A copy: the memory belongs to the sender.
      await peer().take(new Uint8Array(frame))
    },
    take: (frame) =>
      new Promise((resolve) => {
        held += frame.byteLength
        const isRoomy = held < IN_FLIGHT_LIMIT
        frames.push({ frame, taken: isRoomy ? () => undefined : resolve })
        if (isRoomy) resolve()
        setImmediate(drain)
      }),
    onFrame: (listening) => {
      listener = listening
      setImmediate(drain)
    },
    onClose: (closing) => {
      closers.push(closing)
      if (isClosed) closing()
    },
    pause: () => {
      isPaused = true
    },
    resume: () => {
      isPaused = false
      setImmediate(drain)
    },
    close: cut,
    ended: () => {
      if (isClosed) return
      isClosed = true
      setImmediate(() => {
        for (const closing of closers) closing()
      })
    },
  }
}

export const createChannelPair = (): ChannelPair => {
  const cut = () => {
    dialled.ended()
    accepted.ended()
  }
  const dialled: End = createEnd(() => accepted, cut)
  const accepted: End = createEnd(() => dialled, cut)
  return { dialled, accepted, cut }
}
