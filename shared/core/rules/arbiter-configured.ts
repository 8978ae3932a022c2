import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

export const arbiterConfigured: Rule = ({ hasArbiter }) =>
  judge('arbiterConfigured', hasArbiter, hasArbiter, true, 'setLineSwitchAddress')
