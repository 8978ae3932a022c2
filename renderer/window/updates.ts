import type { Refusal } from '../../shared/contract/contract.ts'
import type { Status } from '../../shared/contract/status.ts'
import { ageStatus, LEAST_LIMIT_MS, unknownStatus } from '../client/age-status.ts'

/** What one window knows, and how it changes. Every function is pure; times are monotonic milliseconds. */

/** A question laid over the window. */
export type Question =
  | { readonly kind: 'none' }
  | { readonly kind: 'switchOver' }
  | { readonly kind: 'confirmDeletions'; readonly set: string }

export type Command =
  | 'switchOver'
  | 'cancelSwitchOver'
  | 'arm'
  | 'disarm'
  | 'tickCompletion'
  | 'dismissCompletion'
  | 'confirmDeletions'

export interface WindowState {
  /** The last one that came; null before the first. */
  readonly status: Status | null
  /** When it came; before the first, when the window was opened. */
  readonly receivedAtMs: number
  readonly isConnected: boolean
  readonly nowMs: number
  readonly dialog: 'none' | 'administration'
  readonly question: Question
  /** The command that waits for its answer. */
  readonly running: Command | null
  /** The last answer that was a no; shown until closed or followed by a yes. */
  readonly refusal: Refusal | null
}

export const firstState = (nowMs: number): WindowState => ({
  status: null,
  receivedAtMs: nowMs,
  isConnected: false,
  nowMs,
  dialog: 'none',
  question: { kind: 'none' },
  running: null,
  refusal: null,
})

export const withStatus = (state: WindowState, status: Status, nowMs: number): WindowState => ({
  ...state,
  status,
  receivedAtMs: nowMs,
  nowMs,
})

export const withConnection = (state: WindowState, isConnected: boolean, nowMs: number): WindowState =>
  state.isConnected === isConnected ? state : { ...state, isConnected, nowMs }

export const withTime = (state: WindowState, nowMs: number): WindowState =>
  nowMs > state.nowMs ? { ...state, nowMs } : state

export const withDialog = (state: WindowState, dialog: WindowState['dialog']): WindowState => ({
  ...state,
  dialog,
  question: { kind: 'none' },
})

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
