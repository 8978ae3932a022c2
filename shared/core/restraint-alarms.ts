import type { Alarm } from '../contract/status.ts'
import type { Facts } from './facts.ts'
import { PRIMARY_AWAY_LIMIT_MS, PRIMARY_AWAY_WARNING_MS } from './primary-away.ts'
import { flapLimit } from './rules/flap-limit.ts'
import { licensed } from './rules/licensed.ts'
import { ownNetwork } from './rules/own-network.ts'

type Raise = (code: Alarm['code'], severity: Alarm['severity'], params?: Alarm['params']) => void

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** What keeps this server from taking control by itself, loud before it is needed. */
export const restraintAlarms = (f: Facts, raise: Raise): void => {
  const { maintenanceMs, primaryAwayMs: awayMs } = f
  if (maintenanceMs > 0)
    raise('maintenance', 'warning', { leftMs: Math.ceil(maintenanceMs / MINUTE_MS) * MINUTE_MS })
  if (awayMs >= PRIMARY_AWAY_WARNING_MS) {
    const isOver = awayMs >= PRIMARY_AWAY_LIMIT_MS
    raise('primaryAway', isOver ? 'critical' : 'warning', {
      days: Math.floor(awayMs / DAY_MS),
      daysLeft: Math.max(0, Math.ceil((PRIMARY_AWAY_LIMIT_MS - awayMs) / DAY_MS)),
      state: f.mode === 'active' ? 'active' : 'standby',
    })
  }
  if (!licensed(f).holds) raise('licenseMissing', 'critical')
  if (f.mode !== 'standby') return
  if (!flapLimit(f).holds) raise('automaticHeld', 'critical', { count: f.automaticActs })
  const network = ownNetwork(f)
  const isUnasked = f.around.gateway === 'configured' && f.around.gatewayAgeMs === null
  if (!network.holds && !isUnasked)
    raise('ownNetworkLost', 'critical', { what: network.value === 'noCarrier' ? 'noCarrier' : 'gateway' })
}
