import {
  type ContractClient,
  type Input,
  type MethodName,
  methods,
  type Output,
  type ServerFrame,
  serverFrame,
} from '../../shared/contract/contract.ts'
import type { Status } from '../../shared/contract/status.ts'
import { connectionSentences } from '../../shared/domain/labels.ts'
import { backOffMs } from './back-off.ts'

/** How long a call may take. A switch-over itself is not a call: it is accepted, then shown. */
const CALL_LIMIT_MS = 10_000
const CLOSED_BY_US = 1000

/** A call that got no answer; `message` is one sentence a person can read. */
export class CallError extends Error {
  override readonly name = 'CallError'
}

interface Pending {
  readonly resolve: (output: unknown) => void
  readonly reject: (error: CallError) => void
  readonly timer: ReturnType<typeof setTimeout>
}

/** The contract over a WebSocket of the page's own origin; the cookie says who asks. */
export const webSocketClient = (url: string, callLimitMs: number = CALL_LIMIT_MS): ContractClient => {
  const pending = new Map<number, Pending>()
  const statusListeners = new Set<(status: Status) => void>()
  const connectionListeners = new Set<(isConnected: boolean) => void>()
  let socket: WebSocket | null = null
  let isConnected = false
  let isClosed = false
  let attempt = 0
  let nextId = 1
  let lastSequence = Number.NEGATIVE_INFINITY
  let lastStatus: Status | null = null
  let retry: ReturnType<typeof setTimeout> | undefined

  const settle = (id: number): Pending | undefined => {
    const entry = pending.get(id)
    if (entry === undefined) return undefined
    pending.delete(id)
    clearTimeout(entry.timer)
    return entry
  }
  const rejectAll = (sentence: string): void => {
    for (const id of [...pending.keys()]) settle(id)?.reject(new CallError(sentence))
  }
  const setConnected = (now: boolean): void => {
    if (isConnected === now) return
    isConnected = now
    for (const listener of [...connectionListeners]) listener(now)
  }

  /** Leaves this connection, whatever its state, and comes back later. */
  const drop = (dropped: WebSocket, sentence: string): void => {
    if (socket !== dropped) return
    socket = null
    dropped.close()
    rejectAll(sentence)
    setConnected(false)
    if (isClosed) return
    retry = setTimeout(connect, backOffMs(attempt, Math.random()))
    attempt += 1
  }

  const take = (frame: ServerFrame): void => {
    switch (frame.kind) {
      case 'result':
        settle(frame.id)?.resolve(frame.output)
        return
      case 'error':
        settle(frame.id)?.reject(new CallError(frame.message))
        return
      case 'status':
        if (frame.sequence <= lastSequence) return
        lastSequence = frame.sequence
        lastStatus = frame.status
        attempt = 0
        // Connected is who hears the server: a path that accepts and drops at once is none.
        setConnected(true)
        for (const listener of [...statusListeners]) listener(frame.status)
    }
  }

  const connect = (): void => {
    const opened = new WebSocket(url)
    socket = opened
    lastSequence = Number.NEGATIVE_INFINITY
    opened.addEventListener('message', (event) => {
      if (socket !== opened) return
      const frame = parseFrame(event.data)
      if (frame === null) drop(opened, connectionSentences.notUnderstood)
      else take(frame)
    })
    opened.addEventListener('close', () => drop(opened, connectionSentences.lostMeanwhile))
  }
  connect()

  return {
    call: <M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>> =>
      new Promise((resolve, reject) => {
        const used = socket
        if (!isConnected || used === null) {
          reject(new CallError(isClosed ? connectionSentences.closed : connectionSentences.notConnected))
          return
        }
        const id = nextId
        nextId += 1
        const timer = setTimeout(() => {
          settle(id)?.reject(new CallError(connectionSentences.timeOut))
          // A server that does not answer is not connected: it may be a dead path nobody closed.
          drop(used, connectionSentences.lostMeanwhile)
        }, callLimitMs)
        const take = (output: unknown): void => {
          const parsed = methods[method].output.safeParse(output)
          if (parsed.success) resolve(parsed.data as Output<M>)
          else reject(new CallError(connectionSentences.notUnderstood))
        }
        pending.set(id, { resolve: take, reject, timer })
        used.send(JSON.stringify({ kind: 'call', id, method, input }))
      }),
    onStatus: (listener) => {
      statusListeners.add(listener)
      if (lastStatus !== null && isConnected) listener(lastStatus)
      return () => statusListeners.delete(listener)
    },
    onConnection: (listener) => {
      connectionListeners.add(listener)
      listener(isConnected)
      return () => connectionListeners.delete(listener)
    },
    close: () => {
      isClosed = true
      clearTimeout(retry)
      const last = socket
      socket = null
      last?.close(CLOSED_BY_US)
      rejectAll(connectionSentences.closed)
      setConnected(false)
    },
  }
}

const parseFrame = (data: unknown): ServerFrame | null => {
  if (typeof data !== 'string') return null
  try {
    const parsed = serverFrame.safeParse(JSON.parse(data))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** The address of the API beside this page: `/api` of the same origin. */
export const apiUrl = (page: { protocol: string; host: string }): string =>
  `${page.protocol === 'https:' ? 'wss' : 'ws'}://${page.host}/api`
