import { randomBytes } from 'node:crypto'
import type { NewCertificate } from '../../../shared/contract/certificate.ts'
import type { Message } from '../../../shared/core/messages.ts'
import type { ExaminationEvidence } from '../../../shared/domain/link-doctor/evidence.ts'
import type { BulkChannel, LinkMeasures, LinkProblem } from '../ports.ts'
import { createBulkChannel } from './bulk-channel.ts'
import type { CloseWord } from './close-codes.ts'
import { type ControlSession, startControlSession } from './control-session.ts'
import { dial } from './dialler.ts'
import type { Attempt } from './doctor/book.ts'
import { answerEchoes } from './doctor/echo.ts'
import { examine, noProbe, type Probe } from './doctor/examine.ts'
import { watchLink } from './doctor/link-watch.ts'
import { createGate } from './gate.ts'
import { type HandshakeOutcome, shakeHands } from './handshake.ts'
import type { Hello, Purpose, Wire as WireVersions } from './hello.ts'
import type { Identity } from './identity.ts'
import { BULK_CHANNELS, CLOCK_SKEW_MS, CLOSE_GRACE_MS, STRANGER_NOTE_MS } from './limits.ts'
import type { LinkOptions } from './link.ts'
import { type Connection, listen } from './listener.ts'
import type { Pin } from './pin.ts'
import { sentence } from './problem-sentence.ts'
import { isSaidByEngine, type Problems } from './problems.ts'
import type { Direction } from './proof.ts'
import { type Reached, startSearch } from './search.ts'
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
  newCertificate(): NewCertificate | null
  acceptCertificate(sha256: string): NewCertificate | null
  evidence(): LinkMeasures
  examine(): Promise<ExaminationEvidence>
  close(): Promise<void>
}

interface Up {
  readonly session: ControlSession
  readonly instance: string
}

/** Listens and dials, keeps the one control session, and lends out bulk channels while it lives. */
export const runLink = (context: LinkContext): RunningLink => {
  const { options, problems, identity, pin } = context
  const { settings, clock, log, events } = options
  const gate = createGate(settings.peerAddress, clock)
  const outgoing = createSocketSet()
  let up: Up | null = null
  const channels = new Set<BulkChannel>()
  let isClosed = false
  const watch = watchLink({ settings, heartbeatMs: options.timing.heartbeatMs, clock, problems })

  const ownHello = (purpose: Purpose): Hello => ({
    kind: 'hello',
    wire: context.wire.version,
    wireLeast: context.wire.least,
    product: options.version.slice(0, 64),
    purpose,
    role: settings.role,
    ownAddress: settings.ownAddress,
    peerAddress: settings.peerAddress,
    arbiter: settings.arbiter,
    times: settings.times,
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
        done(isClosed ? { ok: false, problem: null, proved: false, stage: 'hello' } : outcome)
      },
    )

  // ---- the control session

  const nameSkew = (skewMs: number): void => {
    watch.skewed(skewMs)
    problems.set('clock', Math.abs(skewMs) > CLOCK_SKEW_MS ? { code: 'clockSkew', skewMs } : null)
  }

  const drop = (): void => {
    if (up === null) return
    up = null
    for (const channel of channels) channel.close()
    events.down()
  }

  const adopt = ({ wire, fingerprint }: Connection, peer: Hello, clockSkewMs: number): void => {
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
      heartbeatMs: options.timing.heartbeatMs,
      declareLostMs: options.timing.declareLostMs,
      wallMs: context.wallMs,
      isDiskFull: () => options.isDiskFull?.() === true,
      isHostStuck: () => options.isHostStuck?.() === true,
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
        watch.down(problem)
        drop()
        search.again()
      },
    })
    up = { session, instance: peer.instance }
    watch.up(session.pulses)
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

  let strangerNotedAt = Number.NEGATIVE_INFINITY
  const noteStranger = (address: string, what: string): void => {
    if (clock.now() - strangerNotedAt < STRANGER_NOTE_MS) return
    strangerNotedAt = clock.now()
    log.warn(`A connection from ${address} was refused: ${what}`)
  }

  /** A stranger may claim anything: without a proof only the peer's own address counts, and only with no link. */
  const nameInbound = (connection: Connection, outcome: HandshakeOutcome & { ok: false }): void => {
    const { problem, proved } = outcome
    if (!proved) gate.failed(connection.remoteAddress)
    if (problem === null || problem.code === 'refused') return
    if (connection.remoteAddress === settings.peerAddress && isSaidByEngine(problem)) events.proofRefused()
    if (up === null && (proved || connection.remoteAddress === settings.peerAddress))
      problems.set('link', problem)
    else noteStranger(connection.remoteAddress, sentence(problem))
  }

  const arrive = (connection: Connection): void => {
    const { wire, purpose, remoteAddress } = connection
    meet(connection, 'listener', purpose === 'bulk' ? admitBulk : () => null, (outcome) => {
      watch.arrived(remoteAddress, outcome.ok ? 'ready' : outcome.stage)
      if (!outcome.ok) {
        nameInbound(connection, outcome)
        return
      }
      if (purpose === 'control') {
        adopt(connection, outcome.peer, outcome.clockSkewMs)
      } else if (purpose === 'bulk') {
        events.bulk(lend(wire))
      } else {
        // The peer is there and would fit: no reason to wait with our own dialling.
        answerEchoes(wire)
        if (up === null) search.now()
      }
    })
  }

  const listener = listen({
    identity,
    settings,
    clock,
    gate,
    onConnection: arrive,
    onArrival: watch.arrived,
    onProblem: (problem) => {
      watch.listens(problem)
      problems.set('listener', problem)
    },
  })

  // ---- connections opened here

  const reach = (
    how: { readonly purpose: Purpose; readonly isSmall?: boolean },
    admit: (peer: Hello) => CloseWord | null,
    done: (reached: Reached, attempt: Attempt) => void,
  ): { abort(): void } => {
    const startedAt = clock.now()
    const attempt = (
      stage: Attempt['stage'],
      end: Attempt['end'],
      unackedBytes: number | null = null,
    ): Attempt => ({ stage, end, startedAt, endedAt: clock.now(), unackedBytes })
    return dial({ identity, settings, clock, sockets: outgoing, ...how }, (dialled) => {
      if (!dialled.ok) {
        const { problem, stage, end, unackedBytes } = dialled
        done({ ok: false, problem, isLimit: end === 'limited' }, attempt(stage, end, unackedBytes))
        return
      }
      const { connection } = dialled
      meet(connection, 'dialler', admit, (met) => {
        const detail = `${settings.peerAddress}:${settings.port} ended the connection during the handshake.`
        if (met.ok) {
          done({ ...met, connection }, attempt('ready', 'reached'))
          return
        }
        const problem: LinkProblem = met.problem ?? { code: 'refused', detail }
        if (isSaidByEngine(problem)) events.proofRefused()
        const end = problem.code === 'silent' ? 'timeout' : 'ended'
        done({ ok: false, problem, isLimit: false }, attempt(met.stage, end))
      })
    })
  }

  const search = startSearch({
    settings,
    heartbeatMs: options.timing.heartbeatMs,
    problems,
    reach: (purpose, done) =>
      reach(
        { purpose },
        () => null,
        (reached, attempt) => {
          watch.attempted(attempt)
          done(reached)
        },
      ),
    isUp: () => up !== null,
    onSession: ({ connection, peer, clockSkewMs }) => adopt(connection, peer, clockSkewMs),
  })

  const openBulk = (): Promise<BulkChannel> =>
    new Promise((resolve, reject) => {
      const session = up?.session
      if (session === undefined) {
        reject(new Error('There is no link to the other server; bulk data waits until there is.'))
        return
      }
      reach({ purpose: 'bulk' }, admitBulk, (reached) => {
        if (!reached.ok) {
          reject(new Error(sentence(reached.problem)))
        } else if (up?.session !== session) {
          reached.connection.wire.close('noSession')
          reject(new Error('The link went down while the bulk connection was opened; try again.'))
        } else resolve(lend(reached.connection.wire))
      })
    })

  // ---- the doctor

  const probe = (firstFrame: 'usual' | 'small'): Promise<Probe> =>
    new Promise((resolve) => {
      if (isClosed) {
        resolve(noProbe(clock.now()))
        return
      }
      reach(
        { purpose: 'probe', isSmall: firstFrame === 'small' },
        () => null,
        (reached, attempt) => resolve({ attempt, connection: reached.ok ? reached.connection : null }),
      )
    })

  return {
    evidence: watch.measures,
    examine: () => examine({ clock, peerAddress: settings.peerAddress, port: settings.port, probe }),
    send: (message) => up?.session.send(message),
    openBulk,
    newCertificate: pin.waiting,
    acceptCertificate: (sha256) => {
      const accepted = pin.accept(sha256)
      if (accepted !== null) search.now()
      return accepted
    },
    close: async () => {
      isClosed = true
      search.close()
      watch.close()
      const last = up
      drop()
      last?.session.close('closing')
      await Promise.all([listener.close(), outgoing.drain(CLOSE_GRACE_MS * 2), pin.settled()])
    },
  }
}
