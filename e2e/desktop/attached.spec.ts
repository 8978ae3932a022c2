import { expect, test } from '@playwright/test'
import { commonLabels } from '../../shared/domain/labels.ts'
import { createPairWorld, type PairWorld } from '../demo/pair-world.ts'
import { WORLD_VARIABLE } from '../demo/world-processes.ts'
import { press } from '../pages/frame.ts'
import { expectConnectionLost } from '../story/administration-steps.ts'
import { type DesktopApp, endApp, startApp } from './fixtures/desktop-app.ts'
import { look } from './fixtures/desktop-host.ts'
import { sitDownAt } from './fixtures/desktop-seat.ts'

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

test('when the service stops every window says so and shows nothing of before, until it is back', async () => {
  const seat = await sitDownAt(app, 'primary')
  await seat.openAdministration()
  await seat.openRedundancy()
  const { home, administration, redundancy } = seat
  await redundancy.typeAddress(redundancy.primaryAddress, '127.0.0.1')
  await world.stop('primary')
  await expect(home.notices).toContainText(commonLabels.connectionLost)
  await expect.poll(app.log).toContain('The connection to the service was lost')
  await expectConnectionLost(administration)
  await expect(redundancy.notices.first()).toContainText(commonLabels.connectionLost)
  await expect(redundancy.automatic).toHaveJSProperty('indeterminate', true)
  await redundancy.ok.click()
  await expect(redundancy.notices.filter({ hasText: 'This was not done.' })).toBeVisible()
  await look(home.page, '50 home, no connection')
  await look(administration.page, '50 administration, no connection')
  await look(redundancy.page, '50 redundancy, no connection')
  expect(app.ended()).toBeNull()
  await world.start('primary')
  await expect(home.notices).toHaveCount(0)
  expect(app.log().match(/The service answers again\./g)).toHaveLength(1)
  await expect(home.control).toHaveText(commonLabels.notEnabled)
  await expect(administration.notices).toHaveCount(0)
  await expect(redundancy.automatic).toHaveJSProperty('indeterminate', false)
  // What was pending is kept.
  expect(await redundancy.addressShown(redundancy.primaryAddress)).toBe('127.0.0.1')
  await seat.closeAdministration()
  await press(redundancy.page, 'Escape')
  await seat.redundancyClosed()
  expect(seat.complaints()).toEqual([])
})

test('its end ends its windows only', async () => {
  const pid = world.pid('primary')
  await endApp(app)
  expect(app.ended()).toBe('exit code 0')
  expect(world.pid('primary')).toBe(pid)
  expect(await world.status('primary')).not.toBeNull()
})
