import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

export const peerSilent: Rule = ({ holderSilentMs, timing: { declareLostMs } }) =>
  judge('peerSilentLongEnough', holderSilentMs >= declareLostMs, holderSilentMs, declareLostMs, 'wait')
