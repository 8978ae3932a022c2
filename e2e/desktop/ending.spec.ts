import fs from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { startDisplay } from '../../build/electron-runtime.ts'
import { desktopLabels } from '../../shared/domain/labels.ts'
import { createPairWorld } from '../demo/pair-world.ts'
import { addresses } from '../demo/world-plan.ts'
import { WORLD_VARIABLE } from '../demo/world-processes.ts'
import {
  type DesktopApp,
  endApp,
  expectEndedInOrder,
  fromSources,
  makeDataFolder,
  startApp,
} from './fixtures/desktop-app.ts'
import { enableHere } from './fixtures/enable-here.ts'
import { menuEntries } from './fixtures/menu-entries.ts'

/** Every way the app can be made to end hands over in order; and what happens when it is given no time. */

const engineLog = (data: string): string => fs.readFileSync(path.join(data, 'log/engine.log'), 'utf8')
const hook = path.join(import.meta.dirname, 'fixtures/built-menus.cjs')

const ways: Readonly<Record<string, (app: DesktopApp) => Promise<unknown>>> = {
  'app.quit()': ({ electron }) => electron.evaluate(({ app }) => app.quit()),
  'the end of the session': ({ electron }) =>
    electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.emit('session-end')),
  'the shut-down of the system': ({ electron }) =>
    electron.evaluate(({ powerMonitor }) => powerMonitor.emit('shutdown', { preventDefault: () => {} })),
  SIGINT: async ({ pid }) => process.kill(pid, 'SIGINT'),
  'SIGTERM to all its processes, as at a log-off,': async ({ pid }) => process.kill(-pid, 'SIGTERM'),
  SIGHUP: async ({ pid }) => process.kill(pid, 'SIGHUP'),
  'SIGTERM, twice': async ({ pid }) => {
    process.kill(pid, 'SIGTERM')
    process.kill(pid, 'SIGTERM')
  },
}

for (const [name, end] of Object.entries(ways)) {
  test(`${name} ends it in order`, async () => {
    const data = makeDataFolder()
    const app = await startApp(data)
    try {
      await app.window('home')
      // The app may be gone before it has answered.
      await end(app).catch(() => {})
      await app.gone
      expectEndedInOrder(app)
      expect(engineLog(data).match(/Engine ended\./g)).toHaveLength(1)
      expect(fs.existsSync(path.join(data, 'engine.lock'))).toBe(false)
    } finally {
      await endApp(app)
      fs.rmSync(data, { recursive: true, force: true })
    }
  })
}

test('the shut-down of the system waits until the hand-over is done', async () => {
  const data = makeDataFolder()
  const app = await startApp(data)
  await app.window('home')
  const isHeldBack = await app.electron.evaluate(({ powerMonitor }) => {
    let held = false
    powerMonitor.emit('shutdown', {
      preventDefault: () => {
        held = true
      },
    })
    return held
  })
  expect(isHeldBack).toBe(true)
  await app.gone
  expectEndedInOrder(app)
  fs.rmSync(data, { recursive: true, force: true })
})

test('the tray brings the window back, opens the dialogs and asks before it quits', async () => {
  const data = makeDataFolder()
  const app = await startApp(data, {}, await fromSources(['-r', hook]))
  /** The menu that was made for the tray: the only one that opens the first window. */
  await app.electron.evaluate(() => {
    const built = (globalThis as unknown as { builtMenus: Electron.Menu[] }).builtMenus
    const trayMenu = built.find((menu) => menu.items[0]?.id === 'home')
    Object.assign(globalThis, { trayMenu })
  })
  const choose = (id: string): Promise<void> =>
    app.electron.evaluate((_electron, wanted) => {
      const item = (globalThis as unknown as { trayMenu: Electron.Menu }).trayMenu.getMenuItemById(wanted)
      if (item === null) throw new Error(`The tray has no item ${wanted}`)
      item.click()
    }, id)
  const labels = await app.electron.evaluate(() =>
    (globalThis as unknown as { trayMenu: Electron.Menu }).trayMenu.items.map(({ label }) => label),
  )
  expect(labels).toEqual([desktopLabels.open, ...menuEntries])
  const home = await app.window('home')
  const closed = home.waitForEvent('close')
  await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await closed
  await choose('redundancy')
  await app.window('redundancy')
  await choose('home')
  await app.window('home')
  const question = await app.electron.evaluate(({ dialog }) => {
    Object.assign(dialog, {
      showMessageBox: (options: Electron.MessageBoxOptions) => {
        Object.assign(globalThis, { asked: options.message })
        return Promise.resolve({ response: 1, checkboxChecked: false })
      },
    })
    return 'ready'
  })
  expect(question).toBe('ready')
  await choose('quit').catch(() => {})
  await app.gone
  expectEndedInOrder(app)
  fs.rmSync(data, { recursive: true, force: true })
})

const isListening = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect(port, addresses.primary)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })

test('a display that dies takes the app along: its services end, and it starts again in control', async () => {
  const world = await createPairWorld({
    phones: 0,
    timing: { heartbeatMs: 200, declareLostMs: 3_000, stopLimitMs: 500 },
  })
  const { data } = world.servers.primary
  const display = await startDisplay()
  let app = await startApp(data, { [WORLD_VARIABLE]: world.folder, DISPLAY: display.display })
  try {
    const key = fs.readFileSync(`${world.folder}/key`, 'utf8').trim()
    await enableHere(app, await app.window('home'), world, 'primary', key)
    await expect.poll(() => isListening(world.ports.switching), { timeout: 20_000 }).toBe(true)
    await display.end()
    await app.gone
    await expect.poll(() => isListening(world.ports.switching), { timeout: 20_000 }).toBe(false)
    expect(engineLog(data)).not.toContain('Engine ended.')
    app = await startApp(data, { [WORLD_VARIABLE]: world.folder })
    await expect.poll(() => isListening(world.ports.switching), { timeout: 30_000 }).toBe(true)
  } finally {
    await endApp(app)
    await display.end()
    await world.end()
  }
})
