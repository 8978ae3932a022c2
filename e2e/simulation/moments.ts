import type { Effect } from '../../shared/core/step-types.ts'
import type { Moment } from './faults.ts'

/** The moments at which an ambush may strike. */
export const momentOf = (effect: Effect): Moment | null => {
  switch (effect.do) {
    case 'setLine':
      return 'lineSet'
    case 'startServices':
      return 'held'
    case 'stopServices':
      return 'servicesStopping'
    case 'send':
      return momentOfMessage[effect.message.kind] ?? null
    case 'record':
      return momentOfDecision[`${effect.decision.act} ${effect.decision.outcome}`] ?? null
    default:
      return null
  }
}

const momentOfMessage: Readonly<Record<string, Moment>> = {
  nonce: 'nonceSent',
  grant: 'given',
  armAsk: 'armAsked',
  armStored: 'armStored',
  armOff: 'armOff',
}
const momentOfDecision: Readonly<Record<string, Moment>> = {
  'takeOver begun': 'takeOverBegun',
  'resume begun': 'takeOverBegun',
  'force begun': 'takeOverBegun',
  'useOldGrant begun': 'takeOverBegun',
  'takeGrant begun': 'granted',
  'demote done': 'demoted',
  'raiseEpoch done': 'epochRaised',
}
