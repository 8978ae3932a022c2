import type { NewCertificate } from '../../shared/contract/certificate.ts'
import type { Refusal } from '../../shared/contract/contract.ts'
import type { RehearsalTime } from '../../shared/contract/rehearsal.ts'
import type { Status } from '../../shared/contract/status.ts'
import { otherRole } from '../../shared/domain/roles.ts'
import { ageStatus, LEAST_LIMIT_MS, unknownStatus } from '../client/age-status.ts'

/** What one window knows, and how it changes. Every function is pure; times are monotonic milliseconds. */

/** A question laid over the window. */
export type Question =
  | { readonly kind: 'none' }
  | { readonly kind: 'switchOver' }
  | { readonly kind: 'force' }
  | { readonly kind: 'rehearse'; readonly time: RehearsalTime; readonly holdMs: number }
  | { readonly kind: 'declareOtherOff' }
  | { readonly kind: 'confirmDeletions'; readonly set: string }
  | { readonly kind: 'fillCopy'; readonly set: string }
  | { readonly kind: 'acceptCertificate'; readonly certificate: NewCertificate }
  /** The warning of a standby whose automatic take-over is off. */
  | { readonly kind: 'automaticOff' }

export type DialogName = 'redundancy' | 'administration' | 'record' | 'rehearsal' | 'link'

export type Command =
  | 'switchOver'
  | 'cancelSwitchOver'
  | 'force'
  | 'declareOtherOff'
  | 'acknowledgeDualControl'
  | 'rehearse'
  | 'cancelRehearsal'
  | 'moveLinesBack'
  | 'arm'
  | 'disarm'
  | 'tickCompletion'
  | 'dismissCompletion'
  | 'confirmDeletions'
  | 'acceptCertificate'

export interface WindowState {
  /** The last one that came; null before the first. */
  readonly status: Status | null
  /** When it came; before the first, when the window was opened. */
  readonly receivedAtMs: number
  readonly isConnected: boolean
  readonly nowMs: number
  /** Laid over each other, the topmost last. A desktop window has none: each of its dialogs is a window. */
  readonly dialogs: readonly DialogName[]
  readonly question: Question
  /** A warning that is due waits until it is known who is in control, and while another window shows it. */
  readonly isWarningDue: boolean
  /** Another window of the desktop app shows the warning. */
  readonly isWarnedElsewhere: boolean
  /** The command that waits for its answer. */
  readonly running: Command | null
  /** The last answer that was a no; shown until closed or followed by a yes. */
  readonly refusal: Refusal | null
}

/** `logOn`: the first page; its warning is due. A dialog in a window of its own warns when it opens, if at all. */
export type WindowPart = 'logOn' | 'dialog'

export const firstState = (nowMs: number, part: WindowPart = 'logOn'): WindowState => ({
  status: null,
  receivedAtMs: nowMs,
  isConnected: false,
  nowMs,
  dialogs: [],
  question: { kind: 'none' },
  isWarningDue: part === 'logOn',
  isWarnedElsewhere: false,
  running: null,
  refusal: null,
})

/** The standby of an enabled pair whose automatic take-over is off: what the warning is about. */
export const isAutomaticOff = ({ enabled, activeSystem, currentServer, automatic }: Status): boolean =>
  enabled && !automatic.armed && activeSystem === otherRole(currentServer.role)

/** Decided once, at the first status that says who is in control; nothing a person does is interrupted by it. */
const withDueWarning = (state: WindowState, status: Status): WindowState => {
  const isBusy = state.question.kind !== 'none' || state.dialogs.length > 0
  if (!state.isWarningDue || state.isWarnedElsewhere) return state
  if (status.enabled && status.activeSystem === 'unknown') return state
  return {
    ...state,
    isWarningDue: false,
    question: isAutomaticOff(status) && !isBusy ? { kind: 'automaticOff' } : state.question,
  }
}

export const withStatus = (state: WindowState, status: Status, nowMs: number): WindowState => ({
  ...withDueWarning(state, status),
  status,
  receivedAtMs: nowMs,
  nowMs,
})

export const withConnection = (state: WindowState, isConnected: boolean, nowMs: number): WindowState =>
  state.isConnected === isConnected ? state : { ...state, isConnected, nowMs }

export const withTime = (state: WindowState, nowMs: number): WindowState =>
  nowMs > state.nowMs ? { ...state, nowMs } : state

/** A dialog that is open already stays where it is. */
export const withDialogOpened = (state: WindowState, dialog: DialogName): WindowState => ({
  ...state,
  dialogs: state.dialogs.includes(dialog) ? state.dialogs : [...state.dialogs, dialog],
  question: { kind: 'none' },
})

export const withDialogClosed = (state: WindowState, dialog: DialogName): WindowState => ({
  ...state,
  dialogs: state.dialogs.filter((open) => open !== dialog),
  question: { kind: 'none' },
})

/** The dialog "Redundancy" has opened: its warning, when there is something to warn of. */
export const withOpeningWarning = (state: WindowState): WindowState => {
  const status = shownStatus(state)
  return status === null || !isAutomaticOff(status) || state.question.kind !== 'none'
    ? state
    : { ...state, isWarnedElsewhere: false, question: { kind: 'automaticOff' } }
}

/**
 * One warning at a time among the windows of the desktop app, in the window that showed it last. Whoever gave
 * it up shows it again when that window went without an answer.
 */
export const withWarningElsewhere = (
  state: WindowState,
  is: 'elsewhere' | 'answered' | 'nowhere',
): WindowState => {
  if (is === 'elsewhere') {
    const isShown = state.question.kind === 'automaticOff'
    return {
      ...state,
      isWarnedElsewhere: true,
      isWarningDue: state.isWarningDue || isShown,
      question: isShown ? { kind: 'none' } : state.question,
    }
  }
  return {
    ...state,
    isWarnedElsewhere: false,
    isWarningDue: is === 'nowhere' && state.isWarningDue,
  }
}

export const withQuestion = (state: WindowState, question: Question): WindowState => ({
  ...state,
  question,
  refusal: null,
})

export const withCommand = (state: WindowState, running: Command): WindowState => ({
  ...state,
  running,
  refusal: null,
  question: { kind: 'none' },
})

/** The answer to the running command: null is yes. */
export const withAnswer = (state: WindowState, refusal: Refusal | null): WindowState => ({
  ...state,
  running: null,
  refusal,
})

export const withoutRefusal = (state: WindowState): WindowState => ({ ...state, refusal: null })

/** How far what is shown can be believed. */
export type Freshness = 'current' | 'connecting' | 'connectionLost' | 'stale'

/** Counted from the last status, never from the connection: one that comes and goes brings nothing. */
export const freshness = (state: WindowState): Freshness => {
  const isLate = state.nowMs - state.receivedAtMs > LEAST_LIMIT_MS
  if (!isLate) return state.status === null ? 'connecting' : 'current'
  return state.isConnected ? 'stale' : 'connectionLost'
}

/** The status as it may be shown now. */
export const shownStatus = (state: WindowState): Status | null => {
  if (state.status === null) return null
  return freshness(state) === 'current'
    ? ageStatus(state.status, state.nowMs - state.receivedAtMs)
    : unknownStatus(state.status)
}
