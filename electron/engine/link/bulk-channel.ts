import type { BulkChannel } from '../ports.ts'
import { BULK_BUFFER_BYTES, BULK_FRAME_BYTES } from './limits.ts'
import type { Wire } from './wire.ts'

const closedError = (): Error => new Error('The bulk connection is closed; open a new one.')

/**
 * A proved bulk socket. It reads nothing until someone listens. `send` rejects once it is closed, with
 * the frames still waiting; the peer may or may not have got them.
 */
export const createBulkChannel = (wire: Wire): BulkChannel => {
  let isClosed = false
  /** Sent, and not yet taken by the system. */
  let outstanding = 0
  let waiting: { resolve(): void; reject(error: Error): void }[] = []
  const closeListeners: (() => void)[] = []
  let listener: ((frame: Uint8Array) => void) | null = null
  let isPausedByOwner = false
  const early: Uint8Array[] = []

  const over = (): void => {
    if (isClosed) return
    isClosed = true
    for (const one of waiting) one.reject(closedError())
    waiting = []
    for (const one of closeListeners) one()
  }

  const release = (): void => {
    if (outstanding > BULK_BUFFER_BYTES) return
    for (const one of waiting) one.resolve()
    waiting = []
  }

  wire.pause()
  wire.onFrame((frame, isBinary) => {
    if (isClosed) return
    if (!isBinary) {
      wire.close('malformedFrame')
      over()
    } else if (listener === null) early.push(frame)
    else listener(frame)
  })
  wire.onEnd(() => {
    over()
    wire.close('closing')
  })

  return {
    send: (frame) => {
      if (isClosed) return Promise.reject(closedError())
      if (frame.byteLength > BULK_FRAME_BYTES) {
        return Promise.reject(new Error(`A bulk frame of ${frame.byteLength} bytes is over the limit.`))
      }
      outstanding += frame.byteLength
      wire.sendBytes(frame, (isSent) => {
        outstanding -= frame.byteLength
        if (isSent) release()
        else over()
      })
      if (outstanding <= BULK_BUFFER_BYTES) return Promise.resolve()
      return new Promise((resolve, reject) => waiting.push({ resolve, reject }))
    },
    onFrame: (handler) => {
      listener = handler
      for (const frame of early.splice(0)) handler(frame)
      if (!isPausedByOwner) wire.resume()
    },
    onClose: (handler) => {
      if (isClosed) handler()
      else closeListeners.push(handler)
    },
    pause: () => {
      isPausedByOwner = true
      wire.pause()
    },
    resume: () => {
      isPausedByOwner = false
      if (listener !== null) wire.resume()
    },
    close: () => {
      wire.close('closing')
      over()
    },
  }
}
