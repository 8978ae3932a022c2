import { judge } from '../../domain/rules.ts'
import { isHolderHeard } from './no-sign-of-life.ts'
import type { Rule } from './rule.ts'

/**
 * A standby that is cut off from its own network hears nobody, and would serve nobody. In a silence the gateway
 * has to have answered since the active was last heard, which two looks do.
 */
export const ownNetwork: Rule = (f) => {
  const { gateway, gatewayAgeMs, hasCarrier } = f.around
  const { signOfLifeMs, slowLookIntervalMs, lookTimeoutMs } = f.timing
  const limit = isHolderHeard(f) ? 2 * slowLookIntervalMs + lookTimeoutMs : signOfLifeMs
  const judged = (holds: boolean, value: string | number | null) =>
    judge('ownNetworkReachable', holds, value, gateway === 'configured' ? limit : null, 'checkOwnNetwork')
  if (!hasCarrier) return judged(false, 'noCarrier')
  if (gateway === 'notConfigured') return judged(true, 'notConfigured')
  return judged(gatewayAgeMs !== null && gatewayAgeMs <= limit, gatewayAgeMs)
}
