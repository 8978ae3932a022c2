import { judge, type RemedyCode, type RuleResult } from '../../domain/rules.ts'
import type { Facts } from '../facts.ts'

/** At which of the two servers an order is given. */

type At = Pick<Facts, 'mode'>
type AtAndPeer = Pick<Facts, 'mode' | 'peer'>

/** A server on its way to control is the wrong place only for a moment. */
const remedyAt = ({ mode }: At): RemedyCode => {
  if (mode === 'disabled') return 'enableRedundancy'
  return mode === 'takingOver' || mode === 'granted' ? 'waitForRunningSwitchOver' : 'useOtherServer'
}

/** The other one is the place only where it is heard in control: else each would send to the other. */
const remedyOfActive = (at: AtAndPeer): RemedyCode =>
  at.mode === 'standby' && at.peer.heartbeat?.holds !== true ? 'lookAtStatus' : remedyAt(at)

export const activeHere = (at: AtAndPeer): RuleResult =>
  judge('thisSystemIsActive', at.mode === 'active', at.mode, 'active', remedyOfActive(at))

export const standbyHere = (at: At): RuleResult =>
  judge('thisSystemIsStandby', at.mode === 'standby', at.mode, 'standby', remedyAt(at))
