import type { MethodName } from '../shared/contract/contract.ts'
import type { Status } from '../shared/contract/status.ts'
import type { NotConnected, ServiceConnection } from './engine/admin/service-connection.ts'

/** A service that is followed: when the connection is lost it is made again, until somebody stops it. */
export interface Followed {
  call(method: MethodName, input: unknown): Promise<unknown>
  onStatus(listener: (sequence: number, status: Status) => void): void
  onConnection(listener: (isConnected: boolean) => void): void
  stop(): void
}

export interface Following {
  readonly first: ServiceConnection
  readonly connect: () => Promise<
    { readonly ok: true; readonly connection: ServiceConnection } | Pick<NotConnected, 'ok' | 'message'>
  >
  /** After a failed attempt: whether another one is worth it. */
  readonly isWorthTrying: () => boolean
}

export const AGAIN_MS = 1_000

export const follow = ({ first, connect, isWorthTrying }: Following): Followed => {
  const statusListeners: ((sequence: number, status: Status) => void)[] = []
  const connectionListeners: ((isConnected: boolean) => void)[] = []
  let connection: ServiceConnection | null = null
  let newest: Status | null = null
  let sequence = 0
  let isStopped = false

  const use = (next: ServiceConnection): void => {
    connection = next
    for (const listener of connectionListeners) listener(true)
    next.onStatus((status) => {
      sequence += 1
      newest = status
      for (const listener of statusListeners) listener(sequence, status)
    })
    void next.closed.then(() => {
      connection = null
      newest = null
      for (const listener of connectionListeners) listener(false)
      again()
    })
  }
  const attempt = async (): Promise<void> => {
    if (isStopped) return
    const connected = await connect()
    if (connected.ok && isStopped) connected.connection.close()
    else if (connected.ok) use(connected.connection)
    else if (isWorthTrying()) again()
  }
  const again = (): void => {
    if (!isStopped) setTimeout(() => void attempt(), AGAIN_MS)
  }
  use(first)

  return {
    call: (method, input) =>
      connection === null
        ? Promise.reject(new Error('the redundancy service does not answer'))
        : connection.call(method, input as never),
    onStatus: (listener) => {
      statusListeners.push(listener)
      if (newest !== null) listener(sequence, newest)
    },
    onConnection: (listener) => {
      connectionListeners.push(listener)
      listener(connection !== null)
    },
    stop: () => {
      isStopped = true
      connection?.close()
    },
  }
}
