import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

/** A disabled peer is not a lost peer. */
export const peerEnabled: Rule = ({ durable: { peerDisabled } }) =>
  judge('peerNotDisabled', peerDisabled === 'no', peerDisabled, 'no', 'checkPeerAndLink')

/** A peer that was disabled while it served goes on serving: it holds without leases until a person says otherwise. */
export const peerNotServingAlone: Rule = ({ durable: { peerDisabled } }) =>
  judge('peerNotDisabled', peerDisabled !== 'serving', peerDisabled, 'no', 'checkPeerAndLink')
