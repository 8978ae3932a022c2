import { judge } from '../../domain/rules.ts'
import type { Rule } from './rule.ts'

export const grantNewer: Rule = ({ durable: { granted, peerHeld, held } }) => {
  const epoch = granted?.epoch ?? 0
  const isNewer = epoch > Math.max(peerHeld.epoch, held?.epoch ?? 0)
  return judge('grantNewer', isNewer, epoch, peerHeld.epoch, 'none')
}
