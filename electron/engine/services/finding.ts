import type { ServiceValue } from '../../../shared/contract/status.ts'

/** What one look at a service found. `detail` is the technical cause, empty when there is nothing to say. */
export interface Finding {
  readonly value: ServiceValue
  readonly detail: string
}

export const up: Finding = { value: 'up', detail: '' }
export const down = (detail: string): Finding => ({ value: 'down', detail })
export const unknown = (detail: string): Finding => ({ value: 'unknown', detail })

/** How long a look may take, and what ends it early. */
export interface Limit {
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

/**
 * Runs something that ends by its own result, by the time-out or by the signal, whichever is first.
 * `begin` starts it and returns how it is cleaned up, which happens exactly once.
 */
export const withinLimit = <T>(
  { timeoutMs, signal }: Limit,
  late: T,
  begin: (finish: (result: T) => void) => () => void,
): Promise<T> =>
  new Promise((resolve) => {
    let isOver = false
    let cleanUp = () => {}
    const finish = (result: T) => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      cleanUp()
      resolve(result)
    }
    const onAbort = () => finish(late)
    const timer = setTimeout(onAbort, timeoutMs)
    signal.addEventListener('abort', onAbort)
    const end = begin(finish)
    if (isOver) end()
    else cleanUp = end
    if (signal.aborted) onAbort()
  })

const reasons: Record<string, (place: string) => string> = {
  ECONNREFUSED: (place) => `connection refused by ${place}`,
  ECONNRESET: (place) => `connection broken off by ${place}`,
  EPIPE: (place) => `connection broken off by ${place}`,
  EHOSTUNREACH: (place) => `no way to ${place}`,
  ENETUNREACH: (place) => `no network to ${place}`,
  ENOTFOUND: (place) => `the name of ${place} is not known`,
  EAI_AGAIN: (place) => `the name of ${place} could not be looked up`,
}

/** An error of a socket in words. */
export const socketTrouble = (place: string, error: NodeJS.ErrnoException): string =>
  reasons[error.code ?? '']?.(place) ?? `${place} failed: ${error.code ?? error.message}`

export const noAnswer = (place: string, timeoutMs: number): string =>
  `${place} did not answer within ${Math.round(timeoutMs)} ms`
