import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, type Page, test } from '@playwright/test'
import { statuses } from '../../renderer/fixtures/statuses.ts'
import { type RecordEntry, recordEntry, type ShownEntry } from '../../shared/contract/record.ts'
import { slowTiming } from '../../shared/core/testing/pair.ts'
import { armedPair } from '../../shared/core/testing/stories.ts'
import { recordWindowLabels as labels } from '../../shared/domain/labels.ts'
import { HomePage } from '../pages/home-page.ts'
import { RecordPage } from '../pages/record-page.ts'
import { expectAccessible, takePicture } from '../story/looks.ts'
import { type StatusServer, startStatusServer } from './fixtures/status-server.ts'

/** The dialog "Decision Record": found, searched, read and taken along, by keyboard too. */

const built = fileURLToPath(new URL('../../out/renderer', import.meta.url))
const NEWEST = Date.UTC(2026, 10, 22, 12, 30)
let server: StatusServer
let home: HomePage
let record: RecordPage

/** What the core itself decided: a button pressed on a standby of a dead active, then the take-over. */
const decided = (): ShownEntry[] => {
  const pair = armedPair()
  pair.secondary.decisions.length = 0
  pair.crash('primary')
  pair.pass(3_000)
  pair.press('secondary', 'switchOver')
  pair.pass(2 * slowTiming.declareLostMs)
  return pair.secondary.decisions
    .map((decision, index) => ({
      ...recordEntry.parse({
        ...decision,
        wallMs: NEWEST + index * 60_000,
        server: 'secondary',
        version: '1.0.0',
        rules: [...decision.rules],
        facts: { ...decision.facts },
        changes: [],
      } satisfies RecordEntry),
      offsetMinutes: 120,
    }))
    .reverse()
}

test.use({ timezoneId: 'UTC' })
test.beforeEach(async ({ page }) => {
  server = await startStatusServer(built, 0)
  server.record(decided())
  home = new HomePage(page)
  record = new RecordPage(page)
  await page.goto(server.url)
  await home.control.waitFor()
})
test.afterEach(() => server.close())

const open = async (): Promise<void> => {
  await home.menu.click()
  await record.entry.click()
  await expect(record.dialog).toBeVisible()
}

test('the newest decision is shown at once, with what was judged and both servers', async ({ page }) => {
  await open()
  await expect(record.list.getByRole('option')).toHaveText([
    '11/22, 14:32:00  Automatic take-over: Done',
    '11/22, 14:31:00  Automatic take-over: Begun',
    '11/22, 14:30:00  Manual switch over: Refused',
  ])
  await expect(record.count).toHaveText('3 decisions')
  await expect(record.decision).toContainText('Automatic take-over: Done')
  await record.list.selectOption({ index: 2 })
  await expect(record.decision).toContainText('Manual switch over: Refused')
  await expect(record.rules.filter({ hasText: 'Keep Alive Service' })).toContainText(labels.fails)
  await expect(record.decision).toContainText('This server: Standby')
  await expect(record.decision).toContainText('The other server: not connected')
  await expectAccessible(page, 'the decision record')
  await takePicture(page, 'decision record, a refusal')
})

test('a change of the settings says from what to what, and of a key only that it changed', async ({
  page,
}) => {
  const [newest] = decided()
  if (newest === undefined) throw new Error('nothing was decided')
  const changed = {
    ...newest,
    act: 'enable',
    trigger: 'person' as const,
    person: 'anna',
    reason: '',
    rules: [],
  }
  server.record([
    {
      ...changed,
      judgement: '',
      facts: null,
      changes: [
        { field: 'enabled', from: false, to: true },
        { field: 'lineSwitchAddress', from: '10.10.1.140', to: '' },
        { field: 'onCut', from: '', to: 'activeLetsGo' },
        { field: 'key', secret: true },
      ],
    },
  ])
  await open()
  await expect(record.changes).toHaveText([
    'Enable Redundancy: from Off to On',
    'AB-Switch Address: from 10.10.1.140 to nothing',
    'Without an A/B switch (onCut): from nothing to Accepted: the active system lets go',
    'Redundancy Key: changed',
  ])
  await expectAccessible(page, 'a change of the settings')
  await takePicture(page, 'decision record, a change of the settings')
})

test('it is searched by act, outcome, day and words', async ({ page }) => {
  await open()
  const lines = record.list.getByRole('option')
  await record.field(labels.act).selectOption('takeOver')
  await record.button(labels.search).click()
  await expect(lines).toHaveCount(2)
  await record.field(labels.outcome).selectOption('done')
  await page.keyboard.press('Enter')
  await record.button(labels.search).click()
  await expect(lines).toHaveCount(1)
  await record.field(labels.act).selectOption('')
  await record.field(labels.outcome).selectOption('')
  await record.field(labels.text).fill('keep alive')
  await page.keyboard.press('Enter')
  await expect(lines).toHaveText(['11/22, 14:30:00  Manual switch over: Refused'])
  await record.field(labels.from).fill('2026-11-23')
  await page.keyboard.press('Enter')
  await expect(lines).toHaveCount(0)
  await expect(record.decision).toHaveText(labels.nothing)
  await expectAccessible(page, 'nothing found')
  await takePicture(page, 'decision record, nothing found')
})

test('by keyboard alone: from the menu to the oldest decision and back', async ({ page }) => {
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await expect(record.entry).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(record.dialog).toBeVisible()
  await expect(record.list.getByRole('option')).not.toHaveCount(0)
  await page.keyboard.press('Alt+d')
  await expect(record.list).toBeFocused()
  await page.keyboard.press('End')
  await expect(record.decision).toContainText('Manual switch over: Refused')
  await page.keyboard.press('Escape')
  await expect(record.dialog).toBeHidden()
  await expect(home.menu).toBeFocused()
})

const saved = async (page: Page, label: string): Promise<{ name: string; text: string }> => {
  const download = page.waitForEvent('download')
  await record.button(label).click()
  const file = await download
  return { name: file.suggestedFilename(), text: fs.readFileSync(await file.path(), 'utf8') }
}

test('all that is found is taken along, as text and as JSON Lines', async ({ page }) => {
  server.record(decided(), [], 2)
  await open()
  const text = await saved(page, labels.exportText)
  expect(text.name).toBe('decision-record.txt')
  expect(text.text).toContain('2026-11-22 14:30:00 UTC+02:00  Secondary System: Manual switch over: Refused.')
  expect(text.text).toMatch(/ {4}FAILS {2}Keep Alive Service/)
  const json = await saved(page, labels.exportJson)
  expect(json.name).toBe('decision-record.jsonl')
  const entries = json.text
    .trim()
    .split('\n')
    .map((line) => recordEntry.parse(JSON.parse(line)))
  expect(entries.map(({ outcome }) => outcome)).toEqual(['done', 'begun', 'refused'])
})

test('what the silences teach is said on top', async ({ page }) => {
  server.push({
    ...statuses.healthy,
    lostLimit: { silences: 2, longestMs: 14_200, limitMs: 10_000, suggestedMs: 22_000 },
  })
  await open()
  await expect(record.dialog.getByRole('alert')).toContainText('set declareLostMs in site.json to 22000')
  await expectAccessible(page, 'what the silences teach')
  await takePicture(page, 'decision record, what the silences teach')
})

test('damaged lines are named', async ({ page }) => {
  server.record(decided(), ['2026-11.jsonl at byte 17: the line cannot be read and was passed over.'])
  await open()
  await expect(record.dialog.getByRole('alert')).toContainText('2026-11.jsonl at byte 17')
  await takePicture(page, 'decision record, a damaged line')
})
