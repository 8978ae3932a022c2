import { expect, test } from '@playwright/test'
import { commonLabels } from '../../shared/domain/labels.ts'
import { createPairWorld, type PairWorld } from '../demo/pair-world.ts'
import { WORLD_VARIABLE } from '../demo/world-processes.ts'
import { type DesktopApp, endApp, startApp } from './fixtures/desktop-app.ts'

/** A desktop app on a server whose service already runs: a client of it, and never a second engine. */

test.describe.configure({ mode: 'serial' })

let world: PairWorld
let app: DesktopApp

test.beforeAll(async () => {
  world = await createPairWorld({ phones: 0 })
  await world.start('primary')
  app = await startApp(world.servers.primary.data, { [WORLD_VARIABLE]: world.folder })
})
test.afterAll(async () => {
  await endApp(app)
  await world?.end()
})

test('it shows and commands the engine of the service', async () => {
  const page = await app.window('home')
  await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText(commonLabels.notEnabled)
  expect(app.log()).toContain('The engine runs in the service.')
  const { revision, settings } = await app.call(page, 'settings', {})
  const key = 'a key for this test only'
  expect(await app.call(page, 'apply', { requestId: 'a', revision, settings, key })).toEqual({ ok: true })
  expect((await app.call(page, 'settings', {})).hasKey).toBe(true)
  expect(await app.said()).not.toContain(key)
})

test('when the service stops the window says so, and it comes back by itself', async () => {
  const page = await app.window('home')
  await world.stop('primary')
  await expect(page.getByRole('alert')).toContainText(commonLabels.connectionLost)
  expect(app.ended()).toBeNull()
  await world.start('primary')
  await expect(page.getByRole('alert')).toHaveCount(0)
  await expect(page.getByRole('heading', { level: 2 }).first()).toHaveText(commonLabels.notEnabled)
})

test('its end ends its windows only', async () => {
  const pid = world.pid('primary')
  await endApp(app)
  expect(app.ended()).toBe('exit code 0')
  expect(world.pid('primary')).toBe(pid)
  expect(await world.status('primary')).not.toBeNull()
})
