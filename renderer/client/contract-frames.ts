import type { ContractClient, ServerFrame } from '../../shared/contract/contract.ts'
import type { Status } from '../../shared/contract/status.ts'
import { connectionSentences } from '../../shared/domain/labels.ts'
import { CallError, pendingCalls } from './pending-calls.ts'

/** What a transport has to do for the contract: carry a frame, and hear of a call nobody answered. */
export interface Transport {
  send(frame: string): void
  timedOut(): void
  close(): void
}

/** The contract over frames, whatever carries them; the transport says what comes and when it is lost. */
export interface ContractFrames {
  readonly client: ContractClient
  readonly isClosed: boolean
  take(frame: ServerFrame): void
  connected(): void
  /** Nobody is heard any more: waiting calls end with the sentence. */
  lost(sentence: string): void
}

export const contractFrames = (transport: Transport, callLimitMs: number): ContractFrames => {
  const calls = pendingCalls(callLimitMs)
  const statusListeners = new Set<(status: Status) => void>()
  const connectionListeners = new Set<(isConnected: boolean) => void>()
  let lastStatus: Status | null = null
  let isConnected = false
  let isClosed = false

  const setConnected = (now: boolean): void => {
    if (isConnected === now) return
    isConnected = now
    for (const listener of [...connectionListeners]) listener(now)
  }
  const lost = (sentence: string): void => {
    calls.rejectAll(sentence)
    setConnected(false)
  }

  const client: ContractClient = {
    call: (method, input) =>
      isConnected
        ? calls.begin(method, input, transport.send, transport.timedOut)
        : Promise.reject(
            new CallError(isClosed ? connectionSentences.closed : connectionSentences.notConnected),
          ),
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
      transport.close()
      lost(connectionSentences.closed)
    },
  }

  return {
    client,
    get isClosed() {
      return isClosed
    },
    take: (frame) => {
      switch (frame.kind) {
        case 'result':
          calls.answer(frame.id, frame.output)
          return
        case 'error':
          calls.reject(frame.id, frame.message)
          return
        case 'status':
          lastStatus = frame.status
          // Connected is who hears the server: a path that accepts and drops at once is none.
          setConnected(true)
          for (const listener of [...statusListeners]) listener(frame.status)
      }
    },
    connected: () => setConnected(true),
    lost,
  }
}

/** A frame of the schema, or null. */
export const parseFrame = <T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false } },
  data: unknown,
): T | null => {
  if (typeof data !== 'string') return null
  try {
    const parsed = schema.safeParse(JSON.parse(data))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
