import type { WebSocket } from 'ws'
import type { ServerFrame } from '../../../shared/contract/contract.ts'
import { answerCall, failure, MOST_CALLS, parseFrame } from './answer-call.ts'
import type { Caller, EngineHandle } from './engine-handle.ts'

/** The contract's frames on one connection. */

/** A reader this far behind misses statuses: each is the whole picture, so only the newest matters. */
const MOST_BUFFERED_BYTES = 1024 * 1024

const POLICY_VIOLATION = 1008
const UNSUPPORTED_DATA = 1003

export interface Connection {
  readonly socket: WebSocket
  readonly caller: Caller
  readonly engine: EngineHandle
  isStillAllowed(): boolean
}

export const serveConnection = ({ socket, caller, engine, isStillAllowed }: Connection): void => {
  let calls = 0
  const reply = (frame: ServerFrame): void => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(frame))
  }
  socket.on('message', (data, isBinary) => {
    if (isBinary) return socket.close(UNSUPPORTED_DATA, 'Frames are text.')
    if (!isStillAllowed()) return socket.close(POLICY_VIOLATION, 'The log-on has ended.')
    const frame = parseFrame(String(data))
    if (frame === null) return socket.close(POLICY_VIOLATION, 'This is not a frame of the contract.')
    if (calls >= MOST_CALLS) return reply(failure(frame.id, 'unavailable', 'Too many calls are under way.'))
    calls += 1
    void answerCall(frame, caller, engine).then((answer) => {
      calls -= 1
      reply(answer)
    })
  })
}

/** `text` is the frame, made once for all connections. */
export const sendStatus = (socket: WebSocket, text: string): void => {
  if (socket.readyState === socket.OPEN && socket.bufferedAmount <= MOST_BUFFERED_BYTES) socket.send(text)
}
