import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

/** Each automatic act moves the lines: after so many within the time a person has to look. */
export const flapLimit: Rule = ({ automaticActs, timing: { mostAutomaticActs } }) =>
  judge(
    'fewAutomaticActs',
    automaticActs < mostAutomaticActs,
    automaticActs,
    mostAutomaticActs,
    'actAsPerson',
  )
