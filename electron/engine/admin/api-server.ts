import http from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { WebSocketServer } from 'ws'
import type { ServerFrame } from '../../../shared/contract/contract.ts'
import type { Log } from '../ports.ts'
import { errorCode } from '../store/fault.ts'
import { MOST_FRAME_BYTES } from './answer-call.ts'
import { type Answer, html, securityHeaders, send, text } from './answers.ts'
import { sendStatus, serveConnection } from './connection.ts'
import { createDoor, type Door, type Entry } from './door.ts'
import type { EngineHandle } from './engine-handle.ts'
import { API_PATH } from './service-file.ts'
import { watchLife } from './watch-life.ts'

/** The admin API of an engine on one loopback address: HTTP and the socket, whoever hosts the engine. */
export interface ApiServer {
  readonly port: number
  /** Until then every request is told that the service is starting. */
  open(token: string, engine: EngineHandle): void
  close(): Promise<void>
}

/** What a host adds: whom it lets in besides the token, and what it answers to plain requests. */
export interface Visitors {
  enter(request: http.IncomingMessage): Entry
  answer(request: http.IncomingMessage): Promise<Answer>
}

export interface ApiServerOptions<V extends Visitors> {
  readonly address: string
  /** 0 takes a free one. */
  readonly port: number
  readonly log: Log
  /** Monotonic milliseconds. */
  readonly now: () => number
  /** What somebody without a token is told. */
  readonly howToEnter: string
  readonly visitors: (door: Door) => V
}

const PING_MS = 15_000
const MOST_CONNECTIONS = 256

/** The system's code of the failure, or null. */
const listen = (server: http.Server, address: string, port: number): Promise<string | null> =>
  new Promise((resolve) => {
    server.once('error', (error) => resolve(errorCode(error) ?? 'unknown'))
    server.listen(port, address, () => {
      server.removeAllListeners('error')
      resolve(null)
    })
  })

/** Refuses an upgrade in plain HTTP. */
const refuseUpgrade = (socket: Socket, door: Door, code: number, message: string): void => {
  const lines = [
    `HTTP/1.1 ${code} ${http.STATUS_CODES[code] ?? ''}`,
    ...Object.entries(securityHeaders(door.place)).map(([name, value]) => `${name}: ${value}`),
    'content-type: text/plain; charset=utf-8',
    `content-length: ${Buffer.byteLength(message) + 1}`,
    'connection: close',
  ]
  socket.end(`${lines.join('\r\n')}\r\n\r\n${message}\n`)
}

/** A failure is the system's code (`EADDRINUSE`). */
export const startApiServer = async <V extends Visitors>(
  options: ApiServerOptions<V>,
): Promise<{ ok: true; server: ApiServer; visitors: V } | { ok: false; code: string }> => {
  const server = http.createServer({ maxHeaderSize: 16 * 1024 })
  server.headersTimeout = 10_000
  server.requestTimeout = 15_000
  server.maxConnections = MOST_CONNECTIONS
  const connections = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    connections.add(socket)
    socket.on('close', () => connections.delete(socket))
    socket.on('error', () => socket.destroy())
  })
  const code = await listen(server, options.address, options.port)
  if (code !== null) return { ok: false, code }
  const { port } = server.address() as AddressInfo
  const door = createDoor({ ...options, place: { address: options.address, port } })
  const visitors = options.visitors(door)
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_FRAME_BYTES,
    perMessageDeflate: false,
  })
  let running: { engine: EngineHandle; status: string | null } | null = null

  server.on('request', (request, response) => {
    const refusal = door.refusal(request)
    const answer = refusal === null ? visitors.answer(request) : Promise.resolve(text(403, `${refusal}\n`))
    answer.then(
      (done) => send(response, door.place, done, request.method === 'HEAD'),
      (error: unknown) => {
        options.log.warn(`A request could not be answered: ${String(error)}`)
        send(response, door.place, html(500, 'Something broke.\n'), false)
      },
    )
  })
  server.on('upgrade', (request, stream: Socket, head) => {
    const refusal = door.refusal(request)
    if (refusal !== null) return refuseUpgrade(stream, door, 403, refusal)
    if (request.url !== API_PATH) return refuseUpgrade(stream, door, 404, 'There is nothing here.')
    const entry = visitors.enter(request)
    if (!entry.ok) return refuseUpgrade(stream, door, entry.code, entry.message)
    if (running === null) return refuseUpgrade(stream, door, 503, 'The service is starting.')
    const { engine } = running
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', () => socket.terminate())
      watchLife(socket, PING_MS)
      serveConnection({ socket, engine, caller: entry.caller, isStillAllowed: entry.isStillAllowed })
      const status = running?.status
      if (status !== null && status !== undefined) sendStatus(socket, status)
    })
  })

  const api: ApiServer = {
    port,
    open: (token, engine) => {
      const now: NonNullable<typeof running> = { engine, status: null }
      running = now
      engine.onStatus((sequence, status) => {
        now.status = JSON.stringify({ kind: 'status', sequence, status } satisfies ServerFrame)
        for (const socket of sockets.clients) sendStatus(socket, now.status)
      })
      door.open(token)
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.close(1001, 'The service stops.')
        server.close(() => resolve())
        // Who does not go by himself is shown out.
        setTimeout(() => {
          for (const connection of connections) connection.destroy()
        }, 200)
      }),
  }
  return { ok: true, server: api, visitors }
}
