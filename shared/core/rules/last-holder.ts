import { judge } from '../../domain/rules.ts'
import { isLastHolder } from '../leases.ts'
import type { Rule } from './rule.ts'

/** Only who held last takes up its own epoch again. */
export const lastHolder: Rule = (f) => {
  const { peerHeld, held } = f.durable
  return judge('noHigherEpochKnown', isLastHolder(f), peerHeld.epoch, held?.epoch ?? 0, 'none')
}
