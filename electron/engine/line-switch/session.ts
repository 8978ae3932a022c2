import net from 'node:net'
import type { Clock, Tick } from '../ports.ts'
import type { CallPorts } from './call-ports.ts'
import { MAX_REPLY_BYTES } from './clean.ts'

/**
 * One connection, one frame, one reply, and the connection is gone: the box serves one session at a
 * time, and the other server is waiting for it. Ended by a reset, so that nothing of it lingers in the
 * box's queue.
 */

export interface Place {
  readonly address: string
  readonly port: number
  /** The server's own address to call from; empty lets the system choose. */
  readonly ownAddress: string
}

export type SessionEnd =
  /** Something came. Whether it is an answer is the caller's judgement. */
  | {
      readonly kind: 'heard'
      readonly text: string
      readonly why: 'enough' | 'closed' | 'timeout' | 'tooLong'
    }
  /** The frame was written, nothing came. `again`: it was closed at once, as a busy box does. */
  | { readonly kind: 'silent'; readonly detail: string; readonly again: boolean }
  /** Nothing was written. `again`: a later try may do better (refused, another session). */
  | { readonly kind: 'notWritten'; readonly detail: string; readonly again: boolean }

/**
 * `complete`: its last line ended, or the sender closed: ask no further. `paused`: nothing came for a
 * while. `enough` is asked at both and says whether the text answers the question.
 */
export type Judge = (text: string, moment: 'complete' | 'paused') => boolean

export interface Question {
  readonly frame: Buffer
  /** No answer counts after this moment. */
  readonly until: Tick
  /** Asked just before the write; a sentence keeps it from being written. */
  readonly holdBack: () => string | null
  readonly enough: Judge
}

/** A lull this long ends a reply that has no other end: a fifth of the time there is. */
const pauseMs = (leftMs: number): number => Math.min(60, Math.max(10, leftMs / 5))
/** After the last line that was needed, the same packet train may hold more ("... FORCED"). */
const SETTLE_MS = 5

const reasons: Record<string, string> = {
  ECONNREFUSED: 'refused the connection',
  ECONNRESET: 'broke the connection off',
  EPIPE: 'broke the connection off',
  EHOSTUNREACH: 'cannot be reached (no route or no such host)',
  ENETUNREACH: 'cannot be reached (no network)',
  ETIMEDOUT: 'did not answer',
}

/** The box ended it, or somebody else of this server calls from that port meanwhile. */
const repeatable = ['ECONNREFUSED', 'ECONNRESET', 'EADDRINUSE']

const inWords = (place: Place, error: NodeJS.ErrnoException): string =>
  error.code === 'EADDRNOTAVAIL'
    ? `This server has no address ${place.ownAddress} to call the A/B switch from: check the network card and the Primary and Secondary Address.`
    : `The A/B switch ${place.address}:${place.port} ${reasons[error.code ?? ''] ?? `failed (${error.code ?? error.message})`}.`

const end = (socket: net.Socket) => {
  // Before the connection stands a reset would wait for it, and open a session nobody wants.
  if (!socket.connecting && typeof socket.resetAndDestroy === 'function') socket.resetAndDestroy()
  else socket.destroy()
}

/** Never rejects. `signal` ends it at once. */
export const askOnce = (
  place: Place,
  question: Question,
  ports: CallPorts,
  clock: Clock,
  signal: AbortSignal,
): Promise<SessionEnd> =>
  new Promise((resolve) => {
    const { frame, until, holdBack, enough } = question
    const name = `The A/B switch ${place.address}:${place.port}`
    let text = ''
    let isWritten = false
    let isSettling = false
    let isDone = false
    let isClosed = false
    let isEndedThere = false
    let lull: NodeJS.Timeout | undefined
    let port = ports.next()
    const leftMs = () => until - clock.now()

    const socket = net.connect({
      host: place.address,
      port: place.port,
      noDelay: true,
      ...(place.ownAddress === '' ? {} : { localAddress: place.ownAddress }),
      ...(port === 0 ? {} : { localPort: port }),
    })
    const finish = (result: SessionEnd) => {
      if (isDone) return
      isDone = true
      clearTimeout(limit)
      clearTimeout(lull)
      signal.removeEventListener('abort', onAbort)
      const isAnswered = result.kind === 'heard' && result.why === 'enough'
      ports.ended(port, isEndedThere ? 'proved' : isAnswered ? 'answered' : 'unanswered')
      // The box must have seen this session end before the next one begins.
      if (isClosed) resolve(result)
      else socket.once('close', () => resolve(result))
      end(socket)
    }
    const withText = (
      why: 'enough' | 'closed' | 'timeout' | 'tooLong',
      otherwise: string,
      again: boolean,
    ) => {
      if (!isWritten) finish({ kind: 'notWritten', detail: otherwise, again })
      else if (text === '') finish({ kind: 'silent', detail: otherwise, again })
      else finish({ kind: 'heard', text, why })
    }
    const onTimeout = () =>
      withText(
        'timeout',
        isWritten ? `${name} did not answer in time.` : `${name} did not take the connection in time.`,
        false,
      )
    const onAbort = () => withText('closed', 'The line switch driver was closed.', false)
    const limit = setTimeout(onTimeout, Math.max(0, leftMs()))

    socket.on('connect', () => {
      port = socket.localPort ?? port
      ports.opened(port)
      const held = leftMs() <= 0 ? `${name} took the connection too late.` : holdBack()
      if (held !== null) return finish({ kind: 'notWritten', detail: held, again: false })
      // From here on the box may have got it, whatever the write reports.
      isWritten = true
      socket.write(frame)
    })
    socket.on('data', (bytes: Buffer) => {
      // A greeting before the question is no answer to it, and a reply read after a stall is late.
      if (!isWritten || isDone) return
      if (leftMs() <= 0) return onTimeout()
      text += bytes.toString('latin1')
      if (text.length > MAX_REPLY_BYTES) return withText('tooLong', '', false)
      if (isSettling) return
      clearTimeout(lull)
      if (/[\r\n]$/.test(text) && enough(text, 'complete')) {
        isSettling = true
        lull = setTimeout(() => withText('enough', '', false), SETTLE_MS)
        return
      }
      lull = setTimeout(() => {
        if (leftMs() <= 0) onTimeout()
        else if (enough(text, 'paused')) withText('enough', '', false)
      }, pauseMs(leftMs()))
    })
    socket.on('end', () => {
      isEndedThere = true
      withText('closed', `${name} closed the connection without an answer.`, true)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      isEndedThere = repeatable.includes(error.code ?? '')
      withText('closed', inWords(place, error), isEndedThere)
    })
    socket.on('close', () => {
      isClosed = true
      withText('closed', `${name} closed the connection without an answer.`, true)
    })
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort)
  })
