import { judge, type RuleValue } from '../../domain/rules.ts'
import type { Durable } from '../durable.ts'
import type { Rule } from './rule.ts'

/** Yes, or how it is disabled. */
export const enabledValue = ({ peerDisabled }: Pick<Durable, 'peerDisabled'>): RuleValue => {
  if (peerDisabled === 'no') return true
  return peerDisabled === 'idle' ? 'disabled' : 'disabledServing'
}

/** A disabled peer is not a lost peer. */
export const peerEnabled: Rule = ({ durable }) =>
  judge('peerNotDisabled', durable.peerDisabled === 'no', enabledValue(durable), true, 'checkPeerAndLink')

/** A peer that was disabled while it served goes on serving: it holds without leases until a person says otherwise. */
export const peerNotServingAlone: Rule = ({ durable }) =>
  judge(
    'peerNotDisabled',
    durable.peerDisabled !== 'serving',
    enabledValue(durable),
    true,
    'checkPeerAndLink',
  )
