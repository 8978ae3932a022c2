import { judge } from '../../domain/rules.ts'
import { isPeerAlive } from '../switch-over-rules.ts'
import type { Rule } from './rule.ts'

/** One that is heard in control keeps it: to move its lines away would only take them from whoever serves. */
export const noHolderHeard: Rule = (f) => {
  const isHeard = isPeerAlive(f) && f.peer.heartbeat?.holds === true
  return judge('noHolderHeard', !isHeard, isHeard ? f.peer.silentMs : null, null, 'useSwitchOver')
}
