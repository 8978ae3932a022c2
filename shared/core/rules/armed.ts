import { judge } from '../../domain/rules.ts'
import { isArmed } from '../leases.ts'
import type { Rule } from './rule.ts'

export const armed: Rule = (f) => {
  const holds = isArmed(f)
  return judge('armed', holds, holds, true, 'tickAutomatic')
}
