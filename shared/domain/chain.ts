import type { ServiceValue } from '../contract/status.ts'

/**
 * The chain of a system's services: Keep Alive, behind it Switching, behind that IP Phone (and
 * replication). What is checked directly and does not answer is Down; what stands behind a Down is
 * Unknown, whatever was last heard of it. `direct` is in that order.
 */
export const throughChain = (direct: readonly ServiceValue[]): ServiceValue[] => {
  const firstDown = direct.indexOf('down')
  return direct.map((value, at) => (firstDown >= 0 && at > firstDown ? 'unknown' : value))
}
