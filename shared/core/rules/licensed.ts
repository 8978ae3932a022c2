import { judge } from '../../domain/rules.ts'
import type { Facts } from '../facts.ts'
import { PRIMARY_AWAY_LIMIT_MS } from '../primary-away.ts'
import type { Rule } from './rule.ts'

const entitlement = ({ license, role, durable, primaryAwayMs }: Facts): string => {
  if (license !== 'missing') return license
  const isOnPrimarysWord =
    role === 'secondary' && durable.primaryLicensed && primaryAwayMs < PRIMARY_AWAY_LIMIT_MS
  return isOnPrimarysWord ? 'onPrimarysWord' : 'missing'
}

/** The licence is registered on the Primary; the Secondary needs none and lives on the Primary's word. */
export const licensed: Rule = (f) => {
  const value = entitlement(f)
  return judge('licensed', value !== 'missing', value, 'registered', 'registerLicense')
}
