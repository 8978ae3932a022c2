import { z } from 'zod'
import type { Clock, LinkProblem } from '../ports.ts'
import { type CloseWord, closeWordOf } from './close-codes.ts'
import { disagreement, type Hello, readHello } from './hello.ts'
import { HANDSHAKE_FRAME_BYTES } from './limits.ts'
import type { Connection } from './listener.ts'
import { type Direction, otherDirection, prove, proves, type Transcript } from './proof.ts'
import type { WireEnd } from './wire.ts'

/**
 * The first five frames of every connection, before anything else is accepted:
 *
 *     dialler                      listener
 *     hello  ------------------->             in clear, bound by both proofs
 *            <-------------------  hello
 *     proof  ------------------->             the stranger proves first
 *            <-------------------  proof
 *     ready  <------------------>  ready      each found the other a fitting pair
 *
 * Whatever keeps the two apart is found by both from the same proved hellos, so both can name it.
 */

const proofFrame = z
  .object({ kind: z.literal('proof'), mac: z.string().regex(/^[0-9a-f]{64}$/), wallMs: z.number() })
  .strict()
const readyFrame = z.object({ kind: z.literal('ready') }).strict()

export interface HandshakeOptions {
  readonly connection: Connection
  readonly direction: Direction
  readonly key: Buffer
  readonly ownFingerprint: string
  /** Ours, with a fresh nonce. */
  readonly hello: Hello
  readonly clock: Clock
  wallMs(): number
  /** False: another certificate is pinned. Asked only after a right proof. */
  isPinned(fingerprint: string): boolean
  /** Says why a proved peer may still not come in now. */
  admit(peer: Hello): CloseWord | null
}

export type HandshakeOutcome =
  | { readonly ok: true; readonly peer: Hello; readonly clockSkewMs: number }
  /** `proved`: the key was right, so what is named is true. Null problem: the other end just went away. */
  | {
      readonly ok: false
      readonly problem: LinkProblem | null
      readonly proved: boolean
      /** What was waited for when it ended. */
      readonly stage: 'hello' | 'proof' | 'ready'
    }

/** What the other end's closing word means here. */
const named = (end: WireEnd, own: Hello, peer: Hello | null): LinkProblem | null => {
  switch (end.word) {
    case 'keyMismatch':
    case 'certificateChanged':
      return { code: end.word }
    case 'malformedFrame':
      return { code: 'malformedFrame', detail: end.foundHere ? end.detail : 'the other server says so' }
    case 'roleMismatch':
    case 'addressMismatch':
    case 'arbiterMismatch':
    case 'timingMismatch':
    case 'sameServer':
      return peer === null ? null : disagreement(own, peer)
    case 'timeout':
      return {
        code: 'silent',
        detail: 'The other server waited too long for this one; it may be overloaded.',
      }
    case 'noSession':
      return {
        code: 'refused',
        detail: 'The other server has no link to this one yet; try again in a moment.',
      }
    default:
      return null
  }
}

export const shakeHands = (options: HandshakeOptions, done: (outcome: HandshakeOutcome) => void): void => {
  const { connection, direction, key, hello: own, clock } = options
  const { wire } = connection
  const ownText = JSON.stringify(own)
  let peer: Hello | null = null
  let transcript: Transcript | null = null
  let expected: 'hello' | 'proof' | 'ready' = 'hello'
  let isOver = false
  let helloSentAt = clock.now()
  let skewMs = 0

  const finish = (outcome: HandshakeOutcome): void => {
    if (isOver) return
    isOver = true
    clearTimeout(patience)
    done(outcome)
  }
  const fail = (problem: LinkProblem, word: CloseWord = closeWordOf(problem)): void => {
    if (isOver) return
    wire.close(word)
    finish({ ok: false, problem, proved: expected === 'ready', stage: expected })
  }
  const malformed = (detail: string): void => fail({ code: 'malformedFrame', detail })

  const patience = setTimeout(
    () => {
      fail({ code: 'silent', detail: `${connection.remoteAddress} did not finish the handshake.` }, 'timeout')
    },
    Math.max(0, connection.timeLeftMs),
  )

  /** Our clock against a time the peer wrote after `helloSentAt`; half the round trip is the best guess of its way. */
  const skewOf = (peerWallMs: number): number =>
    peerWallMs - (options.wallMs() - (clock.now() - helloSentAt) / 2)

  const sendHello = (): void => {
    helloSentAt = clock.now()
    wire.sendText(ownText)
  }
  const sendProof = (about: Transcript): void => {
    const wallMs = options.wallMs()
    wire.sendText(JSON.stringify({ kind: 'proof', mac: prove(key, direction, about, wallMs), wallMs }))
  }

  const onHello = (frame: unknown, text: string): void => {
    if (direction === 'listener') sendHello()
    const reading = readHello(frame, own)
    if (!reading.ok) {
      fail(reading.problem)
      return
    }
    peer = reading.hello
    if (peer.nonce === own.nonce) {
      malformed('our own hello came back')
      return
    }
    const isDialler = direction === 'dialler'
    transcript = {
      exporter: connection.exporter,
      diallerHello: isDialler ? ownText : text,
      listenerHello: isDialler ? text : ownText,
      diallerFingerprint: isDialler ? options.ownFingerprint : connection.fingerprint,
      listenerFingerprint: isDialler ? connection.fingerprint : options.ownFingerprint,
    }
    expected = 'proof'
    if (isDialler) {
      skewMs = skewOf(peer.wallMs)
      sendProof(transcript)
    }
  }

  const onProof = (frame: unknown, about: Transcript, from: Hello): void => {
    const proof = proofFrame.safeParse(frame)
    if (!proof.success) {
      malformed('proof')
      return
    }
    const { mac, wallMs } = proof.data
    if (!proves(key, otherDirection(direction), about, wallMs, mac)) {
      fail({ code: 'keyMismatch' })
      return
    }
    expected = 'ready'
    if (direction === 'listener') {
      skewMs = skewOf(wallMs)
      sendProof(about)
    }
    const problem = disagreement(own, from)
    if (problem !== null) {
      fail(problem)
      return
    }
    if (!options.isPinned(connection.fingerprint)) {
      fail({ code: 'certificateChanged' })
      return
    }
    const refusal = options.admit(from)
    if (refusal !== null) {
      fail({ code: 'refused', detail: `A connection was not admitted (${refusal}).` }, refusal)
      return
    }
    wire.sendText(JSON.stringify({ kind: 'ready' }))
  }

  wire.onFrame((data, isBinary) => {
    if (isOver) return
    if (isBinary || data.length > HANDSHAKE_FRAME_BYTES) {
      malformed(isBinary ? 'binary before the proof' : 'too large before the proof')
      return
    }
    const text = data.toString('utf8')
    const frame = parseJson(text)
    if (peer === null || transcript === null) {
      onHello(frame, text)
    } else if (expected === 'proof') {
      onProof(frame, transcript, peer)
    } else if (readyFrame.safeParse(frame).success) {
      connection.trust()
      finish({ ok: true, peer, clockSkewMs: skewMs })
    } else {
      malformed('ready')
    }
  })
  wire.onEnd((end) =>
    finish({ ok: false, problem: named(end, own, peer), proved: expected === 'ready', stage: expected }),
  )
  if (direction === 'dialler') sendHello()
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
