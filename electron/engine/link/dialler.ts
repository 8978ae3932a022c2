import tls from 'node:tls'
import { WebSocket } from 'ws'
import type { DialEvidence } from '../../../shared/domain/link-doctor/evidence.ts'
import type { Clock, LinkProblem, LinkSettings } from '../ports.ts'
import { unackedOf } from './doctor/proc-net.ts'
import type { Purpose } from './hello.ts'
import { fingerprintOf, type Identity } from './identity.ts'
import { BULK_FRAME_BYTES, CONTROL_FRAME_BYTES, DIAL_TIMEOUT_MS, HTTP_HEADER_BYTES } from './limits.ts'
import type { Connection } from './listener.ts'
import { EXPORTER_BYTES, EXPORTER_LABEL } from './proof.ts'
import type { SocketSet } from './socket-set.ts'
import { createWire } from './wire.ts'

export interface DialOptions {
  readonly identity: Identity
  readonly settings: LinkSettings
  readonly clock: Clock
  readonly sockets: SocketSet
  readonly purpose: Purpose
  /** A first frame that fits every network: to learn whether the usual one is too large for this one. */
  readonly isSmall?: boolean
}

export type DialOutcome =
  | { readonly ok: true; readonly connection: Connection }
  | {
      readonly ok: false
      readonly problem: LinkProblem
      readonly stage: 'connect' | 'tls' | 'upgrade'
      readonly end: DialEvidence['end']
      readonly unackedBytes: number | null
    }

/** Errors of a network or of a server that is off; all others come from something that answers. */
const unreachableCodes = new Set([
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EINVAL',
])

const dialProblem = (error: NodeJS.ErrnoException, settings: LinkSettings): LinkProblem => {
  const { ownAddress, peerAddress, port } = settings
  const peer = `${peerAddress}:${port}`
  const code = error.code ?? ''
  if (code === 'EADDRNOTAVAIL') {
    const detail = `This server has no address ${ownAddress}; correct the address or bring its network card up.`
    return { code: 'unreachable', detail }
  }
  if (code === 'ECONNREFUSED') {
    const detail = `${peer} refuses the connection; start Redundancy Manager there and compare the link ports.`
    return { code: 'refused', detail }
  }
  if (unreachableCodes.has(code)) {
    const detail = `${peer} cannot be reached (${code}); check the other server, its address and the network.`
    return { code: 'unreachable', detail }
  }
  const detail = `${peer} ended the connection (${code || error.message}); check what answers at that address.`
  return { code: 'refused', detail }
}

/** Opens one TLS WebSocket to the peer, from the own address. `done` is called once, never after `abort`. */
export const dial = (options: DialOptions, done: (outcome: DialOutcome) => void): { abort(): void } => {
  const { identity, settings, clock, purpose } = options
  const { ownAddress, peerAddress, port } = settings
  const deadline = clock.now() + DIAL_TIMEOUT_MS
  let isDone = false
  let stage: 'connect' | 'tls' | 'upgrade' = 'connect'

  // `net` takes the local address through `tls`; the types of `tls` do not say so.
  const target: tls.ConnectionOptions & { localAddress: string } = {
    host: peerAddress,
    port,
    localAddress: ownAddress,
    key: identity.keyPem,
    cert: identity.certificatePem,
    minVersion: 'TLSv1.3',
    maxVersion: 'TLSv1.3',
    // The peer's certificate is self-signed: the pin and the proof decide.
    rejectUnauthorized: false,
    // The key share of a newer group alone fills a packet.
    ...(options.isSmall === true ? { ecdhCurve: 'X25519' } : {}),
  }
  const socket = tls.connect(target)
  options.sockets.add(socket)
  socket.setNoDelay(true)
  socket.once('connect', () => {
    stage = 'tls'
  })
  socket.once('secureConnect', () => {
    stage = 'upgrade'
  })
  const webSocket = new WebSocket(`wss://${peerAddress}:${port}/${purpose}`, {
    createConnection: () => socket,
    perMessageDeflate: false,
    followRedirects: false,
    maxHeaderSize: HTTP_HEADER_BYTES,
    maxPayload: purpose === 'bulk' ? BULK_FRAME_BYTES : CONTROL_FRAME_BYTES,
  })

  const finish = (outcome: DialOutcome): void => {
    clearTimeout(patience)
    if (isDone) return
    isDone = true
    if (!outcome.ok) socket.destroy()
    done(outcome)
  }
  const fail = (problem: LinkProblem, end: DialEvidence['end'], unackedBytes: number | null = null): void =>
    finish({ ok: false, problem, stage, end, unackedBytes })

  const giveUp = async (): Promise<void> => {
    const who = `${peerAddress}:${port}`
    if (stage === 'connect') {
      const detail = `${who} does not answer; check the other server and the network.`
      fail({ code: 'unreachable', detail }, 'timeout')
      return
    }
    // Asked while the connection is still there: did the other end's system take what was sent?
    const unackedBytes = await unackedOf(ownAddress, socket.localPort ?? 0)
    const detail = `${who} takes the connection but says nothing; it may be stuck or paused.`
    fail({ code: 'silent', detail }, 'timeout', unackedBytes)
  }
  const patience = setTimeout(() => void giveUp(), DIAL_TIMEOUT_MS)

  webSocket.on('error', (error: NodeJS.ErrnoException) => {
    fail(dialProblem(error, settings), error.code ?? 'ended')
  })
  webSocket.on('unexpected-response', (_request, response) => {
    const isLimited = response.statusCode === 429
    const detail = isLimited
      ? `${peerAddress}:${port} refuses this server for a moment, after too many failed attempts.`
      : `${peerAddress}:${port} is no link of Redundancy Manager (HTTP ${response.statusCode}).`
    fail({ code: 'refused', detail }, isLimited ? 'limited' : 'otherProgram')
  })
  webSocket.on('open', () => {
    if (isDone) return
    const certificate: Buffer | undefined = socket.getPeerCertificate().raw
    if (certificate === undefined) {
      fail({ code: 'refused', detail: `${peerAddress}:${port} shows no certificate.` }, 'otherProgram')
      return
    }
    const wire = createWire(webSocket, socket)
    finish({
      ok: true,
      connection: {
        wire,
        purpose,
        remoteAddress: peerAddress,
        fingerprint: fingerprintOf(certificate),
        exporter: socket.exportKeyingMaterial(EXPORTER_BYTES, EXPORTER_LABEL, Buffer.from(purpose)),
        timeLeftMs: deadline - clock.now(),
        trust: wire.trust,
      },
    })
  })

  return {
    abort: () => {
      if (isDone) return
      isDone = true
      clearTimeout(patience)
      socket.destroy()
    },
  }
}
