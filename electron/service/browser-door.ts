import type { IncomingMessage } from 'node:http'
import { type Door, type Entry, refuseEntry } from '../engine/admin/door.ts'
import type { Caller } from '../engine/admin/engine-handle.ts'
import { checkOrigin, linkPerson } from '../engine/admin/guard.ts'
import { cookieName, cookieOf } from './cookie.ts'
import { createSessions, type Sessions } from './sessions.ts'

/** How a browser comes in: with a one-time link, then with the cookie it was exchanged for. */
export interface BrowserDoor extends Door {
  readonly sessions: Sessions
  linkUrl(): string
  sessionOf(request: IncomingMessage): Caller | null
  /** For the socket: with the token, or from an own page with the cookie. */
  enter(request: IncomingMessage): Entry
}

export const howToEnter = 'Log on first: run "redundancy link" and open what it prints.'

export const createBrowserDoor = (door: Door, now: () => number): BrowserDoor => {
  const { place } = door
  const sessions = createSessions(now)
  const sessionOf = (request: IncomingMessage): Caller | null => {
    const id = cookieOf(request, cookieName(place.port))
    return id === null ? null : sessions.find(id)
  }
  return {
    ...door,
    sessions,
    linkUrl: () => `http://${place.address}:${place.port}/?link=${sessions.makeLink()}`,
    sessionOf,
    enter: (request) => {
      if (request.headers.authorization !== undefined || !door.isOpen()) return door.enterWithToken(request)
      if (checkOrigin(request) !== 'own')
        return refuseEntry(403, 'A browser has to connect from a page of this service.')
      const caller = sessionOf(request)
      if (caller === null) return door.enterWithToken(request)
      const named = { ...caller, person: linkPerson(request) }
      return { ok: true, caller: named, isStillAllowed: () => sessionOf(request) !== null }
    },
  }
}
