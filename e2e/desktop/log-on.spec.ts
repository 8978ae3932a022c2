import fs from 'node:fs'
import os from 'node:os'
import { expect, type Locator, type Page, test } from '@playwright/test'
import { everyRecord } from '../../shared/contract/record.ts'
import {
  automaticOffLabels,
  homeLabels,
  loggedOnWords,
  logOnLabels,
  logOnRefusalWords,
  otherServerLabels,
  plainLabel,
  productName,
  redundancyLabels,
  titleHere,
  titleOn,
} from '../../shared/domain/labels.ts'
import { createPairWorld, type PairWorld } from '../demo/pair-world.ts'
import { addresses } from '../demo/world-plan.ts'
import { WORLD_VARIABLE } from '../demo/world-processes.ts'
import { valueBeside } from '../pages/home-page.ts'
import { type DesktopApp, endApp, startApp } from './fixtures/desktop-app.ts'
import { enableHere } from './fixtures/enable-here.ts'

/**
 * A desktop app on the active server logs on to the standby, whose engine runs in a service. One story, in
 * order.
 */

test.describe.configure({ mode: 'serial' })

let world: PairWorld
let app: DesktopApp
/** Everything that stood in a window, as far as a page can say it. */
const seen: string[] = []

const named = (page: Page, role: 'button' | 'radio' | 'textbox', label: string): Locator =>
  page.getByRole(role, { name: plainLabel(label), exact: true })
const warningIn = (page: Page): Locator =>
  page.getByRole('alertdialog', { name: automaticOffLabels.title, exact: true })
const titles = (): Promise<string[]> =>
  app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .map((window) => window.getTitle())
      .sort(),
  )
const newLink = async (): Promise<string> => (await world.cli('secondary', ['link'])).stdout.trim()
const contentsOf = (page: Page): Promise<string> =>
  page.evaluate(() =>
    JSON.stringify([
      document.documentElement.outerHTML,
      [...document.querySelectorAll('input')].map(({ value }) => value),
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      location.href,
      history.state,
    ]),
  )
const elsewhere = loggedOnWords(addresses.secondary)

/** Opens the dialog, and tries this link. */
const tryLink = async (link: string): Promise<Page> => {
  await app.chooseMenu('logOn')
  const dialog = await app.window('logOn')
  await named(dialog, 'radio', logOnLabels.there).check()
  await named(dialog, 'textbox', logOnLabels.link).fill(link)
  await named(dialog, 'button', logOnLabels.ok)
    .click()
    .catch(() => {})
  return dialog
}

/** The dialog goes at once when it succeeds, so its end is what is waited for. */
const logOn = async (): Promise<Page> => {
  const before = await app.window('home')
  const gone = before.waitForEvent('close')
  await tryLink(await newLink())
  await gone
  const home = await app.window('home')
  await expect(home.getByText(elsewhere, { exact: true })).toBeVisible()
  return home
}

test.beforeAll(async () => {
  world = await createPairWorld({
    phones: 0,
    timing: { heartbeatMs: 200, declareLostMs: 3_000, stopLimitMs: 500 },
  })
  await world.start('secondary')
  app = await startApp(world.servers.primary.data, { [WORLD_VARIABLE]: world.folder })
  const key = fs.readFileSync(`${world.folder}/key`, 'utf8').trim()
  await enableHere(app, await app.window('home'), world, 'primary', key)
  expect(await world.enable('secondary')).toMatchObject({ code: 0 })
  const isUpdated = await world.waitForStatus(
    'secondary',
    (status) => status.secondary.replication.state === 'destinationUpdated',
    60_000,
  )
  expect(isUpdated).not.toBeNull()
})
test.afterAll(async () => {
  await endApp(app)
  await world?.end()
})

test('Log On refuses, in one sentence, what is no link to a server reached from here', async () => {
  const dialog = await tryLink('')
  await expect(dialog.getByRole('alert')).toHaveText(logOnLabels.linkMissing)
  expect(await dialog.title()).toBe(logOnLabels.title)
  await expect(named(dialog, 'textbox', logOnLabels.link)).toBeFocused()
  const token = 'x'.repeat(43)
  for (const [link, why] of [
    ['what is this', 'notALink'],
    [`http://10.10.10.12:9680/?link=${token}`, 'notThisComputer'],
    [`http://${addresses.secondary}:${world.ports.admin}/?link=${token}`, 'used'],
    [`http://127.0.0.9:${world.ports.admin}/?link=${token}`, 'unreachable'],
  ] as const) {
    await tryLink(link)
    await expect(dialog.getByRole('alert'), link).toHaveText(logOnRefusalWords(why))
  }
  expect(await titles()).toEqual([logOnLabels.title, titleHere(productName, 'primary', addresses.primary)])
})

test('with a link the windows are those of the other server, and every draft of this one is gone', async () => {
  await app.chooseMenu('redundancy')
  const draft = await app.window('redundancy')
  await named(draft, 'button', redundancyLabels.generate).click()
  seen.push(await contentsOf(draft))
  const home = await logOn()
  await expect.poll(titles).toEqual([titleOn(productName, addresses.secondary)])
  await expect(valueBeside(home.getByRole('main'), homeLabels.thisServer)).toHaveText(
    `Secondary System, ${addresses.secondary}`,
  )
  expect(draft.isClosed()).toBe(true)
})

test('it is a log-on to a standby: the warning stands, and Turn on now turns it on there', async () => {
  const home = await app.window('home')
  await expect(warningIn(home)).toBeVisible()
  const turnOn = named(home, 'button', automaticOffLabels.turnOn).last()
  await expect(turnOn).not.toHaveAttribute('aria-disabled', { timeout: 20_000 })
  await expect(async () => {
    await turnOn.click({ timeout: 1_000 })
    await expect(warningIn(home)).toHaveCount(0, { timeout: 1_000 })
  }).toPass()
  const armed = await world.waitForStatus('secondary', (status) => status.automatic.armed, 20_000)
  expect(armed).not.toBeNull()
  const { entries } = await app.call(home, 'record', { filter: everyRecord, limit: 20, after: null })
  expect(entries.map(({ person }) => person)).toContain(`link:${os.userInfo().username}`)
})

test('each of its windows says where it is; here the engine runs on, and Quit is about that one', async () => {
  await app.chooseMenu('redundancy')
  const dialog = await app.window('redundancy')
  await expect(dialog.getByText(elsewhere, { exact: true })).toBeVisible()
  await expect.poll(titles).toContain(titleOn(redundancyLabels.title, addresses.secondary))
  const question = await app.electron.evaluate(async ({ dialog: boxes, Menu }) => {
    const show = boxes.showMessageBox
    const asked = new Promise<string>((resolve) => {
      Object.assign(boxes, {
        showMessageBox: (options: Electron.MessageBoxOptions) => {
          resolve(options.detail ?? '')
          return Promise.resolve({ response: 0, checkboxChecked: false })
        },
      })
    })
    Menu.getApplicationMenu()?.getMenuItemById('quit')?.click()
    const said = await asked
    Object.assign(boxes, { showMessageBox: show })
    return said
  })
  expect(question).toContain('It is in control')
  expect(fs.readFileSync(`${app.data}/log/engine.log`, 'utf8')).not.toContain('Engine ended')
  expect(await world.status('secondary')).toMatchObject({ activeSystem: 'primary' })
})

test('a server that is silent is said, and comes back by itself', async () => {
  const home = await app.window('home')
  const pid = world.pid('secondary') ?? 0
  process.kill(pid, 'SIGSTOP')
  try {
    await expect(home.getByRole('main').getByRole('alert')).toBeVisible({ timeout: 20_000 })
  } finally {
    process.kill(pid, 'SIGCONT')
  }
  await expect(home.getByRole('main').getByRole('alert')).toHaveCount(0, { timeout: 20_000 })
})

test('neither link nor cookie is in any window, in what the app says, or in a log', async () => {
  const link = await newLink()
  const token = new URL(link).searchParams.get('link') ?? ''
  /** What links and cookies of the service look like; nothing else here does. */
  const secret = /(?<![\w-])[\w-]{43}(?![\w-])/
  expect(token).toMatch(secret)
  await tryLink(link)
  await expect.poll(titles).toEqual([titleOn(productName, addresses.secondary)])
  const home = await app.window('home')
  await app.chooseMenu('logOn')
  for (const page of [home, await app.window('logOn')]) seen.push(await contentsOf(page))
  for (const text of [...seen, await app.said(), app.log(), app.output()]) {
    expect(text).not.toContain(token)
    expect(text).not.toContain(`redundancy-${world.ports.admin}=`)
    expect(text).not.toMatch(secret)
  }
  const cookies = await app.electron.evaluate(({ session }) => session.defaultSession.cookies.get({}))
  expect(cookies).toEqual([])
  const closed = (await app.window('logOn')).waitForEvent('close')
  await (await app.window('logOn')).keyboard.press('Escape').catch(() => {})
  await closed
})

test('when that server knows the log-on no more it is said, and leads back here', async () => {
  await world.restart('secondary')
  const home = await app.window('home')
  await expect(home.getByRole('alert')).toContainText(otherServerLabels.over(addresses.secondary), {
    timeout: 20_000,
  })
  const gone = home.waitForEvent('close')
  await named(home, 'button', otherServerLabels.back)
    .click()
    .catch(() => {})
  await gone
  const here = await app.window('home')
  await expect(valueBeside(here.getByRole('main'), homeLabels.thisServer)).toHaveText(
    `Primary System, ${addresses.primary}`,
  )
  await expect(here.getByText(elsewhere, { exact: true })).toHaveCount(0)
  await expect.poll(titles).toEqual([titleHere(productName, 'primary', addresses.primary)])
})

test('"This computer" in Log On leads back, too', async () => {
  await logOn()
  await app.chooseMenu('logOn')
  const dialog = await app.window('logOn')
  await expect(named(dialog, 'radio', logOnLabels.here)).toBeChecked()
  await expect(named(dialog, 'radio', logOnLabels.here)).toBeFocused()
  const gone = (await app.window('home')).waitForEvent('close')
  await named(dialog, 'button', logOnLabels.ok)
    .click()
    .catch(() => {})
  await gone
  await expect.poll(titles).toEqual([titleHere(productName, 'primary', addresses.primary)])
})
