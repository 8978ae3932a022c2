import { failing, type RuleCode } from '../domain/rules.ts'
import { factsOf } from './facts.ts'
import { isArmed } from './leases.ts'
import type { State } from './state.ts'
import { automaticRules } from './take-over-rules.ts'
import type { Turn } from './turn.ts'
import { askWord, isWordDue } from './word.ts'

/**
 * The connection to the holder closed. The other guardian is asked at once: only its word "services stopped" is
 * better than waiting the silence out. What follows such a word is the usual order: set, read back, ask again.
 */

/** Before the session is forgotten. */
export const noteHolderLost = (turn: Turn): void => {
  const { s } = turn
  if (s.peer === null) return
  const { heartbeat } = s.peer
  // A hand-over stops the services too; its giver rolls it back.
  const isLost = s.mode === 'standby' && heartbeat?.holds === true && !heartbeat.handingOver
  s.holderLost = isLost ? { stoppedAskedAt: Number.NEGATIVE_INFINITY } : null
}

/** What its word stands for: the silence, and an answer its services gave a moment ago. */
const replaced: readonly RuleCode[] = ['peerSilentLongEnough', 'noSignOfLifeOtherwise']

/** The answer would be used: this standby may take over by itself. */
export const isWordOfUse = (s: State): boolean => s.holderLost !== null && s.mode === 'standby' && isArmed(s)

/** Asks while nothing else is missing. */
export const holderLostTick = (turn: Turn): void => {
  const { s, now } = turn
  if (!isWordOfUse(s) || !isWordDue(s, now)) return
  const missing = failing(automaticRules(factsOf(s, now)))
  if (missing.length > 0 && missing.every(({ rule }) => replaced.includes(rule))) askWord(turn)
}

export const noteStopped = (turn: Turn, askedAt: number): void => {
  const { s } = turn
  if (s.holderLost !== null && askedAt >= s.questionsAfter) s.holderLost = { stoppedAskedAt: askedAt }
}
