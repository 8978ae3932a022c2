import type { IncomingMessage } from 'node:http'
import type { Log } from '../ports.ts'
import type { Caller } from './engine-handle.ts'
import { createFailureLimit } from './failure-limit.ts'
import { checkOrigin, checkToken, isRightHost, tokenPerson } from './guard.ts'
import type { Place } from './service-file.ts'

/** Who may come in with the token of the data folder. Whatever else a host lets in stands in front of it. */
export type Entry =
  | { readonly ok: true; readonly caller: Caller; isStillAllowed(): boolean }
  | { readonly ok: false; readonly code: 401 | 403 | 429 | 503; readonly message: string }

export interface Door {
  readonly place: Place
  /** Opens it: from now on this is the token of the command line. */
  open(token: string): void
  isOpen(): boolean
  /** Null when the request may be answered at all; else the sentence of the refusal. */
  refusal(request: IncomingMessage): string | null
  enterWithToken(request: IncomingMessage): Entry
  /** Counts a failed log-on; true when there were too many. */
  hasFailed(request: IncomingMessage): boolean
}

export const refuseEntry = (code: 401 | 403 | 429 | 503, message: string): Entry => ({
  ok: false,
  code,
  message,
})

export interface DoorOptions {
  readonly place: Place
  readonly log: Log
  /** Monotonic milliseconds. */
  readonly now: () => number
  /** What somebody without a token is told. */
  readonly howToEnter: string
}

export const createDoor = ({ place, log, now, howToEnter }: DoorOptions): Door => {
  const failures = createFailureLimit(now)
  let token: string | null = null
  const hasFailed = (request: IncomingMessage): boolean => {
    const from = request.socket.remoteAddress ?? 'unknown'
    const isTooMany = failures.fail(from)
    if (!isTooMany) log.warn(`A log-on from ${from} failed: wrong, used or old link or token.`)
    return isTooMany
  }
  return {
    place,
    open: (next) => {
      token = next
    },
    isOpen: () => token !== null,
    refusal: (request) => {
      if (!isRightHost(request, place)) {
        return `This service answers to http://${place.address}:${place.port} only.`
      }
      return checkOrigin(request) === 'foreign' ? 'Requests from other pages are refused.' : null
    },
    enterWithToken: (request) => {
      if (token === null) return refuseEntry(503, 'The service is starting: try again in a moment.')
      const isRight = checkToken(request, token)
      if (isRight === null) return refuseEntry(401, howToEnter)
      if (isRight) {
        const caller = { person: tokenPerson(request), authority: 'operator' } as const
        return { ok: true, caller, isStillAllowed: () => true }
      }
      return hasFailed(request)
        ? refuseEntry(429, 'Too many wrong tokens: wait a minute.')
        : refuseEntry(401, 'The token is wrong: use the one of the data folder of this service.')
    },
    hasFailed,
  }
}
