import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ContractClient } from '../../shared/contract/contract.ts'
import { asRefusal } from '../window/window-store.ts'
import {
  type BoxState,
  type Draft,
  firstDraft,
  isStaleRefusal,
  planOf,
  withAllDone,
  withApplied,
  withApplying,
  withCommitted,
  withFaults,
  withRefusedAutomatic,
  withRefusedSettings,
} from './draft.ts'

/** The draft of one open dialog "Redundancy" and the calls that read and commit it. */

export interface RedundancyStore {
  readonly state: Pick<StoreApi<Draft>, 'getState' | 'getInitialState' | 'subscribe'>
  readonly change: (update: (draft: Draft) => Draft) => void
  readonly read: () => Promise<void>
  /** Commits what is pending; true when the engine accepted all of it. */
  readonly commit: (box: BoxState) => Promise<boolean>
}

export const createRedundancyStore = (
  client: Pick<ContractClient, 'call'>,
  newRequestId: () => string,
): RedundancyStore => {
  const store = createStore<Draft>(() => firstDraft)
  const change = (update: (draft: Draft) => Draft): void => store.setState(update, true)

  const read = async (): Promise<void> => {
    try {
      const view = await client.call('settings', {})
      change((draft) => withCommitted(draft, view))
    } catch {
      // Still "reading": the dialog reads again when the connection is back.
    }
  }

  const commit = async (box: BoxState): Promise<boolean> => {
    if (store.getState().phase !== 'editing') return false
    const plan = planOf(store.getState(), box)
    if (plan.kind === 'faults') {
      change((draft) => withFaults(draft, plan.faults))
      return false
    }
    change(withApplying)
    let isApplied = false
    try {
      if (plan.apply !== null) {
        const { apply } = plan
        const outcome = await client.call('apply', { ...apply, requestId: newRequestId() })
        if (!outcome.ok) {
          if (isStaleRefusal(outcome)) await read()
          change((draft) => withRefusedSettings(draft, outcome))
          return false
        }
        isApplied = true
        const view = await client.call('settings', {})
        change((draft) => withApplied(draft, view, apply.key))
      }
      if (plan.automatic !== null) {
        const outcome = await client.call(plan.automatic, { requestId: newRequestId() })
        if (!outcome.ok) {
          change((draft) => withRefusedAutomatic(draft, outcome, isApplied))
          return false
        }
      }
      change(withAllDone)
      return true
    } catch (error) {
      change((draft) => withRefusedSettings(draft, asRefusal(error)))
      return false
    }
  }

  return { state: store, change, read, commit }
}
