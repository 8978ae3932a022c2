import { expect, test } from 'vitest'
import type { ContractClient, Outcome } from '../../shared/contract/contract.ts'
import type { SettingsView } from '../../shared/contract/settings.ts'
import { withAutomatic, withEdit, withKey } from './draft.ts'
import { createRedundancyStore, type RedundancyStore } from './redundancy-store.ts'

const view: SettingsView = {
  settings: {
    enabled: true,
    role: 'secondary',
    primaryAddress: '10.10.10.151',
    secondaryAddress: '10.10.10.12',
    lineSwitchAddress: '',
  },
  revision: 4,
  hasKey: true,
  ownAddresses: [],
}
const stale: Outcome = {
  ok: false,
  code: 'settings',
  rules: [],
  faults: [{ field: 'revision', code: 'stale' }],
  message: '',
}
const notNow: Outcome = { ok: false, code: 'rules', rules: [], faults: [], message: 'Not now.' }

/** A dialog that has read its settings, and an engine that answers as told, in order. */
const opened = async (
  answers: Partial<Record<'apply' | 'arm' | 'disarm', Outcome | Error>> = {},
): Promise<{ store: RedundancyStore; calls: string[] }> => {
  const calls: string[] = []
  const call = async (method: string): Promise<unknown> => {
    calls.push(method)
    if (method === 'settings') return { ...view, revision: view.revision + calls.length - 1 }
    const answer = answers[method as 'apply'] ?? { ok: true }
    if (answer instanceof Error) throw answer
    return answer
  }
  const store = createRedundancyStore({ call: call as ContractClient['call'] }, () => 'one')
  await store.read()
  calls.length = 0
  return { store, calls }
}

test('without a change nothing is sent, and OK may close', async () => {
  const { store, calls } = await opened()
  expect(await store.commit(false)).toBe(true)
  expect(calls).toEqual([])
})

test('settings first, read again, then automatic take-over', async () => {
  const { store, calls } = await opened()
  store.change((draft) => withKey(withAutomatic(draft, true, false), 'a new key', true))
  expect(await store.commit(false)).toBe(true)
  expect(calls).toEqual(['apply', 'settings', 'arm'])
  expect(store.state.getState()).toMatchObject({ phase: 'editing', key: null, automatic: null })
})

test('an old revision: read again, said so, nothing armed, and the dialog stays', async () => {
  const { store, calls } = await opened({ apply: stale })
  store.change((draft) => withAutomatic(withEdit(draft, { role: 'primary' }), true, false))
  expect(await store.commit(false)).toBe(false)
  expect(calls).toEqual(['apply', 'settings'])
  expect(store.state.getState()).toMatchObject({ isStale: true, edits: { role: 'primary' }, automatic: true })
})

test('a no to arming after the settings were taken keeps the dialog open and says both', async () => {
  const { store } = await opened({ arm: notNow })
  store.change((draft) => withKey(withAutomatic(draft, true, false), 'a new key', false))
  expect(await store.commit(false)).toBe(false)
  expect(store.state.getState()).toMatchObject({ isAppliedInPart: true, refusal: notNow, key: null })
})

test('a lost connection is a no with its sentence; the change stays', async () => {
  const { store } = await opened({ apply: new Error('The connection was lost.') })
  store.change((draft) => withEdit(draft, { role: 'primary' }))
  expect(await store.commit(false)).toBe(false)
  expect(store.state.getState()).toMatchObject({
    phase: 'editing',
    edits: { role: 'primary' },
    refusal: { message: 'The connection was lost.' },
  })
})

test('a second press while the first is under way sends nothing', async () => {
  const { store, calls } = await opened()
  store.change((draft) => withEdit(draft, { role: 'primary' }))
  const [first, second] = await Promise.all([store.commit(null), store.commit(null)])
  expect([first, second]).toEqual([true, false])
  expect(calls.filter((method) => method === 'apply')).toHaveLength(1)
})
