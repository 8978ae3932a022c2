import { doubtMs } from './rules/no-sign-of-life.ts'
import type { State } from './state.ts'
import type { Happening } from './step-types.ts'
import type { Turn } from './turn.ts'

/**
 * What a standby sees beside the link: whether its own network is there, and, while the active is silent,
 * whether what only an active runs still answers at the other server's address.
 */

type Looked = Extract<Happening, { type: 'lookedAround' }>

/** Seldom while the active is heard, at once and often from the first doubt. */
const isInDoubt = (s: State, now: number): boolean =>
  s.holderLost !== null || now - s.holderHeardAt > doubtMs(s.timing)

export const nextLookAt = (s: State, now: number): number => {
  if (s.mode !== 'standby' || s.look !== null) return Number.POSITIVE_INFINITY
  const { lookIntervalMs, slowLookIntervalMs } = s.timing
  return s.lastLookAt + (isInDoubt(s, now) ? lookIntervalMs : slowLookIntervalMs)
}

export const lookTick = (turn: Turn): void => {
  const { s, now } = turn
  const { lookTimeoutMs } = s.timing
  // The driver answers every look; one that did not come back in twice its time is nothing.
  if (s.look !== null && now - s.look.askedAt > 2 * lookTimeoutMs + 100) s.look = null
  if (now < nextLookAt(s, now)) return
  s.lookId += 1
  const isForPeer = isInDoubt(s, now)
  s.look = { id: s.lookId, askedAt: now, isForPeer }
  s.lastLookAt = now
  turn.effects.push({ do: 'lookAround', look: s.lookId, isForPeer, timeoutMs: lookTimeoutMs })
}

export const lookedAround = (turn: Turn, looked: Looked): void => {
  const { s } = turn
  const { look } = s
  if (look?.id !== looked.look) return
  s.look = null
  if (look.askedAt < s.questionsAfter) return
  const { askedAt } = look
  // What it could not hear while its own cable was out is no silence of the other: counted anew.
  if (looked.hasCarrier && !s.hasCarrier) s.holderHeardAt = turn.now
  s.hasCarrier = looked.hasCarrier
  s.gateway = looked.gateway === 'notConfigured' ? 'notConfigured' : 'configured'
  if (looked.gateway === 'answers') s.gatewayAnsweredAt = askedAt
  if (!look.isForPeer) return
  s.lookedForPeerAt = askedAt
  if (looked.answering !== null) s.serviceSign = { what: looked.answering, at: askedAt }
}

/** The other server's engine spoke, but the two do not agree: it lives. */
export const proofRefused = (turn: Turn, what: string): void => {
  turn.s.proofSign = { what, at: turn.now }
}
