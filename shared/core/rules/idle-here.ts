import { judge } from '../../domain/rules.ts'
import { standbyHere } from './place.ts'
import type { Rule } from './rule.ts'

/** A person can force the server that does nothing now, and no other. */
export const idleHere: Rule = (f) => {
  if (f.mode === 'granted') return judge('thisSystemIsStandby', true, f.mode, 'standby', 'none')
  if (f.mode === 'active') return judge('thisSystemIsStandby', false, f.mode, 'standby', 'alreadyInControl')
  return standbyHere(f)
}
