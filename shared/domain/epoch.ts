import type { Role } from './roles.ts'

/** A number that grows at every change of control. 0 means "none yet". */
export type Epoch = number

/**
 * The next epoch `role` may allocate above `seen`: even for the Primary, odd for the Secondary, so
 * that two servers can never allocate the same one, whatever each has missed.
 */
export const nextEpoch = (seen: Epoch, role: Role): Epoch => {
  const parity = role === 'primary' ? 0 : 1
  const next = seen + 1
  return next % 2 === parity ? next : next + 1
}
