import type { RehearsalStep } from '../contract/rehearsal.ts'
import type { Status } from '../contract/status.ts'
import { systemWords } from './labels-values.ts'
import { menuLockSentences } from './labels-windows.ts'
import { otherRole } from './roles.ts'

/**
 * Which entries of the menus are locked, and why (the manual: "Configuration in inactive system is not
 * allowed"). What belongs to a board is configured on both servers; everything else on the active one.
 */

export const menuKinds = ['redundancy', 'boards', 'readOnly', 'configuration'] as const
export type MenuKind = (typeof menuKinds)[number]

/** Null: not locked. */
export type MenuLocks = Readonly<Record<MenuKind, string | null>>

const elsewhere = (status: Status): string => {
  const { activeSystem } = status
  return activeSystem === 'unknown' || activeSystem === status.currentServer.role
    ? menuLockSentences.notInControl
    : menuLockSentences.onStandby(systemWords(activeSystem), status[activeSystem].address)
}

const afterMove: readonly RehearsalStep[] = ['hold', 'back', 'arming']

/**
 * After a planned switch-over the new standby copies first; after a take-over there is nobody to wait for. A rehearsal
 * has no completion list: it is over when the copy is Updated, or was waited for long enough.
 */
const isStillCopying = (status: Status): boolean => {
  const { completion, lastSwitchOver, rehearsal, currentServer } = status
  const { role } = currentServer
  if (lastSwitchOver?.reason === 'rehearsal') {
    const isUnderWay = rehearsal.live !== null && afterMove.includes(rehearsal.live.step)
    return isUnderWay && status[otherRole(role)].replication.state !== 'destinationUpdated'
  }
  return (
    lastSwitchOver?.reason === 'manualSwitchOver' &&
    completion?.of === role &&
    completion.items.some(({ item, state }) => item === 'replicaUpdated' && state === 'open')
  )
}

const configurationLock = (status: Status): string | null => {
  if (!status.enabled) return null
  const { role } = status.currentServer
  if (status[role].inControl.value !== 'yes') return elsewhere(status)
  if (!isStillCopying(status)) return null
  return menuLockSentences.stillCopying(systemWords(otherRole(role)))
}

/** Null: the state of the server is not known now; then it may be the standby. */
export const menuLocks = (status: Status | null): MenuLocks => ({
  redundancy: null,
  boards: null,
  readOnly: null,
  configuration: status === null ? menuLockSentences.stateUnknown : configurationLock(status),
})
