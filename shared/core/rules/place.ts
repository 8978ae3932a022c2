import { judge, type RemedyCode, type RuleResult } from '../../domain/rules.ts'
import type { Facts } from '../facts.ts'

/** At which of the two servers an order is given. */

type At = Pick<Facts, 'mode'>

/** A server on its way to control is the wrong place only for a moment. */
const remedyAt = ({ mode }: At): RemedyCode => {
  if (mode === 'disabled') return 'enableRedundancy'
  return mode === 'takingOver' || mode === 'granted' ? 'waitForRunningSwitchOver' : 'useOtherServer'
}

export const activeHere = (at: At): RuleResult =>
  judge('thisSystemIsActive', at.mode === 'active', at.mode, 'active', remedyAt(at))

export const standbyHere = (at: At): RuleResult =>
  judge('thisSystemIsStandby', at.mode === 'standby', at.mode, 'standby', remedyAt(at))
