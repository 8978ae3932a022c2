import type { IncomingMessage } from 'node:http'
import type { Caller } from '../engine/admin/engine-handle.ts'
import type { Place } from '../engine/admin/service-file.ts'
import type { Log } from '../engine/ports.ts'
import { createFailureLimit } from './failure-limit.ts'
import {
  checkOrigin,
  checkToken,
  cookieName,
  cookieOf,
  isRightHost,
  linkPerson,
  tokenPerson,
} from './guard.ts'
import { createSessions, type Sessions } from './sessions.ts'

/** Who may come in: the one place that knows tokens, links and cookies. */
export type Entry =
  | { readonly ok: true; readonly caller: Caller; isStillAllowed(): boolean }
  | { readonly ok: false; readonly code: 401 | 403 | 429 | 503; readonly message: string }

export interface Door {
  readonly place: Place
  readonly sessions: Sessions
  /** Opens it: from now on this is the token of the command line. */
  open(token: string): void
  isOpen(): boolean
  /** Null when the request may be answered at all; else the sentence of the refusal. */
  refusal(request: IncomingMessage): string | null
  linkUrl(): string
  sessionOf(request: IncomingMessage): Caller | null
  enterWithToken(request: IncomingMessage): Entry
  /** For the socket: with the token, or from an own page with the cookie. */
  enter(request: IncomingMessage): Entry
  /** Counts a failed log-on; true when there were too many. */
  hasFailed(request: IncomingMessage): boolean
}

const refuse = (code: 401 | 403 | 429 | 503, message: string): Entry => ({ ok: false, code, message })

export const createDoor = (place: Place, now: () => number, log: Log): Door => {
  const sessions = createSessions(now)
  const failures = createFailureLimit(now)
  let token: string | null = null
  const sessionOf = (request: IncomingMessage): Caller | null => {
    const id = cookieOf(request, cookieName(place.port))
    return id === null ? null : sessions.find(id)
  }
  const hasFailed = (request: IncomingMessage): boolean => {
    const from = request.socket.remoteAddress ?? 'unknown'
    const isTooMany = failures.fail(from)
    if (!isTooMany) log.warn(`A log-on from ${from} failed: wrong, used or old link or token.`)
    return isTooMany
  }
  const enterWithToken = (request: IncomingMessage): Entry => {
    if (token === null) return refuse(503, 'The service is starting: try again in a moment.')
    const isRight = checkToken(request, token)
    if (isRight === null) return refuse(401, 'Log on first: run "redundancy link" and open what it prints.')
    if (isRight) {
      const caller = { person: tokenPerson(request), authority: 'operator' } as const
      return { ok: true, caller, isStillAllowed: () => true }
    }
    return hasFailed(request)
      ? refuse(429, 'Too many wrong tokens: wait a minute.')
      : refuse(401, 'The token is wrong: use the one of the data folder of this service.')
  }
  return {
    place,
    sessions,
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
    linkUrl: () => `http://${place.address}:${place.port}/?link=${sessions.makeLink()}`,
    sessionOf,
    enterWithToken,
    enter: (request) => {
      if (request.headers.authorization !== undefined || token === null) return enterWithToken(request)
      if (checkOrigin(request) !== 'own')
        return refuse(403, 'A browser has to connect from a page of this service.')
      const caller = sessionOf(request)
      if (caller === null) return enterWithToken(request)
      const named = { ...caller, person: linkPerson(request) }
      return { ok: true, caller: named, isStillAllowed: () => sessionOf(request) !== null }
    },
    hasFailed,
  }
}
