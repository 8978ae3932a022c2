import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

export const enabled: Rule = ({ mode }) =>
  judge('redundancyEnabled', mode !== 'disabled', mode !== 'disabled', true, 'enableRedundancy')
