import fs from 'node:fs'
import { expect, type Locator, type Page, test } from '@playwright/test'
import type { RedundancySettings } from '../../shared/contract/settings.ts'
import {
  desktopLabels,
  homeLabels,
  administrationLabels as labels,
  plainLabel,
} from '../../shared/domain/labels.ts'
import { createPairWorld, type PairWorld } from '../demo/pair-world.ts'
import { addresses, otherRole, type Role, roles } from '../demo/world-plan.ts'
import { WORLD_VARIABLE } from '../demo/world-processes.ts'
import { AdministrationPage } from '../pages/administration-page.ts'
import { type DesktopApp, endApp, startApp } from './fixtures/desktop-app.ts'

/** Two desktop apps, one for each server, with their engines inside. One story, in order. */

test.describe.configure({ mode: 'serial' })

/** Slow enough for a busy computer, fast enough for a test. */
const timing = { heartbeatMs: 200, declareLostMs: 3_000, stopLimitMs: 500 } as const

interface Seat {
  readonly app: DesktopApp
  readonly home: Page
  readonly dialog: AdministrationPage
}

let world: PairWorld
const seats = {} as Record<Role, Seat>
const value = (at: Role, of: Role, label: string): Locator =>
  seats[at].dialog.value(seats[at].dialog[of], label)

const take = async (role: Role): Promise<void> => {
  const app = await startApp(world.servers[role].data, { [WORLD_VARIABLE]: world.folder })
  const home = await app.window('home')
  // A standby without automatic take-over warns at log-on; here it is in the way.
  await home.addLocatorHandler(home.getByRole('alertdialog'), () => home.keyboard.press('Escape'))
  await home.getByRole('button', { name: plainLabel(homeLabels.status), exact: true }).click()
  seats[role] = { app, home, dialog: new AdministrationPage(await app.window('administration'), 'window') }
}

test.beforeAll(async () => {
  world = await createPairWorld({ timing })
  for (const role of roles) await take(role)
})
test.afterAll(async () => {
  await Promise.all(roles.map((role) => endApp(seats[role]?.app)))
  await world?.end()
})

test('enabled on both, the copy becomes Updated', async () => {
  const key = fs.readFileSync(`${world.folder}/key`, 'utf8').trim()
  for (const role of roles) {
    const { app, home } = seats[role]
    const { revision, settings } = await app.call(home, 'settings', {})
    const next: RedundancySettings = {
      ...settings,
      enabled: true,
      role,
      primaryAddress: addresses.primary,
      secondaryAddress: addresses.secondary,
      lineSwitchAddress: addresses.box,
    }
    const outcome = await app.call(home, 'apply', {
      requestId: `enable ${role}`,
      revision,
      settings: next,
      key,
    })
    expect(outcome).toEqual({ ok: true })
  }
  for (const role of roles) {
    await expect(value(role, 'secondary', labels.replicationStatus)).toContainText('Destination: Updated', {
      timeout: 60_000,
    })
    await expect(value(role, 'primary', labels.inControl)).toHaveText('Yes')
    await expect(seats[role].dialog.currentServerAddress).toHaveText(addresses[role])
  }
})

test('Quit on the active system says what ends', async () => {
  const { app } = seats.primary
  const detail = await app.electron.evaluate(async ({ dialog, Menu }) => {
    const show = dialog.showMessageBox
    const asked = new Promise<string>((resolve) => {
      Object.assign(dialog, {
        showMessageBox: (options: Electron.MessageBoxOptions) => {
          resolve(options.detail ?? '')
          return Promise.resolve({ response: 0, checkboxChecked: false })
        },
      })
    })
    Menu.getApplicationMenu()?.getMenuItemById('quit')?.click()
    const said = await asked
    Object.assign(dialog, { showMessageBox: show })
    return said
  })
  expect(desktopLabels.quitQuestion).toContain('Quit')
  expect(detail).toContain('It is in control: its services are stopped')
  expect(detail).toContain('automatic take-over is off, so nobody is in control')
  expect(app.ended()).toBeNull()
})

test('Manual Switch Over moves control, and both windows show it', async () => {
  const { dialog } = seats.primary
  await expect(dialog.manualSwitchOver).not.toHaveAttribute('aria-disabled')
  await dialog.manualSwitchOver.click()
  // The question takes no click in its first moment.
  await expect(dialog.question).toBeVisible()
  await expect(async () => {
    await dialog.accept.click({ timeout: 1_000 })
    await expect(dialog.question).toBeHidden({ timeout: 1_000 })
  }).toPass()
  for (const role of roles) {
    await expect(value(role, 'secondary', labels.inControl)).toHaveText('Yes', { timeout: 30_000 })
    await expect(value(role, 'primary', labels.inControl)).toHaveText('No')
    await expect(value(role, 'primary', labels.replicationStatus)).toContainText('Destination: Updated', {
      timeout: 30_000,
    })
  }
})

test('a whole app killed: the other takes over when automatic take-over is on', async () => {
  const active = 'secondary'
  const standby = otherRole(active)
  const { app, home } = seats[standby]
  await expect(async () => {
    expect(await app.call(home, 'arm', { requestId: `arm ${Date.now()}` })).toEqual({ ok: true })
  }).toPass({ timeout: 30_000 })
  await expect
    .poll(async () => (await seats[active].app.call(seats[active].home, 'status', {})).automatic.armed)
    .toBe(true)
  process.kill(seats[active].app.pid, 'SIGKILL')
  await seats[active].app.gone
  await expect(value(standby, standby, labels.inControl)).toHaveText('Yes', { timeout: 30_000 })
  await take(active)
  await expect(value(standby, active, labels.inControl)).toHaveText('No', { timeout: 30_000 })
  await expect(value(active, active, labels.replicationStatus)).toContainText('Destination: Updated', {
    timeout: 60_000,
  })
})
