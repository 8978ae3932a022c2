import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { everyRecord, type RecordEntry } from '../../../shared/contract/record.ts'
import { type Durable, durable, emptyDurable } from '../../../shared/core/durable.ts'
import { settingChangeWords } from '../../../shared/domain/labels.ts'
import { scratchFolder } from '../store/fixtures.ts'
import { openStore } from '../store/store.ts'
import { noteSite } from './note-site.ts'
import { pageOf } from './record-page.ts'

const service = (id: string, password: string) => ({
  id,
  shownAs: 'other',
  runs: 'whenActive',
  runner: { kind: 'process', argv: ['/bin/serve', `--password=${password}`] },
  probe: { kind: 'tcp', host: '127.0.0.1', port: 5060 },
})

/** Starts one after the other with these files; the entries of all of them, the oldest first. */
const startsWith = async (dataDir: string, ...sites: object[]): Promise<RecordEntry[]> => {
  let entries: RecordEntry[] = []
  for (const site of sites) {
    fs.writeFileSync(path.join(dataDir, 'site.json'), JSON.stringify(site))
    const opened = openStore<Durable>(dataDir, durable, emptyDurable)
    if (!opened.ok) throw new Error(opened.message)
    noteSite(opened.store, '1.0.0')
    entries = (await pageOf(opened.store.record, { filter: everyRecord, limit: 100, after: null })).entries
    await opened.store.close()
  }
  return entries.reverse()
}

test('a start with another site.json is an entry with what is different; the first and the same are none', async () => {
  const first = { gateway: '10.0.0.1', services: [service('pbx', 'a')] }
  const second = {
    gateway: '10.0.0.254',
    services: [service('pbx', 'a'), service('voice', 'a')],
    timing: { declareLostMs: 5_000 },
    ports: { link: 9_700 },
  }
  const entries = await startsWith(scratchFolder(), first, first, second, second)
  expect(entries).toMatchObject([{ act: 'siteChanged', outcome: 'noted', trigger: 'start', person: '' }])
  const words = entries[0]?.changes.map(settingChangeWords) ?? []
  expect(words).toEqual(
    expect.arrayContaining([
      'services: from pbx to pbx, voice',
      'services.voice.probe.port: from nothing to 5060',
      'services.voice.runner.argv: changed',
      'gateway: from 10.0.0.1 to 10.0.0.254',
      'ports.link: from 9640 to 9700',
      'Lost after (timing.declareLostMs): from 10000 ms to 5000 ms',
    ]),
  )
  expect(words.some((word) => word.startsWith('services.pbx'))).toBe(false)
})

test('of what may be a secret nothing is kept but that it changed', async () => {
  const dataDir = scratchFolder()
  const site = (secret: string) => ({
    services: [service('pbx', secret)],
    lineSwitch: { password: secret },
    license: { required: true, number: secret },
    phonesUrl: `https://anna:${secret}@10.0.0.5/phones`,
  })
  const [entry] = await startsWith(dataDir, site('OLD-SECRET'), site('NEW-SECRET'))
  expect(entry?.changes).toEqual([
    { field: 'services.pbx.runner.argv', secret: true },
    { field: 'phonesUrl', secret: true },
    { field: 'lineSwitch.password', secret: true },
    { field: 'license.number', secret: true },
  ])
  for (const name of fs.readdirSync(dataDir, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(dataDir, name)
    if (name === 'site.json' || !fs.statSync(file).isFile()) continue
    expect(fs.readFileSync(file, 'latin1'), name).not.toMatch(/(OLD|NEW)-SECRET/)
  }
})

test('a damaged memory of the last one is made anew', async () => {
  const dataDir = scratchFolder()
  fs.writeFileSync(path.join(dataDir, 'site-seen.json'), '{"gateway":')
  const entries = await startsWith(dataDir, {}, { gateway: '10.0.0.1' })
  expect(entries.map(({ changes }) => changes)).toEqual([[{ field: 'gateway', from: '', to: '10.0.0.1' }]])
})
