import type { ServiceValue } from '../contract/status.ts'

/**
 * The chain of a system's services: Keep Alive, behind it Switching, behind that IP Phone (and
 * replication). What is checked directly and does not answer is Down; what stands behind a Down is
 * Unknown, whatever was last heard of it; what is not configured stays so. `direct` is in that order.
 */
export const throughChain = (direct: readonly ServiceValue[]): ServiceValue[] => {
  const firstDown = direct.indexOf('down')
  const isHidden = (value: ServiceValue, at: number): boolean =>
    firstDown >= 0 && at > firstDown && value !== 'notConfigured'
  return direct.map((value, at) => (isHidden(value, at) ? 'unknown' : value))
}
