import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { entryOf, fillDisk, scratchFolder, smallDisk } from './fixtures.ts'
import { lockHolder } from './lock.ts'
import { newSystemSettings } from './settings.ts'
import { openStore } from './store.ts'

const schema = z.object({ held: z.number() }).strict()
const open = (dataDir: string) => openStore(dataDir, schema, { held: 0 })
const opened = (dataDir: string) => {
  const result = open(dataDir)
  if (!result.ok) throw new Error(result.message)
  return result.store
}
const messageOf = (dataDir: string): string => {
  const result = open(dataDir)
  return result.ok ? '' : result.message
}

test('everything is opened, kept and given back', async () => {
  const dataDir = scratchFolder()
  const store = opened(dataDir)
  expect(store.notices).toEqual([])
  store.control.write({ held: 4 })
  store.settings.save(newSystemSettings, 'a key of the pair')
  store.record.append(entryOf(0, 'act'))
  expect(messageOf(dataDir)).toContain('already runs')
  await store.close()
  expect(lockHolder(dataDir)).toBeNull()
  const again = opened(dataDir)
  expect(again.control.value).toEqual({ held: 4 })
  expect(again.token).toBe(store.token)
  again.log.info('the key is "a key of the pair"')
  await again.close()
  expect(fs.readFileSync(path.join(dataDir, 'log', 'engine.log'), 'utf8')).toContain('the key is "****"')
})

test.each([
  ['site.json', '{'],
  ['redundancy.json', '{'],
  ['control-state', 'x'],
])('a damaged %s stops the start, names the file and gives the lock back', async (name, text) => {
  const dataDir = scratchFolder()
  await opened(dataDir).close()
  const file = path.join(dataDir, name)
  fs.writeFileSync(file, text)
  expect(messageOf(dataDir)).toContain(file)
  expect(lockHolder(dataDir)).toBeNull()
  fs.unlinkSync(file)
  await opened(dataDir).close()
})

test('repairs are notices with the codes of the alarms', async () => {
  const dataDir = scratchFolder()
  await opened(dataDir).close()
  const state = path.join(dataDir, 'control-state')
  const bytes = fs.readFileSync(state)
  bytes[0] = 0
  fs.writeFileSync(state, bytes)
  fs.writeFileSync(path.join(dataDir, 'records', '2025-01.jsonl'), '{"torn')
  fs.chmodSync(dataDir, 0o755)
  const store = opened(dataDir)
  expect(store.notices.map((notice) => notice.code)).toEqual([
    'stateRepaired',
    'recordRepaired',
    'dataFolderOpenToOthers',
  ])
  await store.close()
})

test('a server starts again on a full disk and keeps its control state', async (context) => {
  const disk = smallDisk(2048)
  if (disk === null) return context.skip('this user may not mount a small disk')
  await opened(disk).close()
  fillDisk(disk)
  const store = opened(disk)
  expect(store.notices.map((notice) => notice.code)).toEqual(['diskFull'])
  store.control.write({ held: 6 })
  await store.close()
  const again = opened(disk)
  expect(again.control.value).toEqual({ held: 6 })
  await again.close()
})
