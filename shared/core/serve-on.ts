import { isBound, isLastHolder } from './leases.ts'
import type { State } from './state.ts'

/**
 * Enabled again, a server that served alone goes on as it was before it was disabled, its services untouched: it says
 * "in control" to whoever links, and an armed standby that came back follows it instead of taking over. Like every
 * active it lets go when it hears of a newer holder, or reads the line elsewhere and is not heard.
 */

/** Nobody may take over from it by right, and its services are known to run. */
export const mayServeOn = (alone: State): boolean => {
  const { servesAlone, needsPerson } = alone.durable
  if (alone.mode !== 'disabled' || !servesAlone || needsPerson) return false
  if (alone.services !== 'running' || !alone.guardianReady) return false
  return isLastHolder(alone) && !isBound(alone)
}

/** The first state of the enabled server, with the guardian and the services of the one that served alone. */
export const serveOn = (first: State): State => ({
  ...first,
  mode: 'active',
  services: 'running',
  servicesEpoch: first.durable.held?.epoch ?? 0,
  guardianReady: true,
})
