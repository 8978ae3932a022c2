import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

/** A server that boots gives the other one the time to be heard. */
export const allowanceOver: Rule = ({ allowanceMs }) =>
  judge('startUpAllowanceOver', allowanceMs === 0, allowanceMs, 0, 'waitForAllowance')
