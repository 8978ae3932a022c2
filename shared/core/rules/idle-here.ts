import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

/** A person can force the server that does nothing now, and no other. */
export const idleHere: Rule = ({ mode }) =>
  judge('thisSystemIsStandby', mode === 'standby' || mode === 'granted', mode, 'standby', 'useOtherServer')
