import type { WebSocket } from 'ws'
import { type ClientFrame, clientFrame, methods, type ServerFrame } from '../../shared/contract/contract.ts'
import { fieldPath } from '../engine/store/schema-words.ts'
import type { Caller, EngineHandle } from './engine-handle.ts'

/** The contract's frames on one connection. What comes in is hostile until its schema says otherwise. */

/** The largest frame taken from a client. */
export const MOST_FRAME_BYTES = 256 * 1024
/** Calls of one connection that may be under way. */
const MOST_CALLS = 32
/** A reader this far behind misses statuses: each is the whole picture, so only the newest matters. */
const MOST_BUFFERED_BYTES = 1024 * 1024

const POLICY_VIOLATION = 1008
const UNSUPPORTED_DATA = 1003

type Failure = Extract<ServerFrame, { kind: 'error' }>

const failure = (id: number, code: Failure['code'], message: string): Failure => ({
  kind: 'error',
  id,
  code,
  message,
})

const parse = (text: string): ClientFrame | null => {
  try {
    const parsed = clientFrame.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

const isMethod = (name: string): name is keyof typeof methods => Object.hasOwn(methods, name)

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''

/** Judges one call and has it done. Values of the input are never repeated: one of them is the key. */
export const answerCall = async (
  { id, method, input }: ClientFrame,
  caller: Caller,
  engine: EngineHandle,
): Promise<ServerFrame> => {
  if (!isMethod(method)) return failure(id, 'badRequest', 'There is no method of this name.')
  const { authority, input: schema } = methods[method]
  if (authority === 'operator' && caller.authority !== 'operator') {
    return failure(id, 'notAllowed', `Only an operator may do this (${method}).`)
  }
  const parsed = schema.safeParse(input)
  if (!parsed.success) {
    const field = fieldPath(parsed.error.issues[0]?.path ?? [])
    return failure(id, 'badRequest', `The input of ${method} is not valid: look at ${field}.`)
  }
  try {
    return { kind: 'result', id, output: await engine.call(method, parsed.data, caller) }
  } catch (error) {
    return failure(id, 'unavailable', `The engine could not answer: ${firstLine(error)}`)
  }
}

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
    const frame = parse(String(data))
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
