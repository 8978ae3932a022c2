import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

/** A person's order to move the lines back is tried until it ends: a second one would only take its place. */
export const noLinesBackRunning: Rule = ({ isOrderedBack }) =>
  judge('noLinesBackRunning', !isOrderedBack, !isOrderedBack, true, 'wait')
