import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ContractClient, Input, Outcome, Refusal } from '../../shared/contract/contract.ts'
import { connectionSentences } from '../../shared/domain/labels.ts'
import * as updates from './updates.ts'
import { type Command, type DialogName, firstState, type Question, type WindowState } from './updates.ts'

/** One window owns one store; it hears the engine through the contract client and nothing else. */

/** How often shown ages grow. */
const TICK_MS = 250
/** A status older than this is asked for anew, so that a quiet server does not look like a dead one. */
const ASK_AFTER_MS = 500

/** What the window takes from its surroundings. */
export interface Surroundings {
  /** Monotonic milliseconds. */
  readonly now: () => number
  readonly newRequestId: () => string
  readonly part: updates.WindowPart
}

type CommandInput<C extends Command> = Omit<Input<C>, 'requestId'>

export interface WindowStore {
  readonly state: Pick<StoreApi<WindowState>, 'getState' | 'getInitialState' | 'subscribe'>
  readonly openDialog: (dialog: DialogName) => void
  readonly closeDialog: (dialog: DialogName) => void
  /** Shows the warning of the dialog "Redundancy", when there is something to warn of. */
  readonly warnAtOpening: () => void
  /** What became of the warning in another window. */
  readonly warnedElsewhere: (is: Parameters<typeof updates.withWarningElsewhere>[1]) => void
  readonly ask: (question: Question) => void
  readonly closeRefusal: () => void
  readonly send: <C extends Command>(command: C, input: CommandInput<C>) => Promise<void>
  /** For a dialog that has a store of its own. */
  readonly client: Pick<ContractClient, 'call'>
  readonly newRequestId: () => string
  readonly stop: () => void
}

/** A call that got no answer, as a refusal. */
export const asRefusal = (error: unknown): Refusal => ({
  ok: false,
  code: 'fault',
  rules: [],
  faults: [],
  message: error instanceof Error ? error.message : connectionSentences.lostMeanwhile,
})

export const createWindowStore = (client: ContractClient, surroundings: Surroundings): WindowStore => {
  const { now, newRequestId, part } = surroundings
  const store = createStore<WindowState>(() => firstState(now(), part))
  const change = (update: (state: WindowState) => WindowState): void => store.setState(update, true)

  let isAsking = false
  const askStatus = async (): Promise<void> => {
    isAsking = true
    try {
      const status = await client.call('status', {})
      change((state) => updates.withStatus(state, status, now()))
    } catch {
      // Ages say it: what is shown turns Unknown.
    } finally {
      isAsking = false
    }
  }
  const tick = (): void => {
    change((state) => updates.withTime(state, now()))
    const { isConnected, receivedAtMs } = store.getState()
    if (isConnected && !isAsking && now() - receivedAtMs > ASK_AFTER_MS) void askStatus()
  }

  const stops = [
    client.onConnection((isConnected) =>
      change((state) => updates.withConnection(state, isConnected, now())),
    ),
    client.onStatus((status) => change((state) => updates.withStatus(state, status, now()))),
  ]
  const timer = setInterval(tick, TICK_MS)

  return {
    state: store,
    openDialog: (dialog) => change((state) => updates.withDialogOpened(state, dialog)),
    closeDialog: (dialog) => change((state) => updates.withDialogClosed(state, dialog)),
    warnAtOpening: () => change(updates.withOpeningWarning),
    warnedElsewhere: (is) => change((state) => updates.withWarningElsewhere(state, is)),
    ask: (question) => change((state) => updates.withQuestion(state, question)),
    closeRefusal: () => change(updates.withoutRefusal),
    send: async (command, input) => {
      if (store.getState().running !== null) return
      change((state) => updates.withCommand(state, command))
      const call = client.call as (method: Command, input: object) => Promise<Outcome>
      try {
        const outcome = await call(command, { ...input, requestId: newRequestId() })
        change((state) => updates.withAnswer(state, outcome.ok ? null : outcome))
      } catch (error) {
        change((state) => updates.withAnswer(state, asRefusal(error)))
      }
    },
    client,
    newRequestId,
    stop: () => {
      clearInterval(timer)
      for (const stop of stops) stop()
    },
  }
}

const WindowStoreContext = createContext<WindowStore | null>(null)
export const WindowStoreProvider = WindowStoreContext.Provider

/** The store of this window. */
export const useWindowStore = (): WindowStore => {
  const store = useContext(WindowStoreContext)
  if (store === null) throw new Error('A part of the window was shown outside of WindowStoreProvider')
  return store
}

export const useWindowState = <T>(select: (state: WindowState) => T): T =>
  useStore(useWindowStore().state, select)
