import { judge, type RemedyCode } from '../../domain/rules.ts'
import type { Timing } from '../../domain/timing.ts'
import type { Facts } from '../facts.ts'
import { isSaidStopped } from './peer-silent.ts'
import type { Rule } from './rule.ts'

/** A refused proof is heard only as often as the two servers look for each other. */
export const PROOF_SIGN_MS = 5_000

type Sign = { readonly what: string; readonly ageMs: number } | null

/** "tcp:10.10.10.1:5060@1000": what answered and how old that is, in whole seconds, so that it is news once a second. */
const signText = ({ what, ageMs }: NonNullable<Sign>): string =>
  `${what}@${Math.floor(Math.max(0, ageMs) / 1_000) * 1_000}`

/** From a heartbeat that is late on it is in doubt whether the active lives; before, nobody asks its ports. */
export const doubtMs = ({ heartbeatMs }: Timing): number => Math.ceil(1.25 * heartbeatMs)

export const isHolderHeard = ({ holderLost, holderSilentMs, timing }: Facts): boolean =>
  holderLost === null && holderSilentMs <= doubtMs(timing)

/**
 * What the silent active runs only while it is in control answers, or its engine refused our proof: it lives,
 * and the link alone is cut. Silence of those ports says nothing; that they were asked at all has to be known.
 */
export const noSignOfLife: Rule = (f) => {
  const { service, proof, peerAgeMs } = f.around
  const limit = f.timing.signOfLifeMs
  const judged = (value: string | null, remedy: RemedyCode = 'checkLinkActiveLives') =>
    judge('noSignOfLifeOtherwise', value === null, value, limit, remedy)
  // Proved by its guardian: better than what was seen of its ports a moment ago.
  if (isSaidStopped(f)) return judged(null)
  if (proof !== null && proof.ageMs <= PROOF_SIGN_MS) return judged(signText(proof))
  if (isHolderHeard(f)) return judged(null)
  if (service !== null && service.ageMs <= limit) return judged(signText(service))
  const isAsked = peerAgeMs !== null && peerAgeMs <= limit
  return isAsked ? judged(null) : judged('notAskedYet', 'wait')
}
