import type http from 'node:http'
import { WebSocket } from 'ws'
import { callLimitMs } from '../../../shared/contract/call-limits.ts'
import {
  type Input,
  type MethodName,
  methods,
  type Output,
  type ServerFrame,
  serverFrame,
} from '../../../shared/contract/contract.ts'
import type { Status } from '../../../shared/contract/status.ts'
import { causeOf } from '../store/fault.ts'
import { API_PATH, type Place } from './service-file.ts'
import { watchLife } from './watch-life.ts'

/** One connection to the admin API of a service, for programs: the command line and the desktop app. */
export interface ServiceConnection {
  /** Rejects with a `CallFailed` whose message is one sentence. */
  call<M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>>
  onStatus(listener: (status: Status) => void): void
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>
  close(): void
}

/** `code`: that of the refusal, null when nobody answered. */
export interface NotConnected {
  readonly ok: false
  readonly message: string
  readonly code: number | null
}

/** An expected failure of a call; the message is one sentence. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
}

/** A path that died without a word is noticed within two of these. */
const PING_MS = 5_000
const CALL_LIMIT_MS = 30_000
export const CONNECT_LIMIT_MS = 5_000
/** Far above the largest status. */
const MOST_FRAME_BYTES = 8 * 1024 * 1024

/** `headers` say who asks: the admin token, or the cookie of a session. */
export const connectTo = async (
  { address, port }: Place,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly ok: true; readonly connection: ServiceConnection } | NotConnected> => {
  const place = `${address}:${port}`
  const socket = new WebSocket(`ws://${place}${API_PATH}`, {
    headers,
    handshakeTimeout: CONNECT_LIMIT_MS,
    maxPayload: MOST_FRAME_BYTES,
    perMessageDeflate: false,
  })
  // Listening begins with the connection: the first frame comes right behind it.
  const connection = connectionOver(socket)
  const refusal = await opened(socket, place)
  return refusal ?? { ok: true, connection }
}

/** The system has taken the connection for it; its program says nothing. */
const takesConnections = (error: Error): boolean => error.message === 'Opening handshake has timed out'
const STUCK = `gave no answer for ${CONNECT_LIMIT_MS / 1000} s: its program is overloaded or stuck. log/engine.log in its data folder says which, and what becomes of control.`

const opened = (socket: WebSocket, place: string): Promise<NotConnected | null> =>
  new Promise((resolve) => {
    const no = (code: number | null, what: string): void =>
      resolve({ ok: false, code, message: `The redundancy service on ${place} ${what}` })
    socket.on('open', () => {
      watchLife(socket, PING_MS)
      resolve(null)
    })
    socket.on('error', (error) => {
      const cause = 'code' in error ? causeOf(error) : error.message
      no(null, takesConnections(error) ? STUCK : `cannot be reached (${cause}): is it still running?`)
    })
    socket.on('unexpected-response', (_, response) => {
      const { statusCode = 0 } = response
      readText(response).then(
        (text) => no(statusCode, `refused: ${text}`),
        () => no(statusCode, 'refused.'),
      )
    })
  })

export const readText = async (response: http.IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8').trim()
}

interface Pending {
  resolve(output: unknown): void
  reject(error: CallFailed): void
}

const parseFrame = (text: string): ServerFrame | null => {
  try {
    const parsed = serverFrame.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

const LOST = 'The connection to the service was lost.'

const connectionOver = (socket: WebSocket): ServiceConnection => {
  const pending = new Map<number, Pending>()
  const listeners: ((status: Status) => void)[] = []
  let last: Status | null = null
  let nextId = 1

  const take = (frame: ServerFrame): void => {
    if (frame.kind === 'status') {
      last = frame.status
      for (const listener of listeners) listener(frame.status)
      return
    }
    const waiting = pending.get(frame.id)
    pending.delete(frame.id)
    if (frame.kind === 'result') waiting?.resolve(frame.output)
    else waiting?.reject(new CallFailed(frame.message))
  }
  socket.on('message', (data) => {
    const frame = parseFrame(String(data))
    if (frame === null) socket.close(1008, 'not understood')
    else take(frame)
  })
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      for (const { reject } of pending.values()) reject(new CallFailed(LOST))
      pending.clear()
      resolve()
    })
  })
  return {
    closed,
    close: () => socket.close(1000),
    onStatus: (listener) => {
      listeners.push(listener)
      if (last !== null) listener(last)
    },
    call: <M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>> =>
      new Promise((resolve, reject) => {
        if (socket.readyState !== WebSocket.OPEN) return reject(new CallFailed(LOST))
        const id = nextId
        nextId += 1
        const limitMs = callLimitMs(method, CALL_LIMIT_MS)
        const timer = setTimeout(() => {
          pending.delete(id)
          reject(new CallFailed(`The service did not answer within ${limitMs / 1000} s.`))
        }, limitMs)
        pending.set(id, {
          resolve: (output) => {
            clearTimeout(timer)
            const parsed = methods[method].output.safeParse(output)
            if (parsed.success) resolve(parsed.data as Output<M>)
            else reject(new CallFailed('The service answered something this program does not understand.'))
          },
          reject: (error) => {
            clearTimeout(timer)
            reject(error)
          },
        })
        socket.send(JSON.stringify({ kind: 'call', id, method, input }))
      }),
  }
}
