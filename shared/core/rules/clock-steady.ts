import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

/** After a jump of the clock, a suspend or a long stall of its own this server is not sure of what it measured. */
export const clockSteady: Rule = ({ holdMs }) => judge('clockSteady', holdMs === 0, holdMs, 0, 'wait')
