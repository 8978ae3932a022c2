import { judge } from '../../domain/rules.ts'
import type { Facts } from '../facts.ts'
import type { Rule } from './rule.ts'

type OfLine = Pick<Facts, 'line' | 'timing'>

/** How old an answer of the line switch may be to count as "answers". */
export const lineFreshMs = ({ timing }: Pick<Facts, 'timing'>): number =>
  Math.max(2_000, 2 * timing.slowPollIntervalMs)

export const isLineAnswering = (f: OfLine): boolean =>
  f.line.ageMs !== null && f.line.ageMs <= lineFreshMs(f) && !f.line.isSilent

/** An earlier answer that is young enough still does not count when the newest question went unanswered. */
export const lineAnswers: Rule = (f) => {
  const limitMs = lineFreshMs(f)
  const { ageMs, isSilent } = f.line
  const value = isSilent && ageMs !== null && ageMs <= limitMs ? 'newestUnanswered' : ageMs
  return judge('lineSwitchAnswers', isLineAnswering(f), value, limitMs, 'checkLineSwitch')
}
