import http from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ServerFrame } from '../../shared/contract/contract.ts'
import { MOST_FRAME_BYTES } from '../engine/admin/answer-call.ts'
import type { EngineHandle } from '../engine/admin/engine-handle.ts'
import { API_PATH } from '../engine/admin/service-file.ts'
import type { StaticFiles } from '../engine/admin/static-files.ts'
import type { Log } from '../engine/ports.ts'
import { errorCode, type Fault, fault } from '../engine/store/fault.ts'
import { html, securityHeaders, send, text } from './answers.ts'
import { sendStatus, serveConnection } from './api.ts'
import { createDoor, type Door } from './door.ts'
import { answerTo } from './routes.ts'

/** HTTP, the socket of the admin API and the built renderer on one loopback address. */
export interface Service {
  readonly port: number
  /** Until then every request is told that the service is starting. */
  open(token: string, engine: EngineHandle): void
  linkUrl(): string
  close(): Promise<void>
}

export interface ServiceOptions {
  readonly address: string
  /** 0 takes a free one. */
  readonly port: number
  readonly files: StaticFiles
  readonly log: Log
  /** Monotonic milliseconds. */
  readonly now: () => number
}

const PING_MS = 15_000
const MOST_CONNECTIONS = 256

const listen = (server: http.Server, { address, port }: ServiceOptions): Promise<Fault | null> =>
  new Promise((resolve) => {
    server.once('error', (error) => resolve(fault(listenSentence(errorCode(error) ?? '', address, port))))
    server.listen(port, address, () => {
      server.removeAllListeners('error')
      resolve(null)
    })
  })

const listenSentence = (code: string, address: string, port: number): string => {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} of ${address} is used by another program: stop that one, or choose another with --port or --address.`
    case 'EADDRNOTAVAIL':
      return `${address} is not an address of this machine: choose another with --address.`
    case 'EACCES':
      return `Port ${port} of ${address} may be used by the administrator only: choose one above 1023 with --port.`
    default:
      return `Port ${port} of ${address} cannot be used (${code}): choose another with --port or --address.`
  }
}

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

export const startService = async (
  options: ServiceOptions,
): Promise<{ ok: true; service: Service } | Fault> => {
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
  const unopened = await listen(server, options)
  if (unopened !== null) return unopened
  const { port } = server.address() as AddressInfo
  const door = createDoor({ address: options.address, port }, options.now, options.log)
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MOST_FRAME_BYTES,
    perMessageDeflate: false,
  })
  let running: { engine: EngineHandle; status: string | null } | null = null

  server.on('request', (request, response) => {
    const refusal = door.refusal(request)
    const answer =
      refusal === null ? answerTo(request, door, options.files) : Promise.resolve(text(403, `${refusal}\n`))
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
    const entry = door.enter(request)
    if (!entry.ok) return refuseUpgrade(stream, door, entry.code, entry.message)
    if (running === null) return refuseUpgrade(stream, door, 503, 'The service is starting.')
    const { engine } = running
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.on('error', () => socket.terminate())
      watchLife(socket)
      serveConnection({ socket, engine, caller: entry.caller, isStillAllowed: entry.isStillAllowed })
      const status = running?.status
      if (status !== null && status !== undefined) sendStatus(socket, status)
    })
  })

  const service: Service = {
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
    linkUrl: door.linkUrl,
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
  return { ok: true, service }
}

/** A connection that answers no ping is ended. */
const watchLife = (socket: WebSocket): void => {
  let isAlive = true
  socket.on('pong', () => {
    isAlive = true
  })
  const timer = setInterval(() => {
    if (!isAlive) return socket.terminate()
    isAlive = false
    socket.ping()
  }, PING_MS)
  timer.unref()
  socket.on('close', () => clearInterval(timer))
}
