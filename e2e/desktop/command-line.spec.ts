import fs from 'node:fs'
import { expect, test } from '@playwright/test'
import { createPairWorld, type PairWorld } from '../demo/pair-world.ts'
import { serveArgv } from '../demo/product.ts'
import { WORLD_VARIABLE } from '../demo/world-processes.ts'
import { type DesktopApp, endApp, startApp } from './fixtures/desktop-app.ts'

/** The command line on a server whose engine runs in the desktop app: the same as with a service. */

test.describe.configure({ mode: 'serial' })

let world: PairWorld
let app: DesktopApp

test.beforeAll(async () => {
  world = await createPairWorld({ phones: 0 })
  app = await startApp(world.servers.primary.data, { [WORLD_VARIABLE]: world.folder })
})
test.afterAll(async () => {
  await endApp(app)
  await world?.end()
})

test('it commands the engine in the app, and the record names who did', async () => {
  expect(app.log()).toContain('The engine runs in this app.')
  expect(await world.enable('primary')).toMatchObject({ code: 0, stdout: 'Redundancy is enabled.\n' })
  const status = await world.waitForStatus(
    'primary',
    ({ activeSystem }) => activeSystem === 'primary',
    20_000,
  )
  expect(status?.enabled).toBe(true)
  expect(await world.cli('primary', ['arm'])).toMatchObject({ code: 1 })
  const engineLog = fs.readFileSync(`${world.servers.primary.data}/log/engine.log`, 'utf8')
  expect(engineLog).toMatch(/Settings changed by token:\w+: redundancy enabled\./)
})

test('there is no link for a browser, and it says where the windows are', async () => {
  const { code, stderr } = await world.cli('primary', ['link'])
  expect(code).toBe(1)
  expect(stderr).toContain('use its windows on the screen of this server')
})

test('a service beside it is refused and never a second engine', async () => {
  const { data, address } = world.servers.primary
  const service = world.run('service', serveArgv(data, address, world.ports.admin))
  await service.waitFor(/already runs/, 20_000)
  await expect.poll(() => service.ended()).toBe('exit code 1')
  expect(app.ended()).toBeNull()
  await expect.poll(async () => (await world.status('primary'))?.activeSystem).toBe('primary')
})

/** The app and its helper processes are one session; its guardian has one of its own. */
const runningOfSession = (session: number): string[] =>
  fs.readdirSync('/proc').flatMap((name) => {
    try {
      const text = fs.readFileSync(`/proc/${name}/stat`, 'utf8')
      const [state, , , owner] = text.slice(text.lastIndexOf(')') + 2).split(' ')
      return Number(owner) === session && state !== 'Z' ? [text] : []
    } catch {
      return []
    }
  })

test('killed while it is in control it leaves none of its helper processes', async () => {
  expect(runningOfSession(app.pid).length).toBeGreaterThan(2)
  process.kill(app.pid, 'SIGKILL')
  await app.gone
  await expect.poll(() => runningOfSession(app.pid), { timeout: 15_000 }).toEqual([])
  const { code, stderr } = await world.cli('primary', ['status'])
  expect(code).toBe(1)
  expect(stderr).toContain('No redundancy service or desktop app runs on the data folder')
})
