import { constants } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import https from 'node:https'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'
import { WebSocketServer } from 'ws'
import type { Clock, LinkProblem, LinkSettings } from '../ports.ts'
import type { Gate } from './gate.ts'
import { type Purpose, purposes } from './hello.ts'
import { fingerprintOf, type Identity } from './identity.ts'
import {
  BULK_FRAME_BYTES,
  CLOSE_GRACE_MS,
  CONTROL_FRAME_BYTES,
  HTTP_HEADER_BYTES,
  REFUSED_RETRY_MS,
  UNPROVED_TIMEOUT_MS,
} from './limits.ts'
import { EXPORTER_BYTES, EXPORTER_LABEL } from './proof.ts'
import { createSocketSet } from './socket-set.ts'
import { createWire, type Wire } from './wire.ts'

/** One end of a TLS connection, before the handshake of the link. */
export interface Connection {
  readonly wire: Wire
  readonly purpose: Purpose
  readonly remoteAddress: string
  /** Of the other end's certificate. */
  readonly fingerprint: string
  readonly exporter: Uint8Array
  /** What is left of the time a stranger has. */
  readonly timeLeftMs: number
  /** The proof was right. */
  trust(): void
}

export interface ListenerOptions {
  readonly identity: Identity
  readonly settings: LinkSettings
  readonly clock: Clock
  readonly gate: Gate
  onConnection(connection: Connection): void
  /** How far a connection from an address got; nothing of it is proved. */
  onArrival(remoteAddress: string, stage: 'tls' | 'upgrade'): void
  /** Null: it listens. */
  onProblem(problem: LinkProblem | null): void
}

export interface Listener {
  close(): Promise<void>
}

/** A connection that has not proved anything yet. */
interface Visitor {
  readonly deadline: number
  trusted(): void
}

/** Why this server cannot listen, in a sentence. */
const listenProblem = (error: NodeJS.ErrnoException, { ownAddress, port }: LinkSettings): LinkProblem => {
  if (error.code === 'EADDRINUSE') {
    return {
      code: 'portInUse',
      detail: `Port ${port} of ${ownAddress} is used by another program; stop it or set another link port on both servers.`,
    }
  }
  if (error.code === 'EADDRNOTAVAIL') {
    return {
      code: 'unreachable',
      detail: `This server has no address ${ownAddress}; correct the address or bring its network card up.`,
    }
  }
  return { code: 'portInUse', detail: `Port ${port} of ${ownAddress} cannot be opened: ${error.message}.` }
}

const purposeOf = (request: IncomingMessage): Purpose | null =>
  purposes.find((purpose) => request.url === `/${purpose}`) ?? null

const frameLimit = (purpose: Purpose): number => (purpose === 'bulk' ? BULK_FRAME_BYTES : CONTROL_FRAME_BYTES)

/** Listens on the own address only and turns what arrives with a certificate into wires; tries again for ever. */
export const listen = (options: ListenerOptions): Listener => {
  const { identity, settings, clock, gate } = options
  const sockets = createSocketSet()
  const visitors = new Map<string, Visitor>()
  let retry: NodeJS.Timeout | null = null
  let isClosed = false

  const upgraders = purposes.map(
    (purpose) =>
      [
        purpose,
        new WebSocketServer({
          noServer: true,
          clientTracking: false,
          perMessageDeflate: false,
          maxPayload: frameLimit(purpose),
        }),
      ] as const,
  )

  const server = https.createServer({
    key: identity.keyPem,
    cert: identity.certificatePem,
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    requestCert: true,
    // Certificates are self-signed: the pin and the proof decide, not a chain.
    rejectUnauthorized: false,
    // A resumed session would hide the other end's certificate.
    secureOptions: constants.SSL_OP_NO_TICKET,
    handshakeTimeout: UNPROVED_TIMEOUT_MS,
    maxHeaderSize: HTTP_HEADER_BYTES,
  })

  const visitorOf = (socket: { remoteAddress?: string | undefined; remotePort?: number | undefined }) =>
    `${socket.remoteAddress}:${socket.remotePort}`

  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress
    const isStranger = address !== settings.peerAddress
    if (address !== undefined) options.onArrival(address, 'tls')
    socket.on('error', () => undefined)
    if (
      address === undefined ||
      isClosed ||
      (isStranger && gate.isLimited(address)) ||
      !gate.enter(address)
    ) {
      socket.destroy()
      return
    }
    sockets.add(socket)
    const name = visitorOf(socket)
    const patience = setTimeout(() => {
      gate.failed(address)
      socket.destroy()
      // The closing frame of the handshake, which has the same deadline, goes first.
    }, UNPROVED_TIMEOUT_MS + CLOSE_GRACE_MS)
    const trusted = (): void => {
      if (!visitors.delete(name)) return
      clearTimeout(patience)
      gate.leave(address)
    }
    visitors.set(name, { deadline: clock.now() + UNPROVED_TIMEOUT_MS, trusted })
    socket.once('close', trusted)
  })

  server.on('secureConnection', (socket) => {
    if (socket.remoteAddress !== undefined) options.onArrival(socket.remoteAddress, 'upgrade')
    if (socket.getPeerCertificate().raw !== undefined) return
    if (socket.remoteAddress !== undefined) gate.failed(socket.remoteAddress)
    socket.destroy()
  })
  server.on('tlsClientError', (_error, socket) => {
    if (socket.remoteAddress !== undefined) gate.failed(socket.remoteAddress)
    socket.destroy()
  })
  server.on('clientError', (_error, socket) => socket.destroy())

  const refuse = (socket: Duplex, status: string): void => {
    socket.on('error', () => undefined)
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
  }
  server.on('request', (request) => {
    if (request.socket.remoteAddress !== undefined) gate.failed(request.socket.remoteAddress)
    refuse(request.socket, '426 Upgrade Required')
  })

  server.on('upgrade', (request, socket, head) => {
    const purpose = purposeOf(request)
    const upgrader = upgraders.find(([of]) => of === purpose)?.[1]
    const visitor = visitors.get(visitorOf(request.socket))
    const remoteAddress = request.socket.remoteAddress
    if (!(socket instanceof TLSSocket) || visitor === undefined || remoteAddress === undefined) {
      socket.destroy()
      return
    }
    const certificate: Buffer | undefined = socket.getPeerCertificate().raw
    if (purpose === null || upgrader === undefined || certificate === undefined) {
      gate.failed(remoteAddress)
      refuse(socket, '404 Not Found')
      return
    }
    if (gate.isLimited(remoteAddress)) {
      refuse(socket, '429 Too Many Requests')
      return
    }
    upgrader.handleUpgrade(request, socket, head, (webSocket) => {
      const wire = createWire(webSocket, socket)
      options.onConnection({
        wire,
        purpose,
        remoteAddress,
        fingerprint: fingerprintOf(certificate),
        exporter: socket.exportKeyingMaterial(EXPORTER_BYTES, EXPORTER_LABEL, Buffer.from(purpose)),
        timeLeftMs: visitor.deadline - clock.now(),
        trust: () => {
          visitor.trusted()
          wire.trust()
        },
      })
    })
  })

  const open = (): void => {
    retry = null
    server.listen({ host: settings.ownAddress, port: settings.port, exclusive: true })
  }
  server.on('listening', () => options.onProblem(null))
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (isClosed || server.listening) return
    options.onProblem(listenProblem(error, settings))
    retry ??= setTimeout(open, REFUSED_RETRY_MS)
  })
  open()

  return {
    close: async () => {
      isClosed = true
      if (retry !== null) clearTimeout(retry)
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
      await sockets.drain(CLOSE_GRACE_MS * 2)
      await stopped
    },
  }
}
