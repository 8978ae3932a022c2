import { expect, onTestFinished, test } from 'vitest'
import { everyRecord } from '../../../shared/contract/record.ts'
import { type Durable, durable, emptyDurable } from '../../../shared/core/durable.ts'
import { scratchFolder } from '../store/fixtures.ts'
import { openStore } from '../store/store.ts'
import { keepDisabled } from './keep-disabled.ts'
import { pageOf } from './record-page.ts'

const settings = {
  enabled: true,
  role: 'primary',
  primaryAddress: '127.0.0.1',
  secondaryAddress: '127.0.0.2',
  lineSwitchAddress: '',
} as const

/** A server that ended between the core's word and the saved settings. */
const server = (disabled: boolean) => {
  const opened = openStore<Durable>(scratchFolder(), durable, emptyDurable)
  if (!opened.ok) throw new Error(opened.message)
  const { store } = opened
  onTestFinished(() => store.close())
  store.settings.save(settings, 'the key of the pair')
  store.control.write({ ...store.control.value, disabled })
  const kept = keepDisabled(store, '1.0.0')
  onTestFinished(() => kept.close())
  return store
}

test('what the control state calls disabled is not enabled by a start, and the record says so', async () => {
  const store = server(true)
  expect(store.settings.view().settings).toEqual({ ...settings, enabled: false })
  const { entries } = await pageOf(store.record, { filter: everyRecord, limit: 10, after: null })
  expect(entries).toMatchObject([
    {
      act: 'disable',
      outcome: 'noted',
      trigger: 'start',
      changes: [{ field: 'enabled', from: true, to: false }],
    },
  ])
})

test('what is enabled stays so', () => {
  expect(server(false).settings.view().settings.enabled).toBe(true)
})
