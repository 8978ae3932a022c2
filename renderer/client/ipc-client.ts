import {
  type ContractClient,
  type Input,
  type MethodName,
  methods,
  type Output,
} from '../../shared/contract/contract.ts'
import { type AppFrame, appFrame, type FrameChannel, type WindowKind } from '../../shared/contract/desktop.ts'
import type { Status } from '../../shared/contract/status.ts'
import { connectionSentences } from '../../shared/domain/labels.ts'
import { CallError } from './web-socket-client.ts'

const CALL_LIMIT_MS = 10_000

/** The contract over the desktop app's frame channel, and what only a window of that app can ask for. */
export interface IpcClient extends ContractClient {
  openWindow(window: WindowKind): void
}

interface Pending {
  readonly resolve: (output: unknown) => void
  readonly reject: (error: CallError) => void
  readonly timer: ReturnType<typeof setTimeout>
}

const parseFrame = (text: string): AppFrame | null => {
  try {
    const parsed = appFrame.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

export const ipcClient = (channel: FrameChannel, callLimitMs: number = CALL_LIMIT_MS): IpcClient => {
  const pending = new Map<number, Pending>()
  const statusListeners = new Set<(status: Status) => void>()
  const connectionListeners = new Set<(isConnected: boolean) => void>()
  let lastStatus: Status | null = null
  let isConnected = false
  let isClosed = false
  let nextId = 1

  const settle = (id: number): Pending | undefined => {
    const entry = pending.get(id)
    pending.delete(id)
    clearTimeout(entry?.timer)
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

  const take = (frame: AppFrame): void => {
    switch (frame.kind) {
      case 'result':
        settle(frame.id)?.resolve(frame.output)
        return
      case 'error':
        settle(frame.id)?.reject(new CallError(frame.message))
        return
      case 'connection':
        if (!frame.isConnected) rejectAll(connectionSentences.lostMeanwhile)
        setConnected(frame.isConnected)
        return
      case 'status':
        lastStatus = frame.status
        // Connected is who hears the engine.
        setConnected(true)
        for (const listener of [...statusListeners]) listener(frame.status)
    }
  }
  channel.onFrame((text) => {
    if (isClosed) return
    const frame = parseFrame(text)
    if (frame !== null) return take(frame)
    rejectAll(connectionSentences.notUnderstood)
    setConnected(false)
  })

  return {
    openWindow: (window) => channel.send(JSON.stringify({ kind: 'open', window })),
    call: <M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>> =>
      new Promise((resolve, reject) => {
        if (!isConnected) {
          reject(new CallError(isClosed ? connectionSentences.closed : connectionSentences.notConnected))
          return
        }
        const id = nextId
        nextId += 1
        const timer = setTimeout(
          () => settle(id)?.reject(new CallError(connectionSentences.timeOut)),
          callLimitMs,
        )
        const answered = (output: unknown): void => {
          const parsed = methods[method].output.safeParse(output)
          if (parsed.success) resolve(parsed.data as Output<M>)
          else reject(new CallError(connectionSentences.notUnderstood))
        }
        pending.set(id, { resolve: answered, reject, timer })
        channel.send(JSON.stringify({ kind: 'call', id, method, input }))
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
      rejectAll(connectionSentences.closed)
      setConnected(false)
    },
  }
}
