import type { Clock } from '../ports.ts'
import {
  FAILURE_ADDRESSES,
  FAILURES_AT_ONCE,
  FAILURES_PER_SECOND,
  UNPROVED_PEER,
  UNPROVED_STRANGERS,
} from './limits.ts'

/** Who may knock: bounds open connections without a proof, and the rate of failed ones per source address. */
export interface Gate {
  /** Takes a place for a connection, or says no. The peer's places are its own: strangers cannot fill them. */
  enter(address: string): boolean
  leave(address: string): void
  failed(address: string): void
  /** Too many failures lately. */
  isLimited(address: string): boolean
}

interface Failures {
  count: number
  at: number
}

export const createGate = (peerAddress: string, clock: Clock): Gate => {
  let strangers = 0
  let peers = 0
  const failures = new Map<string, Failures>()

  /** The count drains like a bucket. */
  const drained = (address: string): number => {
    const known = failures.get(address)
    if (known === undefined) return 0
    return Math.max(0, known.count - ((clock.now() - known.at) / 1000) * FAILURES_PER_SECOND)
  }

  return {
    enter: (address) => {
      if (address === peerAddress) {
        if (peers >= UNPROVED_PEER) return false
        peers += 1
        return true
      }
      if (strangers >= UNPROVED_STRANGERS) return false
      strangers += 1
      return true
    },
    leave: (address) => {
      if (address === peerAddress) peers -= 1
      else strangers -= 1
    },
    failed: (address) => {
      const count = drained(address) + 1
      failures.delete(address)
      if (failures.size >= FAILURE_ADDRESSES) {
        const oldest = failures.keys().next()
        if (!oldest.done) failures.delete(oldest.value)
      }
      failures.set(address, { count, at: clock.now() })
    },
    isLimited: (address) => drained(address) >= FAILURES_AT_ONCE,
  }
}
