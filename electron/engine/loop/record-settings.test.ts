import fs from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { everyRecord, type RecordEntry } from '../../../shared/contract/record.ts'
import type { RedundancySettings } from '../../../shared/contract/settings.ts'
import { type Durable, durable, emptyDurable } from '../../../shared/core/durable.ts'
import { onCutSentences } from '../../../shared/domain/on-cut.ts'
import { scratchFolder } from '../store/fixtures.ts'
import { openStore, type Store } from '../store/store.ts'
import { createCommands } from './commands.ts'
import { pageOf } from './record-page.ts'

/** What is applied on a server that is no pair's yet, on its real store. */

const KEY = 'the key of the pair'
const PASSWORD = 'PASS-OF-THE-BOX'
const blank: RedundancySettings = {
  enabled: false,
  role: 'secondary',
  primaryAddress: '127.0.0.2',
  secondaryAddress: '127.0.0.1',
  lineSwitchAddress: '',
}

const server = () => {
  const dataDir = scratchFolder()
  const site = { onCut: onCutSentences.activeStays, lineSwitch: { password: PASSWORD } }
  fs.writeFileSync(path.join(dataDir, 'site.json'), JSON.stringify(site))
  const opened = openStore<Durable>(dataDir, durable, emptyDurable)
  if (!opened.ok) throw new Error(opened.message)
  const store: Store<Durable> = opened.store
  onTestFinished(() => store.close())
  const { handlers } = createCommands({
    store,
    version: '1.0.0',
    currentPair: () => null,
    reopenPair: async () => {},
    showStatus: () => {},
  })
  const apply = (requestId: string, settings: RedundancySettings, key: string | null = null) =>
    handlers.apply({ requestId, revision: store.settings.view().revision, settings, key }, 'anna')
  const found = async (text: string | null = null): Promise<RecordEntry[]> => {
    const query = { filter: { ...everyRecord, text }, limit: 100, after: null }
    return (await pageOf(store.record, query)).entries.reverse()
  }
  const onDisk = (): string =>
    fs
      .readdirSync(path.join(dataDir, 'records'))
      .map((name) => fs.readFileSync(path.join(dataDir, 'records', name), 'utf8'))
      .join('')
  return { apply, found, onDisk }
}

test('enabling is recorded: who, by which request, from what to what, and what was taken up with it', async () => {
  const { apply, found, onDisk } = server()
  expect(await apply('r1', blank, KEY)).toEqual({ ok: true })
  expect(await apply('r2', { ...blank, enabled: true })).toEqual({ ok: true })
  const [changed, enabled] = await found()
  expect(changed).toMatchObject({ act: 'changeSettings', outcome: 'done', person: 'anna', requestId: 'r1' })
  expect(changed?.changes).toEqual([
    { field: 'role', from: 'primary', to: 'secondary' },
    { field: 'primaryAddress', from: '', to: '127.0.0.2' },
    { field: 'secondaryAddress', from: '', to: '127.0.0.1' },
    { field: 'key', secret: true },
  ])
  expect(enabled).toMatchObject({ act: 'enable', server: 'secondary', trigger: 'person', requestId: 'r2' })
  expect(enabled?.changes[0]).toEqual({ field: 'enabled', from: false, to: true })
  expect(enabled?.changes).toContainEqual({ field: 'timing.declareLostMs', from: '', to: 10_000 })
  expect(enabled?.changes).toContainEqual({ field: 'onCut', from: '', to: 'activeStays' })
  expect(onDisk()).not.toContain(KEY)
  expect(onDisk()).not.toContain(PASSWORD)
})

test('it is found by the words of what changed', async () => {
  const { apply, found } = server()
  await apply('r1', blank, KEY)
  await apply('r2', { ...blank, lineSwitchAddress: '127.0.0.3' }, 'another key of the pair')
  expect((await found('from nothing to 127.0.0.3')).map(({ requestId }) => requestId)).toEqual(['r2'])
  expect((await found('redundancy key: changed')).map(({ requestId }) => requestId)).toEqual(['r1', 'r2'])
})

test('nothing changed, refused or asked twice: no entry', async () => {
  const { apply, found } = server()
  await apply('r1', blank, KEY)
  await apply('r2', blank, KEY)
  await apply('r1', { ...blank, role: 'primary' })
  expect(await apply('r3', { ...blank, secondaryAddress: '127.0.0.2' })).toMatchObject({ ok: false })
  expect((await found()).map(({ requestId }) => requestId)).toEqual(['r1'])
})
