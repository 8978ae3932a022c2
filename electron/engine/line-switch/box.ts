import type { Clock, Tick } from '../ports.ts'
import { createCallPorts } from './call-ports.ts'
import { cleanReply, quoteReply } from './clean.ts'
import { encodeFrame, type Request } from './frame.ts'
import type { ReplyPattern } from './pattern.ts'
import { parseReply, type Reply, settleReadings } from './reply.ts'
import { askOnce, type Place, type SessionEnd } from './session.ts'

/** A question to the box and what its reply means; tries again while the box is busy with another session. */

export interface Understood {
  readonly lines: readonly string[]
  readonly reply: Reply
  /** The settable pattern could not be run; the reply is empty then. */
  readonly patternFault: string | null
}

export type BoxAnswer =
  | ({ readonly kind: 'answer'; readonly detail: string } & Understood)
  | { readonly kind: 'silent' | 'notWritten'; readonly detail: string }

export interface BoxQuestion {
  readonly request: Request
  readonly until: Tick
  readonly holdBack: () => string | null
  /** Whether this is the whole answer; `paused`: nothing came for a while, more may never come. */
  readonly isAnswer: (understood: Understood, moment: 'complete' | 'paused') => boolean
}

export interface Box {
  ask(question: BoxQuestion): Promise<BoxAnswer>
}

const FIRST_RETRY_MS = 25
const LAST_RETRY_MS = 200

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const nothing: Reply = { readings: [], unclear: null, complaint: null }

const understandWith =
  (pattern: ReplyPattern | null) =>
  (text: string, request: Request): Understood => {
    const lines = cleanReply(text, request)
    if (pattern === null) return { lines, reply: parseReply(lines), patternFault: null }
    const outcome = pattern.read(lines)
    return outcome.ok
      ? { lines, reply: settleReadings(outcome.readings, lines), patternFault: null }
      : { lines, reply: nothing, patternFault: outcome.detail }
  }

/** A question that may be put again: nothing was written, or it changes nothing. */
const mayRepeat = (end: SessionEnd, { command }: Request): end is Exclude<SessionEnd, { kind: 'heard' }> =>
  end.kind !== 'heard' && end.again && (end.kind === 'notWritten' || command === 'query')

export const createBox = (
  place: Place,
  pattern: ReplyPattern | null,
  clock: Clock,
  signal: AbortSignal,
): Box => {
  const understand = understandWith(pattern)
  const ports = createCallPorts()
  const name = `The A/B switch ${place.address}:${place.port}`

  const explain = (
    end: SessionEnd & { kind: 'heard' },
    request: Request,
    { reply, patternFault }: Understood,
  ) => {
    if (patternFault !== null) return patternFault
    const said = quoteReply(end.text, request.password)
    if (end.why === 'tooLong') return `${name} said more than a reply can be, without an answer: ${said}.`
    if (reply.unclear !== null) return `${name} cannot be understood (${reply.unclear}): ${said}.`
    if (reply.complaint !== null)
      return `${name} refused the request (check its password and cards): ${said}.`
    if (end.why === 'timeout') return `${name} gave no whole answer in time: ${said}.`
    return `${name} gave an answer without the asked cards and sides (check the reply pattern): ${said}.`
  }

  const session = (question: BoxQuestion): Promise<SessionEnd> =>
    askOnce(
      place,
      {
        frame: encodeFrame(question.request),
        until: question.until,
        holdBack: question.holdBack,
        enough: (text, moment) => question.isAnswer(understand(text, question.request), moment),
      },
      ports,
      clock,
      signal,
    )

  return {
    async ask(question) {
      const { request } = question
      let end = await session(question)
      let cause = ''
      for (let pause = FIRST_RETRY_MS; mayRepeat(end, request); pause = Math.min(pause * 2, LAST_RETRY_MS)) {
        cause = end.detail
        if (signal.aborted || clock.now() + pause >= question.until) break
        await delay(pause)
        end = await session(question)
      }
      if (end.kind !== 'heard') {
        // A last try cut short by the time says less than what made it necessary.
        const isCutShort = cause !== '' && (end.kind === 'notWritten' || request.command === 'query')
        return { kind: end.kind, detail: isCutShort ? cause : end.detail }
      }
      const understood = understand(end.text, request)
      const detail = explain(end, request, understood)
      // What was cut off by time or by length is a piece of something: no reading.
      const isWhole = end.why === 'enough' || end.why === 'closed'
      return { kind: 'answer', detail, ...understood, reply: isWhole ? understood.reply : nothing }
    },
  }
}
