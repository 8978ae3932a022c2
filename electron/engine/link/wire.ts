import type { TLSSocket } from 'node:tls'
import type { RawData, WebSocket } from 'ws'
import { type CloseWord, closeCodes, closeWord } from './close-codes.ts'
import { CLOSE_GRACE_MS, UNPROVED_BYTES } from './limits.ts'

/** How the other end, or the network, ended a connection. */
export interface WireEnd {
  /** What the other end said, or what was wrong with its framing; null when it said nothing. */
  readonly word: CloseWord | null
  /** The framing was found wrong on this side. */
  readonly foundHere: boolean
  readonly detail: string
}

/** One WebSocket of the link, with one owner at a time: handshake first, then session or channel. */
export interface Wire {
  sendText(text: string): void
  /** Tells when the bytes left this process, or that they never will. */
  sendBytes(bytes: Uint8Array, gone: (isSent: boolean) => void): void
  bufferedBytes(): number
  onFrame(handler: (frame: Buffer, isBinary: boolean) => void): void
  /** Called once, not after `close`. At once when it has ended already. */
  onEnd(handler: (end: WireEnd) => void): void
  pause(): void
  resume(): void
  /** The other end is no stranger any more: it may send more than a handshake. */
  trust(): void
  /** Tells the other end why, and drops the connection when that takes too long. */
  close(word: CloseWord): void
}

const ignore = (): void => undefined

export const createWire = (webSocket: WebSocket, socket: TLSSocket): Wire => {
  let handleFrame: (frame: Buffer, isBinary: boolean) => void = ignore
  let handleEnd: ((end: WireEnd) => void) | null = null
  let end: WireEnd | null = null
  let closedHere = false
  let fault: WireEnd | null = null

  const finish = (how: WireEnd): void => {
    if (end !== null || closedHere) return
    end = how
    handleEnd?.(how)
  }

  const close = (word: CloseWord): void => {
    if (closedHere) return
    closedHere = true
    if (end === null) webSocket.close(closeCodes[word], word)
    const grace = setTimeout(() => webSocket.terminate(), CLOSE_GRACE_MS)
    webSocket.once('close', () => clearTimeout(grace))
    if (webSocket.readyState === webSocket.CLOSED) clearTimeout(grace)
  }

  // Counted below the framing, so that a stranger's huge frame is never collected.
  let received = 0
  const count = (chunk: Buffer): void => {
    received += chunk.length
    if (received <= UNPROVED_BYTES) return
    socket.removeListener('data', count)
    finish({ word: 'malformedFrame', foundHere: true, detail: 'too much before the proof' })
    close('malformedFrame')
    webSocket.terminate()
  }
  socket.on('data', count)

  webSocket.on('message', (data: RawData, isBinary) => {
    if (end === null && !closedHere) handleFrame(data as Buffer, isBinary)
  })
  webSocket.on('error', (error: NodeJS.ErrnoException) => {
    const isFraming = (error.code ?? '').startsWith('WS_ERR')
    fault = { word: isFraming ? 'malformedFrame' : null, foundHere: isFraming, detail: error.message }
    if (isFraming) finish(fault)
  })
  webSocket.on('close', (code) => {
    finish(fault ?? { word: closeWord(code), foundHere: false, detail: 'the connection was closed' })
  })
  // A peer that is gone sends FIN without a closing frame; what it said last was read before this.
  socket.once('end', () => {
    const grace = setTimeout(() => webSocket.terminate(), CLOSE_GRACE_MS)
    webSocket.once('close', () => clearTimeout(grace))
  })
  socket.setNoDelay(true)

  return {
    sendText: (text) => {
      if (webSocket.readyState === webSocket.OPEN) webSocket.send(text)
    },
    sendBytes: (bytes, gone) => {
      // `undefined` on older runtimes, null on newer ones.
      webSocket.send(bytes, { binary: true }, (error?: Error | null) => gone(error == null))
    },
    bufferedBytes: () => webSocket.bufferedAmount,
    onFrame: (handler) => {
      handleFrame = handler
    },
    onEnd: (handler) => {
      handleEnd = handler
      if (end !== null) handler(end)
    },
    pause: () => webSocket.pause(),
    resume: () => webSocket.resume(),
    trust: () => {
      socket.removeListener('data', count)
    },
    close,
  }
}
