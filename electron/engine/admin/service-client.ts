import http from 'node:http'
import os from 'node:os'
import { WebSocket } from 'ws'
import {
  type Input,
  type MethodName,
  methods,
  type Output,
  type ServerFrame,
  serverFrame,
} from '../../../shared/contract/contract.ts'
import type { Status } from '../../../shared/contract/status.ts'
import { readAdminToken } from '../store/admin-token.ts'
import { causeOf, type Fault, fault } from '../store/fault.ts'
import { API_PATH, findService, PERSON_HEADER } from './service-file.ts'

/** The way of command line and desktop app to a running engine on this machine: the admin API with the admin token. */
export interface ServiceClient {
  /** Rejects with a `CallFailed` whose message is one sentence. */
  call<M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>>
  onStatus(listener: (status: Status) => void): void
  /** A fresh one-time link for a browser. */
  link(): Promise<string>
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>
  close(): void
}

/** An expected failure of a call; the message is one sentence. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
}

const CALL_LIMIT_MS = 30_000
const CONNECT_LIMIT_MS = 5_000

/** Who types, also behind sudo. */
const personName = (): string => {
  try {
    return process.env.SUDO_USER ?? os.userInfo().username
  } catch {
    return 'unknown'
  }
}

export const connect = async (dataDir: string): Promise<{ ok: true; client: ServiceClient } | Fault> => {
  const found = findService(dataDir)
  if (!found.ok) return found
  const token = readAdminToken(dataDir)
  if (!token.ok) return token
  const place = `${found.place.address}:${found.place.port}`
  const headers = { authorization: `Bearer ${token.token}`, [PERSON_HEADER]: personName() }
  const socket = new WebSocket(`ws://${place}${API_PATH}`, {
    headers,
    handshakeTimeout: CONNECT_LIMIT_MS,
    perMessageDeflate: false,
  })
  // Listening begins with the connection: the first frame comes right behind it.
  const client = clientOf(socket, `http://${place}`, headers)
  const refusal = await opened(socket, place)
  return refusal ?? { ok: true, client }
}

const opened = (socket: WebSocket, place: string): Promise<Fault | null> =>
  new Promise((resolve) => {
    socket.on('open', () => resolve(null))
    socket.on('error', (error) => {
      const cause = 'code' in error ? causeOf(error) : error.message
      resolve(fault(`The redundancy service on ${place} cannot be reached (${cause}): is it still running?`))
    })
    socket.on('unexpected-response', (_, response) => {
      readText(response).then(
        (text) => resolve(fault(`The redundancy service on ${place} refused: ${text}`)),
        () => resolve(fault(`The redundancy service on ${place} refused.`)),
      )
    })
  })

const readText = async (response: http.IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8').trim()
}

interface Pending {
  resolve(output: unknown): void
  reject(error: CallFailed): void
}

const clientOf = (
  socket: WebSocket,
  url: string,
  headers: Readonly<Record<string, string>>,
): ServiceClient => {
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
    const parsed = serverFrame.safeParse(JSON.parse(String(data)))
    if (parsed.success) take(parsed.data)
    else socket.close(1008, 'not understood')
  })
  const closed = new Promise<void>((resolve) => {
    socket.on('close', () => {
      for (const { reject } of pending.values())
        reject(new CallFailed('The connection to the service was lost.'))
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
        const id = nextId
        nextId += 1
        const timer = setTimeout(() => {
          pending.delete(id)
          reject(new CallFailed(`The service did not answer within ${CALL_LIMIT_MS / 1000} s.`))
        }, CALL_LIMIT_MS)
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
    link: () => askForLink(`${url}/link`, headers),
  }
}

const askForLink = (url: string, headers: Readonly<Record<string, string>>): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = http.request(url, { method: 'POST', headers, timeout: CONNECT_LIMIT_MS }, (response) => {
      readText(response).then((body) => {
        if (response.statusCode === 201) resolve((JSON.parse(body) as { url: string }).url)
        else reject(new CallFailed(`The service refused: ${body}`))
      }, reject)
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => reject(new CallFailed('The connection to the service was lost.')))
    request.end()
  })
