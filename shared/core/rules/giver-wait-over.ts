import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

/** The grant this server gave may still be used. */
export const giverWaitOver: Rule = ({ giverWaitMs }) =>
  judge('giverWaitOver', giverWaitMs === 0, giverWaitMs, 0, 'wait')
