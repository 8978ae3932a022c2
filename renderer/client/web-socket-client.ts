import { type ContractClient, type ServerFrame, serverFrame } from '../../shared/contract/contract.ts'
import { connectionSentences } from '../../shared/domain/labels.ts'
import { backOffMs } from './back-off.ts'
import { contractFrames, parseFrame } from './contract-frames.ts'
import { CALL_LIMIT_MS } from './pending-calls.ts'

const CLOSED_BY_US = 1000

/** The contract over a WebSocket of the page's own origin; the cookie says who asks. */
export const webSocketClient = (url: string, callLimitMs: number = CALL_LIMIT_MS): ContractClient => {
  let socket: WebSocket | null = null
  let attempt = 0
  let lastSequence = Number.NEGATIVE_INFINITY
  let retry: ReturnType<typeof setTimeout> | undefined

  const frames = contractFrames(
    {
      send: (frame) => socket?.send(frame),
      // A server that does not answer is not connected: it may be a dead path nobody closed.
      timedOut: () => drop(socket, connectionSentences.lostMeanwhile),
      close: () => {
        clearTimeout(retry)
        const last = socket
        socket = null
        last?.close(CLOSED_BY_US)
      },
    },
    callLimitMs,
  )

  /** Leaves this connection, whatever its state, and comes back later. */
  const drop = (dropped: WebSocket | null, sentence: string): void => {
    if (dropped === null || socket !== dropped) return
    socket = null
    dropped.close()
    frames.lost(sentence)
    if (frames.isClosed) return
    retry = setTimeout(connect, backOffMs(attempt, Math.random()))
    attempt += 1
  }

  const take = (frame: ServerFrame): void => {
    if (frame.kind === 'status') {
      if (frame.sequence <= lastSequence) return
      lastSequence = frame.sequence
      attempt = 0
    }
    frames.take(frame)
  }

  const connect = (): void => {
    const opened = new WebSocket(url)
    socket = opened
    lastSequence = Number.NEGATIVE_INFINITY
    opened.addEventListener('message', (event) => {
      if (socket !== opened) return
      const frame = parseFrame(serverFrame, event.data)
      if (frame === null) drop(opened, connectionSentences.notUnderstood)
      else take(frame)
    })
    opened.addEventListener('close', () => drop(opened, connectionSentences.lostMeanwhile))
  }
  connect()

  return frames.client
}

/** The address of the API beside this page: `/api` of the same origin. */
export const apiUrl = (page: { protocol: string; host: string }): string =>
  `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/api`
