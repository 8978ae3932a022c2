import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from '@playwright/test'
import { findElectron } from '../../build/electron-runtime.ts'
import {
  commonLabels,
  desktopLabels,
  homeLabels,
  plainLabel,
  redundancyLabels,
} from '../../shared/domain/labels.ts'
import { valueBeside } from '../pages/home-page.ts'
import { RedundancyPage } from '../pages/redundancy-page.ts'
import {
  type DesktopApp,
  electronArguments,
  endApp,
  expectEndedInOrder,
  makeDataFolder,
  startApp,
} from './fixtures/desktop-app.ts'
import { menuEntries } from './fixtures/menu-entries.ts'

/** One desktop app with its engine inside, from its start to its end. One story, in order. */

test.describe.configure({ mode: 'serial' })

const data = makeDataFolder()
let app: DesktopApp
const engineLog = (): string => fs.readFileSync(path.join(data, 'log/engine.log'), 'utf8')
const windowCount = (): Promise<number> =>
  app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

test.beforeAll(async () => {
  app = await startApp(data)
})
test.afterAll(async () => {
  await endApp(app)
  fs.rmSync(data, { recursive: true, force: true })
})

test('the first window shows this server live, from the engine inside', async () => {
  const page = await app.window('home')
  await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText(commonLabels.notEnabled)
  await expect(valueBeside(page.getByRole('main'), homeLabels.thisServer)).toHaveText('Primary System')
  await expect(page.getByRole('alert')).toHaveCount(0)
  expect(engineLog()).toContain('started on')
  expect(app.log()).toContain('The engine runs in this app.')
  // Everything the app keeps lies in the data folder.
  expect(await app.electron.evaluate(({ app: inside }) => inside.getPath('userData'))).toBe(
    path.join(data, 'desktop'),
  )
})

test("the menu is the product's, and each dialog has a window of its own", async () => {
  const labels = await app.electron.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()?.items.map((item) => [
      item.label,
      item.submenu?.items.map(({ label }) => label),
    ]),
  )
  expect(labels).toEqual([[homeLabels.menu, menuEntries]])
  const home = await app.window('home')
  await home.getByRole('button', { name: plainLabel(homeLabels.status), exact: true }).click()
  const dialog = await app.window('administration')
  expect(await dialog.title()).toBe('Redundancy Administration')
  await home.getByRole('button', { name: plainLabel(homeLabels.status), exact: true }).click()
  expect(await windowCount()).toBe(2)
  const closed = dialog.waitForEvent('close')
  // The window is gone before the key is up again.
  await dialog.keyboard.press('Escape').catch(() => {})
  await closed
  await expect.poll(windowCount).toBe(1)
})

test('Redundancy is a window of its own, and its Status button opens Redundancy Administration', async () => {
  await app.chooseMenu('redundancy')
  const dialog = await app.window('redundancy')
  expect(await dialog.title()).toBe('Redundancy')
  await dialog.getByRole('button', { name: plainLabel(redundancyLabels.status), exact: true }).click()
  const status = await app.window('administration')
  expect(await status.title()).toBe('Redundancy Administration')
  for (const page of [status, dialog]) {
    const closed = page.waitForEvent('close')
    await page.keyboard.press('Escape').catch(() => {})
    await closed
  }
  await expect.poll(windowCount).toBe(1)
})

test('a dialog is as high as its content, also when that grows, until a person sizes it', async () => {
  await app.chooseMenu('redundancy')
  const page = await app.window('redundancy')
  const dialog = new RedundancyPage(page, 'window')
  const spare = (): Promise<number> =>
    page.evaluate(() => {
      const [body, content] = [
        document.querySelector('.dialog-body'),
        document.querySelector('.dialog-content'),
      ]
      if (body === null || content === null) throw new Error('There is no dialog')
      return (
        body.clientHeight - content.clientHeight - 2 * Number.parseFloat(getComputedStyle(body).paddingTop)
      )
    })
  const height = (): Promise<number> => page.evaluate(() => window.innerHeight)
  await dialog.enable.waitFor()
  await expect.poll(spare).toBeLessThan(4)
  const small = await height()
  await dialog.enable.click()
  await dialog.apply.click()
  await expect(dialog.primaryAddress.error).toBeVisible()
  await expect.poll(height).toBeGreaterThan(small)
  await expect.poll(spare).toBeLessThan(4)
  expect(await spare()).toBeGreaterThanOrEqual(0)

  await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getFocusedWindow()?.setContentSize(784, 650),
  )
  await expect.poll(height).toBe(650)
  await dialog.typeAddress(dialog.primaryAddress, '127.0.0.1')
  await expect(dialog.primaryAddress.error).toBeHidden()
  expect(await height()).toBe(650)
  const closed = page.waitForEvent('close')
  await page.keyboard.press('Escape').catch(() => {})
  await closed
})

test('closing every window ends nothing; a second start brings the window back and ends', async () => {
  const page = await app.window('home')
  const closed = page.waitForEvent('close')
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await closed
  expect(await windowCount()).toBe(0)
  expect(app.ended()).toBeNull()
  expect(engineLog()).not.toContain('Engine ended')

  const found = await findElectron()
  if (!found.ok) throw new Error(found.sentence)
  const second = spawn(found.executable, electronArguments(data), { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  second.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const [code] = await once(second, 'exit')
  expect(code, said).toBe(0)
  expect(said).toContain(`It runs already on ${data}`)
  const again = await app.window('home')
  await expect(again.getByRole('heading', { level: 2 }).first()).toHaveText(commonLabels.notEnabled)
  expect(engineLog().match(/started on/g)).toHaveLength(1)
})

test('a mistyped option is refused with one sentence, and starts nothing', async () => {
  const found = await findElectron()
  if (!found.ok) throw new Error(found.sentence)
  const words = electronArguments(data).map((word) => (word === '--data' ? '--dta' : word))
  const mistyped = spawn(found.executable, words, { stdio: ['ignore', 'ignore', 'pipe'] })
  // It stands with the sentence on the screen.
  const lines = createInterface({ input: mistyped.stderr })
  for await (const line of lines) {
    if (!line.startsWith('redundancy-desktop:')) continue
    expect(line).toBe('redundancy-desktop: There is no option --dta: did you mean --data?')
    break
  }
  expect(mistyped.exitCode).toBeNull()
  mistyped.kill()
  await once(mistyped, 'exit')
})

test('a bug in the shell is said, stops nobody, and the engine is heard on', async () => {
  const page = await app.window('home')
  await app.electron.evaluate(() => {
    setTimeout(() => {
      throw new Error('planted in the main process')
    }, 0)
    void Promise.reject(new Error('planted and forgotten'))
  })
  await expect.poll(() => app.output()).toContain('planted in the main process')
  await expect.poll(() => app.output()).toContain('planted and forgotten')
  expect((await app.call(page, 'status', {})).enabled).toBe(false)
  expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
})

test('Quit asks, says what it ends, and ends in order', async () => {
  const questions = await app.electron.evaluate(({ dialog }) => {
    const asked: Electron.MessageBoxOptions[] = []
    let answer = 0
    const show = (options: Electron.MessageBoxOptions): Promise<unknown> => {
      asked.push(options)
      const response = answer
      answer = 1
      return Promise.resolve({ response, checkboxChecked: false })
    }
    Object.assign(dialog, { showMessageBox: show })
    Object.assign(globalThis, { asked })
    return asked.length
  })
  expect(questions).toBe(0)
  const asked = (): Promise<Electron.MessageBoxOptions[]> =>
    app.electron.evaluate(() => (globalThis as unknown as { asked: Electron.MessageBoxOptions[] }).asked)
  await app.chooseMenu('quit')
  expect(await asked()).toMatchObject([
    {
      message: desktopLabels.quitQuestion,
      detail: expect.stringContaining('Redundancy is not enabled on this server.'),
      buttons: ['Cancel', 'Quit'],
      defaultId: 0,
      cancelId: 0,
    },
  ])
  expect(app.ended()).toBeNull()
  await app.chooseMenu('quit').catch(() => {})
  await app.gone
  expectEndedInOrder(app)
  expect(engineLog()).toContain('Engine ended.')
  expect(fs.existsSync(path.join(data, 'engine.lock'))).toBe(false)
})

test('a signal ends it in order, too', async () => {
  app = await startApp(data)
  await app.window('home')
  process.kill(app.pid, 'SIGTERM')
  await app.gone
  expectEndedInOrder(app)
  expect(engineLog().match(/Engine ended\./g)).toHaveLength(2)
})
