import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { commonLabels, homeLabels, plainLabel, redundancyLabels } from '../../shared/domain/labels.ts'
import { type DesktopApp, endApp, expectEndedInOrder, startApp } from '../desktop/fixtures/desktop-app.ts'
import { HomePage } from '../pages/home-page.ts'
import {
  childOf,
  executableOf,
  guardianOf,
  inPackage,
  isAlive,
  mappedFiles,
  packagedApp,
  packagedNode,
} from './fixtures/package.ts'
import { aloneAsPrimary, key, makeServer, type Server, serviceWord } from './fixtures/server.ts'

/** The packaged app before its last fuse is set: what that fuse turns off is what drives it here. In order. */

test.describe.configure({ mode: 'serial' })

let server: Server
let app: DesktopApp

test.beforeAll(async () => {
  server = await makeServer()
  app = await startApp(server.data, {}, packagedApp())
})
test.afterAll(async () => {
  await endApp(app)
  server?.remove()
})

test('the first window shows this server live, from the engine inside, in the sandbox', async () => {
  const home = new HomePage(await app.window('home'))
  await expect(home.control).toHaveText(commonLabels.notEnabled)
  await expect(home.value(homeLabels.thisServer)).toHaveText('Primary System')
  await expect(home.notices).toHaveCount(0)
  expect(app.log()).toContain('The engine runs in this app.')
  expect(app.log()).toContain('The window Redundancy Manager is shown.')

  const inside = await app.electron.evaluate(({ app: it, webContents }) => ({
    isPackaged: it.isPackaged,
    path: it.getAppPath(),
    page: webContents.getAllWebContents()[0]?.getOSProcessId(),
  }))
  expect(inside).toMatchObject({ isPackaged: true, path: inPackage('resources/app.asar') })
  expect(fs.readFileSync(`/proc/${inside.page}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m)
  expect(executableOf(app.pid)).toBe(packagedApp().executable)
})

test('the dialog Redundancy opens, and its Status button opens Redundancy Administration', async () => {
  await app.chooseMenu('redundancy')
  const dialog = await app.window('redundancy')
  expect(await dialog.title()).toBe('Redundancy')
  await dialog.getByRole('button', { name: plainLabel(redundancyLabels.status), exact: true }).click()
  expect(await (await app.window('administration')).title()).toBe('Redundancy Administration')
})

test('enabled, it comes into control; guardian, service and native parts are those of the package', async () => {
  const page = await app.window('home')
  const { revision } = await app.call(page, 'settings', {})
  const enabled = await app.call(page, 'apply', {
    requestId: 'enable',
    revision,
    settings: aloneAsPrimary,
    key,
  })
  expect(enabled).toEqual({ ok: true })
  const status = () => app.call(page, 'status', {})
  await expect.poll(async () => (await status()).primary.inControl.value, { timeout: 40_000 }).toBe('yes')
  await expect.poll(async () => (await status()).primary.switchingService.value).toBe('up')

  const found = guardianOf(app.pid)
  expect(found).not.toBeNull()
  expect(executableOf(found ?? 0)).toBe(packagedNode())
  await expect.poll(() => childOf(found ?? 0, serviceWord)).not.toBeNull()
  const modules = inPackage('resources/app.asar.unpacked/node_modules/')
  const native = mappedFiles(app.pid).filter((file) => file.endsWith('.node'))
  expect(native).toContain(`${modules}@lmdb/lmdb-linux-${process.arch}/node.napi.glibc.node`)
  for (const file of native) expect(file).toContain(modules)
})

test('the files of the replicated set are in the index', async () => {
  const index = () => fs.readFileSync(path.join(server.data, 'index/data.mdb'), 'latin1')
  await expect.poll(() => server.fileNames.filter((name) => !index().includes(name))).toEqual([])
})

test('a signal ends it in order: the service, the guardian, the app', async () => {
  const guard = guardianOf(app.pid) ?? 0
  const service = childOf(guard, serviceWord) ?? 0
  process.kill(app.pid, 'SIGTERM')
  await app.gone
  expectEndedInOrder(app)
  expect(server.log('engine')).toContain('Engine ended.')
  expect(isAlive(service)).toBe(false)
  // A guardian that nobody needs any more ends by itself.
  await expect.poll(() => isAlive(guard)).toBe(false)
})
