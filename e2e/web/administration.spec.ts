import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { statuses } from '../../renderer/fixtures/statuses.ts'
import { commonLabels, administrationLabels as labels } from '../../shared/domain/labels.ts'
import { judge } from '../../shared/domain/rules.ts'
import { AdministrationPage } from '../pages/administration-page.ts'
import { administrationSnapshot } from '../pages/administration-words.ts'
import { HomePage } from '../pages/home-page.ts'
import { walkQuestion } from '../story/administration-steps.ts'
import { takePicture } from '../story/looks.ts'
import { type StatusServer, startStatusServer } from './fixtures/status-server.ts'

/** The windows against pictures of a pair: what is shown, the keyboard, refusals, a lost connection. */

const built = fileURLToPath(new URL('../../out/renderer', import.meta.url))
let server: StatusServer
let home: HomePage
let dialog: AdministrationPage
let complaints: string[]

// Not the zone of the server, which is the one that is shown.
test.use({ timezoneId: 'UTC' })
test.beforeEach(async ({ page }) => {
  server = await startStatusServer(built, 0)
  home = new HomePage(page)
  dialog = new AdministrationPage(page)
  complaints = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(server.url)
  // The first picture is the one of the log-on.
  await home.control.waitFor()
})
test.afterEach(async () => {
  await server.close()
  expect(complaints.filter((text) => !text.includes('WebSocket connection'))).toEqual([])
})

const open = async (): Promise<void> => {
  await home.status.click()
  await expect(dialog.dialog).toBeVisible()
}
const violations = async (page: Page, rules: string[] = []): Promise<string[]> => {
  const builder = new AxeBuilder({ page })
  const { violations: found } = await (rules.length > 0 ? builder.withRules(rules) : builder).analyze()
  return found.map((each) => `${each.id}: ${each.nodes.map((node) => node.target).join(', ')}`)
}
const methodsCalled = (): string[] => server.calls.map((call) => call.method)

test('the dialog has exactly these words', async () => {
  await open()
  await expect(dialog.dialog).toMatchAriaSnapshot(
    administrationSnapshot({
      frame: 'page',
      lastSwitchOver: '09/08, 14:15:55',
      reason: 'Manual switch over',
      primaryAddress: '10.10.10.151',
      secondaryAddress: '10.10.10.12',
      currentServerAddress: '10.10.10.151',
    }),
  )
  await expect(dialog.value(dialog.currentStatus, labels.lastSwitchOver)).toHaveAttribute(
    'title',
    '2026-09-08 14:15:55 UTC+02:00',
  )
})

test('every picture is free of accessibility faults and of complaints of the browser', async ({ page }) => {
  for (const [colorScheme, rules] of [
    ['light', []],
    ['dark', ['color-contrast']],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    for (const name of Object.keys(statuses) as (keyof typeof statuses)[]) {
      server.show(name)
      await expect(home.control).toBeVisible()
      expect.soft(await violations(page, [...rules]), `${name} ${colorScheme}, first page`).toEqual([])
      await open()
      expect.soft(await violations(page, [...rules]), `${name} ${colorScheme}, dialog`).toEqual([])
      await page.keyboard.press('Escape')
      await expect(dialog.dialog).toBeHidden()
    }
  }
})

test('by keyboard alone: menu, dialog, question, and back', async ({ page }) => {
  await expect(home.control).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(home.menu).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(home.openRedundancy).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(home.menu).toBeFocused()
  await page.keyboard.press('Alt+t')
  await expect(dialog.manualSwitchOver).toBeFocused()
  await walkQuestion(dialog)
  await page.keyboard.press('Shift+Tab')
  await expect(dialog.close).toBeFocused()
  await dialog.manualSwitchOver.click()
  await expect(dialog.cancel).toBeFocused()
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(dialog.dialog).toBeHidden()
  await expect(home.status).toBeFocused()
  expect(methodsCalled()).toEqual([])
})

test('a stray double click or a held Enter answers no question', async ({ page }) => {
  await open()
  await dialog.manualSwitchOver.focus()
  await page.keyboard.down('Enter')
  await expect(dialog.question).toBeVisible()
  await page.keyboard.down('Enter')
  await page.keyboard.down('Enter')
  await page.keyboard.up('Enter')
  await expect(dialog.question).toBeVisible()
  await page.keyboard.press('Escape')
  await dialog.manualSwitchOver.click()
  // At once, from inside the page: long before the grace is over.
  await dialog.accept.evaluate((button: HTMLButtonElement) => button.click())
  expect(methodsCalled()).toEqual([])
})

test('confirming switches over, once, with a request id', async () => {
  await open()
  await dialog.manualSwitchOver.click()
  await expect(dialog.value(dialog.question, 'Gains control:')).toHaveText('Secondary System (10.10.10.12)')
  await expect(dialog.value(dialog.question, 'Loses control:')).toHaveText('Primary System (10.10.10.151)')
  await expect(async () => {
    await dialog.accept.click()
    await expect(dialog.question).toBeHidden({ timeout: 300 })
  }).toPass()
  await expect.poll(methodsCalled).toEqual(['switchOver'])
  expect(server.calls[0]?.input).toEqual({ requestId: expect.stringMatching(/^[0-9a-f]{32}$/) })
  server.show('switching')
  await expect(dialog.steps).toHaveCount(7)
  await dialog.stop.click()
  await expect.poll(methodsCalled).toEqual(['switchOver', 'cancelSwitchOver'])
  server.show('movingLines')
  await expect(dialog.stop).toBeHidden()
})

test('what is missing is listed, and pressing the button leads there', async ({ page }) => {
  server.show('peerSilent')
  await open()
  await expect(dialog.manualSwitchOver).toHaveAttribute('aria-disabled', 'true')
  await expect(dialog.manualSwitchOver).toBeFocused()
  await expect(dialog.missing.getByRole('listitem')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(dialog.missing).toBeFocused()
  await expect(dialog.question).toBeHidden()
  expect(methodsCalled()).toEqual([])
  await expect(dialog.value(dialog.secondary, labels.keepAliveService)).toHaveText('Down')
  await expect(dialog.value(dialog.secondary, labels.switchingService)).toHaveText('Unknown')
})

test('an armed standby says in the silence that it will take control, and when', async ({ page }) => {
  server.show('beforeTakeOver')
  await expect(home.page.getByRole('main')).toContainText(
    /This server begins to take control by itself in [567] s, unless the other one is heard before\./,
  )
  await takePicture(page, 'home before take-over')
  expect(await violations(page)).toEqual([])
})

test('a question cannot be answered with yes when a rule has fallen meanwhile', async () => {
  await open()
  await dialog.manualSwitchOver.click()
  server.show('boxSilent')
  await expect(dialog.accept).toHaveAttribute('aria-disabled', 'true')
  await expect(dialog.question).toContainText('The A/B switch answers')
  await dialog.accept.dispatchEvent('click')
  await expect(dialog.question).toBeVisible()
  expect(methodsCalled()).toEqual([])
})

test('a refusal of the engine is shown, rule by rule, until it is closed', async () => {
  server.show('completed')
  await open()
  const rule = judge('replicaUpdated', false, false, true, 'waitForReplication')
  server.refuseNext({ ok: false, code: 'rules', rules: [rule], faults: [], message: '' })
  await dialog.turnOn.click()
  await expect(dialog.notices).toContainText('The copy on the standby is Updated')
  await expect(dialog.notices).toBeInViewport()
  await dialog.notices.getByRole('button').click()
  await expect(dialog.notices).toHaveCount(0)
})

test('the completion list: calls are ticked, then automatic take-over is turned on', async () => {
  server.show('completion')
  await open()
  await expect(dialog.completionItems).toHaveCount(8)
  await expect(dialog.completion).toContainText('17 of 20')
  await expect(dialog.completion).toContainText('201, 214, 305')
  await dialog.tick('Outgoing call works').click()
  await expect.poll(() => server.calls[0]?.input).toMatchObject({ item: 'outgoingCall', done: true })
  server.show('completed')
  await dialog.turnOn.click()
  await expect.poll(methodsCalled).toEqual(['tickCompletion', 'arm'])
})

for (const how of ['is cut', 'is silent'] as const) {
  test(`when the connection ${how}, every value is Unknown within seconds, and known again after`, async () => {
    await open()
    if (how === 'is cut') server.setReachable(false)
    else server.setAnswering(false)
    await expect(dialog.notices).toContainText(
      how === 'is cut' ? commonLabels.connectionLost : commonLabels.stale,
    )
    await expect(dialog.value(dialog.currentStatus, labels.activeSystem)).toHaveText('Unknown')
    await expect(dialog.value(dialog.currentStatus, labels.lastSwitchOver)).toHaveText('Unknown')
    for (const group of [dialog.primary, dialog.secondary]) {
      for (const label of [
        labels.inControl,
        labels.switchingService,
        labels.ipPhoneService,
        labels.keepAliveService,
        labels.replicationStatus,
      ]) {
        await expect(dialog.value(group, label)).toHaveText('Unknown')
      }
    }
    await expect(dialog.manualSwitchOver).toHaveAttribute('aria-disabled', 'true')
    server.setReachable(true)
    server.setAnswering(true)
    server.show('healthy')
    await expect(dialog.value(dialog.primary, labels.keepAliveService)).toHaveText('Up')
    await expect(dialog.notices).toHaveCount(0)
  })
}

test('held deletions are asked about, then confirmed', async ({ page }) => {
  server.show('disagreement')
  await page.getByRole('button', { name: 'Confirm deletions...' }).click()
  await expect(page.getByRole('alertdialog', { name: 'Confirm Deletions' })).toContainText('voice-mail')
  await expect(async () => {
    await page.getByRole('button', { name: 'Delete on Standby' }).click({ timeout: 300 })
    await expect.poll(methodsCalled, { timeout: 300 }).toEqual(['confirmDeletions'])
  }).toPass()
  expect(server.calls[0]?.input).toMatchObject({ set: 'voice-mail' })
})

test('an empty folder of the copy is filled again, when a person says so; what the other server holds back is not asked here', async ({
  page,
}) => {
  server.show('disagreement')
  await expect(page.getByRole('button', { name: 'Confirm deletions...' })).toHaveCount(1)
  await page.getByRole('button', { name: 'Fill the Copy Again...' }).click()
  await expect(page.getByRole('alertdialog', { name: 'Fill the Copy Again' })).toContainText('configuration')
  await expect(async () => {
    await page.getByRole('button', { name: 'Fill It Again' }).click({ timeout: 300 })
    await expect.poll(methodsCalled, { timeout: 300 }).toEqual(['confirmDeletions'])
  }).toPass()
  expect(server.calls[0]?.input).toMatchObject({ set: 'configuration' })
})
