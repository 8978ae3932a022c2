import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

export const backOffOver: Rule = ({ backOffMs }) =>
  judge('backOffOver', backOffMs === 0, backOffMs, 0, 'wait')
