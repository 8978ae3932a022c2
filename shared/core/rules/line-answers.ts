import { judge } from '../../domain/rules.ts'
import type { Facts } from '../facts.ts'
import type { Rule } from './rule.ts'

type OfLine = Pick<Facts, 'line' | 'timing'>

/** How old an answer of the line switch may be to count as "answers". */
export const lineFreshMs = ({ timing }: Pick<Facts, 'timing'>): number =>
  Math.max(2_000, 2 * timing.slowPollIntervalMs)

export const isLineAnswering = (f: OfLine): boolean =>
  f.line.ageMs !== null && f.line.ageMs <= lineFreshMs(f) && !f.line.isSilent

export const lineAnswers: Rule = (f) =>
  judge('lineSwitchAnswers', isLineAnswering(f), f.line.ageMs, lineFreshMs(f), 'checkLineSwitch')
