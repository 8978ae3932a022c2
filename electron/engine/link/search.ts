import type { LinkProblem, LinkSettings } from '../ports.ts'
import type { Hello, Purpose } from './hello.ts'
import { PROBE_MS, REDIAL_LEAST_MS, REDIAL_MOST_MS, REFUSED_RETRY_MS } from './limits.ts'
import type { Connection } from './listener.ts'
import type { Problems } from './problems.ts'

/** A dialled connection that went through the handshake, or why not. */
export type Reached =
  | {
      readonly ok: true
      readonly connection: Connection
      readonly peer: Hello
      readonly clockSkewMs: number
    }
  | {
      readonly ok: false
      readonly problem: LinkProblem
      /** The peer refuses to talk for a moment, after too many failures. */
      readonly isLimit: boolean
    }

export interface SearchOptions {
  readonly settings: LinkSettings
  readonly heartbeatMs: number
  readonly problems: Problems
  reach(purpose: Purpose, done: (reached: Reached) => void): { abort(): void }
  isUp(): boolean
  onSession(reached: Reached & { ok: true }): void
}

/** Looks for the peer whenever there is no session, for ever. */
export interface Search {
  /** The session is gone. */
  again(): void
  /** Something changed that makes it worth trying at once. */
  now(): void
  close(): void
}

/** Refusals that only a person heals: no hurry to hear them again. */
const slowCodes = new Set<LinkProblem['code']>([
  'keyMismatch',
  'sameServer',
  'roleMismatch',
  'versionMismatch',
  'addressMismatch',
  'arbiterMismatch',
  'timingMismatch',
  'certificateChanged',
  'malformedFrame',
])

/**
 * The Secondary dials for the session. The Primary only probes: so it can name an absent or unfit peer
 * (two Primaries would never meet otherwise) and a way that is open in one direction only.
 */
export const startSearch = (options: SearchOptions): Search => {
  const { settings, problems } = options
  const isPrimary = settings.role === 'primary'
  const redialMs = Math.min(REDIAL_MOST_MS, Math.max(REDIAL_LEAST_MS, options.heartbeatMs))
  /** A Primary gives the peer the time to dial first. */
  const againMs = isPrimary ? PROBE_MS / 2 : redialMs
  let timer: NodeJS.Timeout | null = null
  let attempt: { abort(): void } | null = null
  let probesInVain = 0
  let isClosed = false

  const schedule = (afterMs: number): void => {
    if (isClosed) return
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(tryPeer, afterMs)
  }

  const tryPeer = (): void => {
    timer = null
    if (options.isUp() || attempt !== null || isClosed) return
    attempt = options.reach(isPrimary ? 'probe' : 'control', (reached) => {
      attempt = null
      if (isClosed) return
      if (!reached.ok) missed(reached.problem, reached.isLimit)
      else if (isPrimary) probed(reached.connection)
      else options.onSession(reached)
    })
  }

  const missed = (problem: LinkProblem, isLimit: boolean): void => {
    probesInVain = 0
    // A limit on failed attempts does not hide what failed.
    const isKnown = isLimit && problems.get('link')?.code === 'keyMismatch'
    if (!options.isUp() && !isKnown) problems.set('link', problem)
    schedule(isPrimary ? PROBE_MS : slowCodes.has(problem.code) ? REFUSED_RETRY_MS : redialMs)
  }

  const probed = (connection: Connection): void => {
    connection.wire.close('probeDone')
    probesInVain = options.isUp() ? 0 : probesInVain + 1
    if (probesInVain >= 2) {
      const { peerAddress, ownAddress, port } = settings
      const detail = `${peerAddress} answers, but its own connection to ${ownAddress}:${port} does not arrive; look for a firewall in between.`
      problems.set('link', { code: 'unreachable', detail })
    }
    schedule(PROBE_MS)
  }

  schedule(isPrimary ? againMs : 0)

  return {
    again: () => {
      probesInVain = 0
      schedule(againMs)
    },
    now: () => {
      if (attempt === null) schedule(0)
    },
    close: () => {
      isClosed = true
      if (timer !== null) clearTimeout(timer)
      attempt?.abort()
    },
  }
}
