import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { PERSON_HEADER, type Place } from './service-file.ts'

/** What every request and upgrade is asked before anything else. Pure decisions on headers. */

/** `127.0.0.1:9680`; for the usual port 80 a browser leaves it out. */
const hostsOf = ({ address, port }: Place): string[] => {
  const names = address === '127.0.0.1' ? [address, 'localhost'] : [address]
  return names.flatMap((name) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]))
}

const count = (request: IncomingMessage, name: string): number =>
  request.rawHeaders.filter((text, index) => index % 2 === 0 && text.toLowerCase() === name).length

/** A name that was made to point here (DNS rebinding) shows in the Host header. */
export const isRightHost = (request: IncomingMessage, place: Place): boolean =>
  count(request, 'host') === 1 && hostsOf(place).includes((request.headers.host ?? '').toLowerCase())

export type OriginCheck = 'own' | 'none' | 'foreign'

/** Another page that makes a browser ask shows in the Origin header. */
export const checkOrigin = (request: IncomingMessage): OriginCheck => {
  const { origin, host } = request.headers
  if (origin === undefined) return 'none'
  return count(request, 'origin') === 1 && origin === `http://${host}` ? 'own' : 'foreign'
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** The token of the command line, compared in constant time: null when none was sent. */
export const checkToken = (request: IncomingMessage, token: string): boolean | null => {
  const { authorization } = request.headers
  if (authorization === undefined) return null
  return timingSafeEqual(digest(authorization), digest(`Bearer ${token}`))
}

/** The user as a program names him; a name, not a right. */
const nameIn = (request: IncomingMessage): string | null => {
  const name = request.headers[PERSON_HEADER]
  return typeof name === 'string' && /^[A-Za-z0-9._-]{1,48}$/.test(name) ? name : null
}

/** Who came with the admin token: the command line. */
export const tokenPerson = (request: IncomingMessage): string => `token:${nameIn(request) ?? 'unknown'}`

/** Who came with a link: a browser, which can name nobody, or the desktop app of another server. */
export const linkPerson = (request: IncomingMessage): string => {
  const name = nameIn(request)
  return name === null ? 'link' : `link:${name}`
}
