import { createHash, randomBytes } from 'node:crypto'
import type { Caller } from '../engine/admin/engine-handle.ts'

/**
 * One-time links and the sessions they are exchanged for. In memory only: a restart logs everybody off.
 * Only hashes are kept, so looking one up tells a guesser nothing.
 */
export interface Sessions {
  /** A fresh token for a link: good once, for ten minutes. */
  makeLink(): string
  /** The id of a new session, or null when the link is unknown, used or too old. */
  redeem(link: string): string | null
  /** Who this session belongs to; every use prolongs it. */
  find(id: string): Caller | null
}

export const LINK_MS = 10 * 60_000
export const SESSION_MS = 12 * 60 * 60_000
const MOST_LINKS = 16
const MOST_SESSIONS = 64

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex')
const newToken = (): string => randomBytes(32).toString('base64url')

/** Keeps the newest `most` entries of a map in the order of insertion. */
const trim = (map: Map<string, unknown>, most: number): void => {
  for (const key of map.keys()) {
    if (map.size <= most) return
    map.delete(key)
  }
}

/** `now` in monotonic milliseconds. */
export const createSessions = (now: () => number): Sessions => {
  const links = new Map<string, number>()
  const sessions = new Map<string, { caller: Caller; until: number }>()
  return {
    makeLink: () => {
      const link = newToken()
      links.set(hashOf(link), now() + LINK_MS)
      trim(links, MOST_LINKS)
      return link
    },
    redeem: (link) => {
      const hash = hashOf(link)
      const until = links.get(hash)
      links.delete(hash)
      if (until === undefined || now() >= until) return null
      const id = newToken()
      sessions.set(hashOf(id), {
        caller: { person: 'link', authority: 'operator' },
        until: now() + SESSION_MS,
      })
      trim(sessions, MOST_SESSIONS)
      return id
    },
    find: (id) => {
      const hash = hashOf(id)
      const session = sessions.get(hash)
      if (session === undefined) return null
      sessions.delete(hash)
      if (now() >= session.until) return null
      sessions.set(hash, { ...session, until: now() + SESSION_MS })
      return session.caller
    },
  }
}
