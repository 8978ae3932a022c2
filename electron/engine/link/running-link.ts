import { randomBytes } from 'node:crypto'
import type { Message } from '../../../shared/core/messages.ts'
import type { BulkChannel, LinkProblem } from '../ports.ts'
import { createBulkChannel } from './bulk-channel.ts'
import type { CloseWord } from './close-codes.ts'
import { type ControlSession, startControlSession } from './control-session.ts'
import { type DialOutcome, dial } from './dialler.ts'
import { createGate } from './gate.ts'
import { type HandshakeOutcome, shakeHands } from './handshake.ts'
import type { Hello, Purpose, Wire as WireVersions } from './hello.ts'
import type { Identity } from './identity.ts'
import {
  BULK_CHANNELS,
  CLOCK_SKEW_MS,
  CLOSE_GRACE_MS,
  PROBE_MS,
  REDIAL_LEAST_MS,
  REDIAL_MOST_MS,
  REFUSED_RETRY_MS,
} from './limits.ts'
import type { LinkOptions } from './link.ts'
import { type Connection, listen } from './listener.ts'
import type { Pin } from './pin.ts'
import { sentence } from './problem-sentence.ts'
import type { Problems } from './problems.ts'
import type { Direction } from './proof.ts'
import { createSocketSet } from './socket-set.ts'
import type { Wire } from './wire.ts'

export interface LinkContext {
  readonly options: LinkOptions
  readonly problems: Problems
  readonly identity: Identity
  readonly pin: Pin
  readonly key: Buffer
  readonly instance: string
  readonly wire: WireVersions
  wallMs(): number
}

export interface RunningLink {
  send(message: Message): void
  openBulk(): Promise<BulkChannel>
  acceptCertificate(): void
  close(): Promise<void>
}

interface Up {
  readonly session: ControlSession
  readonly instance: string
}

/** Refusals that only a person heals: no hurry to hear them again. */
const slowCodes = new Set<LinkProblem['code']>([
  'keyMismatch',
  'roleMismatch',
  'versionMismatch',
  'addressMismatch',
  'arbiterMismatch',
  'certificateChanged',
  'malformedFrame',
])

/** Listens and dials, keeps the one control session, and lends out bulk channels while it lives. */
export const runLink = (context: LinkContext): RunningLink => {
  const { options, problems, identity, pin } = context
  const { settings, clock, log, events } = options
  const isPrimary = settings.role === 'primary'
  const redialMs = Math.min(REDIAL_MOST_MS, Math.max(REDIAL_LEAST_MS, options.timing.heartbeatMs))
  const gate = createGate(settings.peerAddress, clock)
  const outgoing = createSocketSet()
  let up: Up | null = null
  const channels = new Set<BulkChannel>()
  let isClosed = false

  const ownHello = (purpose: Purpose): Hello => ({
    kind: 'hello',
    wire: context.wire.version,
    wireLeast: context.wire.least,
    product: options.version.slice(0, 64),
    purpose,
    role: settings.role,
    ownAddress: settings.ownAddress,
    peerAddress: settings.peerAddress,
    arbiter: settings.lineSwitchAddress,
    instance: context.instance,
    nonce: randomBytes(32).toString('hex'),
    wallMs: context.wallMs(),
  })

  const meet = (
    connection: Connection,
    direction: Direction,
    admit: (peer: Hello) => CloseWord | null,
    done: (outcome: HandshakeOutcome) => void,
  ): void =>
    shakeHands(
      {
        connection,
        direction,
        admit,
        key: context.key,
        ownFingerprint: identity.fingerprint,
        hello: ownHello(connection.purpose),
        clock,
        wallMs: context.wallMs,
        isPinned: (fingerprint) => pin.matches(fingerprint),
      },
      (outcome) => {
        if (isClosed) connection.wire.close('closing')
        done(isClosed ? { ok: false, problem: null, proved: false } : outcome)
      },
    )

  // ---- the control session

  const nameSkew = (skewMs: number): void =>
    problems.set('clock', Math.abs(skewMs) > CLOCK_SKEW_MS ? { code: 'clockSkew', skewMs } : null)

  const drop = (): void => {
    if (up === null) return
    up = null
    for (const channel of channels) channel.close()
    events.down()
  }

  const adopt = (wire: Wire, peer: Hello, fingerprint: string, clockSkewMs: number): void => {
    const replaced = up
    drop()
    replaced?.session.close('replaced')
    // A listener of `down` may have closed the link.
    if (isClosed) {
      wire.close('closing')
      return
    }
    pin.keep(fingerprint)
    const isCurrent = (): boolean => up?.session === session
    const session = startControlSession({
      wire,
      clock,
      log,
      declareLostMs: options.timing.declareLostMs,
      wallMs: context.wallMs,
      onMessage: (message) => {
        if (isCurrent()) events.message(message)
      },
      onClockSkew: (skewMs) => {
        if (isCurrent()) nameSkew(skewMs)
      },
      onEnd: (problem) => {
        if (!isCurrent()) return
        log.info(`The link to ${settings.peerAddress} is down.`)
        problems.set('clock', null)
        if (problem !== null) problems.set('link', problem)
        drop()
        schedule(isPrimary ? PROBE_MS / 2 : redialMs)
      },
    })
    up = { session, instance: peer.instance }
    log.info(
      `The link to ${settings.peerAddress} is up (version ${peer.product}, instance ${peer.instance}).`,
    )
    events.up({ instance: peer.instance, version: peer.product, clockSkewMs })
    if (!isCurrent()) return
    problems.set('link', null)
    nameSkew(clockSkewMs)
  }

  // ---- bulk channels

  const lend = (wire: Wire): BulkChannel => {
    const channel = createBulkChannel(wire)
    channels.add(channel)
    channel.onClose(() => channels.delete(channel))
    return channel
  }

  const admitBulk = (peer: Hello): CloseWord | null =>
    up?.instance === peer.instance && channels.size < BULK_CHANNELS ? null : 'noSession'

  // ---- connections that arrive

  /** A stranger may claim anything: without a proof only the peer's own address counts, and only with no link. */
  const nameInbound = (connection: Connection, outcome: HandshakeOutcome & { ok: false }): void => {
    const { problem, proved } = outcome
    if (!proved) gate.failed(connection.remoteAddress)
    if (problem === null || problem.code === 'refused' || up !== null) return
    if (proved || connection.remoteAddress === settings.peerAddress) problems.set('link', problem)
  }

  const arrive = (connection: Connection): void => {
    const { wire, purpose } = connection
    meet(connection, 'listener', purpose === 'bulk' ? admitBulk : () => null, (outcome) => {
      if (!outcome.ok) {
        nameInbound(connection, outcome)
        return
      }
      if (purpose === 'control') {
        adopt(wire, outcome.peer, connection.fingerprint, outcome.clockSkewMs)
      } else if (purpose === 'bulk') {
        events.bulk(lend(wire))
      } else {
        // The peer is there and would fit: no reason to wait with our own dialling.
        wire.close('probeDone')
        if (up === null && attempt === null) schedule(0)
      }
    })
  }

  const listener = listen({
    identity,
    settings,
    clock,
    gate,
    onConnection: arrive,
    onProblem: (problem) => problems.set('listener', problem),
  })

  // ---- dialling: the Secondary for the session, the Primary to name what keeps the peer away

  let timer: NodeJS.Timeout | null = null
  let attempt: { abort(): void } | null = null
  let probesInVain = 0

  const schedule = (afterMs: number): void => {
    if (isClosed) return
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(tryPeer, afterMs)
  }

  const tryPeer = (): void => {
    timer = null
    if (up !== null || attempt !== null || isClosed) return
    const purpose = isPrimary ? 'probe' : 'control'
    attempt = dial({ identity, settings, clock, sockets: outgoing, purpose }, (outcome) => {
      if (!outcome.ok) tried(outcome.problem)
      else
        meet(
          outcome.connection,
          'dialler',
          () => null,
          (met) => reached(outcome, met),
        )
    })
  }

  const tried = (problem: LinkProblem): void => {
    attempt = null
    probesInVain = 0
    // A limit on failed attempts does not hide what failed.
    const known = problems.get('link')
    if (up === null && !(problem.code === 'refused' && known?.code === 'keyMismatch')) {
      problems.set('link', problem)
    }
    schedule(isPrimary ? PROBE_MS : slowCodes.has(problem.code) ? REFUSED_RETRY_MS : redialMs)
  }

  const reached = ({ connection }: DialOutcome & { ok: true }, met: HandshakeOutcome): void => {
    if (!met.ok) {
      const detail = `${settings.peerAddress}:${settings.port} ended the connection during the handshake.`
      tried(met.problem ?? { code: 'refused', detail })
      return
    }
    attempt = null
    if (!isPrimary) {
      adopt(connection.wire, met.peer, connection.fingerprint, met.clockSkewMs)
      return
    }
    connection.wire.close('probeDone')
    probesInVain = up === null ? probesInVain + 1 : 0
    if (probesInVain >= 2) {
      const { peerAddress, ownAddress, port } = settings
      const detail = `${peerAddress} answers, but its own connection to ${ownAddress}:${port} does not arrive; look for a firewall in between.`
      problems.set('link', { code: 'unreachable', detail })
    }
    schedule(PROBE_MS)
  }

  schedule(isPrimary ? PROBE_MS / 2 : 0)

  return {
    send: (message) => up?.session.send(message),
    openBulk: () =>
      new Promise((resolve, reject) => {
        const session = up?.session
        const fail = (sentence: string): void => reject(new Error(sentence))
        if (session === undefined) {
          fail('There is no link to the other server; bulk data waits until there is.')
          return
        }
        dial({ identity, settings, clock, sockets: outgoing, purpose: 'bulk' }, (outcome) => {
          if (!outcome.ok) {
            fail(sentence(outcome.problem))
            return
          }
          const { connection } = outcome
          meet(connection, 'dialler', admitBulk, (met) => {
            if (!met.ok) {
              fail(
                met.problem === null ? 'The other server ended the bulk connection.' : sentence(met.problem),
              )
            } else if (up?.session !== session) {
              connection.wire.close('noSession')
              fail('The link went down while the bulk connection was opened; try again.')
            } else resolve(lend(connection.wire))
          })
        })
      }),
    acceptCertificate: () => {
      if (pin.accept()) schedule(0)
    },
    close: async () => {
      isClosed = true
      if (timer !== null) clearTimeout(timer)
      attempt?.abort()
      const last = up
      drop()
      last?.session.close('closing')
      await Promise.all([listener.close(), outgoing.drain(CLOSE_GRACE_MS * 2), pin.settled()])
    },
  }
}
