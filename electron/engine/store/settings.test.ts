import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fillDisk, scratchFolder, smallDisk } from './fixtures.ts'
import { newSystemSettings, openSettings } from './settings.ts'

const opened = (dataDir: string) => {
  const result = openSettings(dataDir)
  if (!result.ok) throw new Error(result.message)
  return result.settings
}
const enabled = {
  ...newSystemSettings,
  enabled: true,
  primaryAddress: '10.0.0.1',
  secondaryAddress: '10.0.0.2',
}

test('a new system has redundancy off and no key', () => {
  expect(opened(scratchFolder()).view()).toEqual({ settings: newSystemSettings, revision: 0, hasKey: false })
})

test('saved settings and key are there after a start, the key in a private file of its own', () => {
  const dataDir = scratchFolder()
  const saved = opened(dataDir).save(enabled, 'sésame, open')
  expect(saved).toEqual({ ok: true, view: { settings: enabled, revision: 1, hasKey: true } })
  const again = opened(dataDir)
  expect(again.view()).toEqual({ settings: enabled, revision: 1, hasKey: true })
  expect(again.key()).toBe('sésame, open')
  expect(fs.readFileSync(path.join(dataDir, 'redundancy.json'), 'utf8')).not.toContain('open')
  for (const name of ['redundancy.json', 'redundancy-key']) {
    expect(fs.statSync(path.join(dataDir, name)).mode & 0o777).toBe(0o600)
  }
})

test('no new key keeps the stored one', () => {
  const dataDir = scratchFolder()
  const settings = opened(dataDir)
  settings.save(enabled, 'first')
  settings.save({ ...enabled, enabled: false }, null)
  expect(settings.key()).toBe('first')
  expect(settings.view().revision).toBe(2)
})

test.each([
  ['{"revision":1', 'line 1, column 14 should have "," or "}"'],
  ['', 'line 1, column 1 should have a value'],
  ['{"revision":-1,"settings":{}}', 'revision must be at least 0'],
  ['{"revision":1,"settings":null}', 'settings must be a group in curly brackets'],
])('damaged settings (%s) stop the start with one sentence', (text, what) => {
  const dataDir = scratchFolder()
  fs.writeFileSync(path.join(dataDir, 'redundancy.json'), text)
  const result = openSettings(dataDir)
  expect(result.ok ? '' : result.message).toContain(what)
  expect(result.ok ? '' : result.message).toContain(path.join(dataDir, 'redundancy.json'))
})

test('on a full disk a change is refused and the old settings stay', (context) => {
  const disk = smallDisk(64)
  if (disk === null) return context.skip('this user may not mount a small disk')
  const settings = opened(disk)
  settings.save(enabled, 'first')
  fillDisk(disk)
  const refused = settings.save(newSystemSettings, null)
  expect(refused.ok ? '' : refused.message).toContain('the disk is full. The old content is unchanged.')
  expect(opened(disk).view()).toEqual({ settings: enabled, revision: 1, hasKey: true })
})

test('what is disabled counts at once, and is written when it can be', () => {
  const dataDir = scratchFolder()
  const settings = opened(dataDir)
  settings.save(enabled, 'first')
  const inTheWay = path.join(dataDir, 'redundancy.json.new')
  fs.mkdirSync(inTheWay)
  settings.disable()
  expect(settings.view()).toEqual({ settings: { ...enabled, enabled: false }, revision: 2, hasKey: true })
  expect(settings.unsaved()).toContain('redundancy.json could not be written')
  expect(opened(dataDir).view().settings.enabled).toBe(true)
  fs.rmdirSync(inTheWay)
  settings.disable()
  expect(settings.unsaved()).toBeNull()
  expect(opened(dataDir).view()).toEqual(settings.view())
})
