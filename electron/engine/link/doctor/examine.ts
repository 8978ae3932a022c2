import type { ExaminationEvidence, SizeEvidence } from '../../../../shared/domain/link-doctor/evidence.ts'
import type { Clock } from '../../ports.ts'
import type { Connection } from '../listener.ts'
import { type Attempt, attemptEvidence } from './book.ts'
import { type Asker, createAsker } from './echo.ts'
import { countSegments, segmentsSince } from './segments.ts'

/** One connection on purpose, through the whole handshake. */
export interface Probe {
  readonly attempt: Attempt
  readonly connection: Connection | null
}

/** After the link was closed. */
export const noProbe = (now: number): Probe => ({
  attempt: { stage: 'connect', end: 'ended', startedAt: now, endedAt: now, unackedBytes: null },
  connection: null,
})

export interface ExamineOptions {
  readonly clock: Clock
  readonly peerAddress: string
  readonly port: number
  probe(firstFrame: 'usual' | 'small'): Promise<Probe>
}

/** From what passes everywhere over one packet of Ethernet to more than one of nine thousand bytes. */
const SIZES = [200, 500, 1_000, 1_200, 1_400, 4_000, 12_000] as const
/** Long enough for several resendings: loss by chance is not taken for a limit of size. */
const SIZE_LIMIT_MS = 2_500
const ECHOES = 20
const ECHOES_FOR_MS = 4_000
const LATE_MS = 150
/** A bad link makes every frame slow: what is not measured by then stays unknown. */
const SIZES_FOR_MS = 12_000
const SMALL = 16

const measureEchoes = async (asker: Asker, clock: Clock): Promise<ExaminationEvidence['echoes']> => {
  const took: number[] = []
  const until = clock.now() + ECHOES_FOR_MS
  while (took.length < ECHOES && clock.now() < until) {
    took.push((await asker.ask(SMALL, SMALL, SIZE_LIMIT_MS)) ?? Number.POSITIVE_INFINITY)
  }
  const shortest = Math.min(...took)
  return { sent: took.length, late: took.filter((tookMs) => tookMs > shortest + LATE_MS).length }
}

type Way = 'toPeer' | 'fromPeer'

const passes = async (asker: Asker, way: Way, bytes: number): Promise<boolean> => {
  const isThere =
    way === 'toPeer' ? asker.ask(bytes, SMALL, SIZE_LIMIT_MS) : asker.ask(SMALL, bytes, SIZE_LIMIT_MS)
  return (await isThere) !== null
}

/** A frame that is lost blocks its connection, so the lost one is asked for once more on another. */
const measureSizes = async (options: ExamineOptions, way: Way): Promise<SizeEvidence | null> => {
  const first = await openAsker(options)
  if (first === null) return null
  let largestThrough = 0
  let lost: number | null = null
  const until = options.clock.now() + SIZES_FOR_MS
  for (const bytes of SIZES) {
    if (options.clock.now() > until) break
    if (await passes(first, way, bytes)) largestThrough = bytes
    else {
      lost = bytes
      break
    }
  }
  first.close()
  if (lost === null) return { largestThrough, smallestLost: null }
  const second = await openAsker(options)
  if (second === null) return null
  const isChance = await passes(second, way, lost)
  second.close()
  return { largestThrough, smallestLost: isChance ? null : lost }
}

const openAsker = async ({ probe, clock }: ExamineOptions): Promise<Asker | null> => {
  const { connection } = await probe('usual')
  return connection === null ? null : createAsker(connection.wire, clock)
}

const ATTEMPTS = 3

/** The system sends the first packet twice in one attempt: lost by chance it is not lost six times. */
const reachAgain = async ({ probe }: ExamineOptions): Promise<Probe> => {
  let last = await probe('usual')
  for (let count = 1; count < ATTEMPTS; count++) {
    const { stage, end } = last.attempt
    if (stage !== 'connect' || end !== 'timeout') return last
    last = await probe('usual')
  }
  return last
}

/** Connects, echoes, sends frames of growing size in each direction, and counts what had to be sent again. */
export const examine = async (options: ExamineOptions): Promise<ExaminationEvidence> => {
  const { clock, peerAddress, port, probe } = options
  const before = await countSegments(peerAddress, port)
  const { attempt, connection } = await reachAgain(options)
  const dial = attemptEvidence(attempt, attempt.startedAt, clock.now())
  if (connection === null) {
    const isStuck = attempt.stage === 'tls' && attempt.end === 'timeout'
    const small = isStuck ? await probe('small') : null
    small?.connection?.wire.close('probeDone')
    const smallDial =
      small === null ? null : attemptEvidence(small.attempt, small.attempt.startedAt, clock.now())
    return { dial, smallDial, toPeer: null, fromPeer: null, echoes: null, segments: null }
  }
  const asker = createAsker(connection.wire, clock)
  const echoes = await measureEchoes(asker, clock)
  const [toPeer, fromPeer] = await Promise.all([
    measureSizes(options, 'toPeer'),
    measureSizes(options, 'fromPeer'),
  ])
  const segments = segmentsSince(before, await countSegments(peerAddress, port))
  asker.close()
  return { dial, smallDial: null, toPeer, fromPeer, echoes, segments }
}
