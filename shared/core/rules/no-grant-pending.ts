import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

export const noGrantPending: Rule = ({ durable: { granted } }) =>
  judge('noGrantPending', granted === null, granted?.epoch ?? null, null, 'wait')
