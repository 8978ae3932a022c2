import type { State } from './state.ts'
import type { Turn } from './turn.ts'

/** Questions to the other server's guardian, one at a time. */

export const WORD_INTERVAL_MS = 100

export const askWord = (turn: Turn): void => {
  const { s, now } = turn
  s.wordNumber += 1
  s.word = { number: s.wordNumber, askedAt: now, answered: false }
  const timeoutMs = Math.max(WORD_INTERVAL_MS, s.timing.pollTimeoutMs)
  turn.effects.push({ do: 'askWord', number: s.wordNumber, timeoutMs })
}

/** Every question is answered by its driver; one that is not in five intervals is nothing. */
export const isWordDue = ({ word }: State, now: number): boolean =>
  word === null || now - word.askedAt >= (word.answered ? WORD_INTERVAL_MS : 5 * WORD_INTERVAL_MS)
