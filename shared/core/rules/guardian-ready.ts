import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

/** Without a guardian nobody would stop the services at the lease's end. */
export const guardianReady: Rule = (f) =>
  judge('guardianReady', f.guardianReady, f.guardianReady, true, 'checkGuardian')
