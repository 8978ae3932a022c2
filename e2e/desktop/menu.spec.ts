import fs from 'node:fs'
import { expect, type Locator, type Page, test } from '@playwright/test'
import {
  automaticOffLabels,
  desktopLabels,
  homeLabels,
  linkLabels,
  linkWindowLabels,
  plainLabel,
  productName,
  redundancyLabels,
  titleHere,
} from '../../shared/domain/labels.ts'
import { createPairWorld, type PairWorld } from '../demo/pair-world.ts'
import { WORLD_VARIABLE } from '../demo/world-processes.ts'
import { press } from '../pages/frame.ts'
import { LinkPage } from '../pages/link-page.ts'
import { type DesktopApp, endApp, startApp } from './fixtures/desktop-app.ts'
import { look } from './fixtures/desktop-host.ts'
import { enableHere } from './fixtures/enable-here.ts'

/**
 * The native menu and the warning of a standby whose automatic take-over is off, in a desktop app on that
 * standby. One story, in order.
 */

test.describe.configure({ mode: 'serial' })

let world: PairWorld
let app: DesktopApp

const warningIn = (page: Page): Locator =>
  page.getByRole('alertdialog', { name: automaticOffLabels.title, exact: true })
const closeWindow = (title: string): Promise<void> =>
  app.electron.evaluate(({ BrowserWindow }, wanted) => {
    const window = BrowserWindow.getAllWindows().find((candidate) => candidate.getTitle() === wanted)
    if (window === undefined) throw new Error(`There is no window ${wanted}`)
    window.close()
  }, title)
const startAgain = (): Promise<void> =>
  app.electron.evaluate(({ app: inside }) => void inside.emit('second-instance'))
const start = (): Promise<DesktopApp> =>
  startApp(world.servers.secondary.data, { [WORLD_VARIABLE]: world.folder })

test.beforeAll(async () => {
  world = await createPairWorld({
    phones: 0,
    timing: { heartbeatMs: 200, declareLostMs: 3_000, stopLimitMs: 500 },
  })
  await world.start('primary')
  expect(await world.enable('primary')).toMatchObject({ code: 0 })
  app = await start()
  const key = fs.readFileSync(`${world.folder}/key`, 'utf8').trim()
  await enableHere(app, await app.window('home'), world, 'secondary', key)
  const isUpdated = await world.waitForStatus(
    'primary',
    (status) => status.secondary.replication.state === 'destinationUpdated',
    60_000,
  )
  expect(isUpdated).not.toBeNull()
  await endApp(app)
})
test.afterAll(async () => {
  await endApp(app)
  await world?.end()
})

test('starting the app is the log-on to this server: the warning stands over the first window', async () => {
  app = await start()
  const home = await app.window('home')
  await expect(warningIn(home)).toContainText(automaticOffLabels.warning, { timeout: 20_000 })
})

test('the native menu lists what the table says; nothing is locked on the standby yet', async () => {
  const items = await app.electron.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()?.items[0]?.submenu?.items.map(({ label, enabled }) => [label, enabled]),
  )
  expect(items).toEqual([
    [homeLabels.openRedundancy, true],
    [homeLabels.openRecord, true],
    [homeLabels.openRehearsal, true],
    [homeLabels.openLink, true],
    [homeLabels.openLogOn, true],
    ['', true],
    [desktopLabels.quit, true],
  ])
})

test('Redundancy chosen over the open warning takes the warning along: it stands once', async () => {
  const home = await app.window('home')
  await app.chooseMenu('redundancy')
  const dialog = await app.window('redundancy')
  await expect(warningIn(dialog)).toBeVisible()
  await expect(warningIn(home)).toHaveCount(0)
})

test('closed without an answer it is not lost: it stands over the first window again', async () => {
  const home = await app.window('home')
  await closeWindow(redundancyLabels.title)
  await expect(warningIn(home)).toBeVisible()
})

test('answered there it is answered everywhere', async () => {
  const home = await app.window('home')
  await app.chooseMenu('redundancy')
  const dialog = await app.window('redundancy')
  await expect(warningIn(dialog)).toBeVisible()
  await expect(async () => {
    await dialog.keyboard.press('Escape')
    await expect(warningIn(dialog)).toHaveCount(0, { timeout: 1_000 })
  }).toPass()
  // A later status would bring it back, were it still due.
  const { epoch } = await app.call(home, 'status', {})
  expect(epoch).toBeGreaterThan(0)
  await expect(warningIn(home)).toHaveCount(0)
  await closeWindow(redundancyLabels.title)
  await app.call(home, 'status', {})
  await expect(warningIn(home)).toHaveCount(0)
})

test('a window that only comes to the front is no log-on; one that was closed is', async () => {
  const home = await app.window('home')
  await startAgain()
  await app.call(home, 'status', {})
  await expect(warningIn(home)).toHaveCount(0)
  const closed = home.waitForEvent('close')
  await closeWindow(titleHere(productName, 'secondary', world.servers.secondary.address))
  await closed
  await startAgain()
  const again = await app.window('home')
  await expect(warningIn(again)).toBeVisible()
})

test('Turn on now turns it on', async () => {
  const home = await app.window('home')
  const turnOn = warningIn(home)
    .locator('.buttons')
    .getByRole('button', { name: plainLabel(automaticOffLabels.turnOn), exact: true })
  await expect(turnOn).not.toHaveAttribute('aria-disabled', { timeout: 20_000 })
  await expect(async () => {
    await turnOn.click({ timeout: 1_000 })
    await expect(warningIn(home)).toHaveCount(0, { timeout: 1_000 })
  }).toPass()
  await expect.poll(async () => (await app.call(home, 'status', {})).automatic.armed).toBe(true)
  await app.chooseMenu('redundancy')
  const dialog = await app.window('redundancy')
  await dialog.getByRole('checkbox').first().waitFor()
  await expect(warningIn(dialog)).toHaveCount(0)
})

test('the link is examined in a window of its own: nothing is wrong with it', async () => {
  await app.chooseMenu('link')
  const link = new LinkPage(await app.window('link'), 'window')
  await expect(link.now).toContainText('Up for')
  await expect(link.examine).toBeFocused()
  await press(link.page, 'Alt+e')
  await expect(link.findings).toContainText('Of the examination', { timeout: 60_000 })
  await expect(link.findings).toContainText(linkLabels.nothingFound)
  await look(link.page, '40 link, sound')
  const closed = link.page.waitForEvent('close')
  await press(link.page, 'Escape')
  await closed
})

test('the other server ends: the alarm leads to the link, and an examination names cause and remedy', async () => {
  const home = await app.window('home')
  await world.stop('primary')
  await new LinkPage(home).opener.click({ timeout: 30_000 })
  const link = new LinkPage(await app.window('link'), 'window')
  await expect(link.now).toContainText('Down for')
  await press(link.page, 'Alt+e')
  await expect(link.findings).toContainText('Of the examination', { timeout: 60_000 })
  const first = link.findings.getByRole('listitem').first()
  await expect(first).toContainText('Redundancy Manager does not run on the other server')
  await expect(first).toContainText(`${linkWindowLabels.remedy}Start Redundancy Manager there`)
  await look(link.page, '41 link, the other server ended')
})
