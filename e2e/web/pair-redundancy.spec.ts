import fs from 'node:fs'
import { type BrowserContext, expect, test } from '@playwright/test'
import { administrationLabels } from '../../shared/domain/labels.ts'
import { createPairWorld, type PairWorld } from '../demo/pair-world.ts'
import { addresses, type Role, roles } from '../demo/world-plan.ts'
import { expectAccessible, takePicture, testTiming } from './fixtures/real-pair.ts'
import { onBoth, type Seat, type Seats, takeBothSeats } from './fixtures/seat.ts'

/**
 * A pair from nothing, made by typing into the dialog "Redundancy" of each server: what is refused, what is
 * taken, the automatic box, the warning, and the way out. One story, in order.
 */

test.describe.configure({ mode: 'serial' })

const key = 'a key that both servers share'
let world: PairWorld
let context: BrowserContext
let seats: Seats

test.beforeAll(async ({ browser }) => {
  world = await createPairWorld({ timing: testTiming })
  await world.startBoth()
  context = await browser.newContext()
  seats = await takeBothSeats(context, world)
  // Here the warning is what is looked at.
  await onBoth(seats, ({ page, home }) => page.removeLocatorHandler(home.warning))
})
test.afterAll(async () => {
  await context?.close()
  await world?.end()
})
test.afterEach(() => {
  for (const role of roles) expect(seats[role].complaints, `complaints on the ${role}`).toEqual([])
})

/** By keyboard alone, from the check box to OK. */
const typeSettings = async ({ page, redundancy }: Seat, role: Role): Promise<void> => {
  await expect(redundancy.enable).toBeFocused()
  await page.keyboard.press('Space')
  await page.keyboard.press(role === 'primary' ? 'Alt+p' : 'Alt+s')
  await page.keyboard.press('Tab')
  await page.keyboard.type(addresses.primary)
  await page.keyboard.press('Tab')
  await page.keyboard.type(addresses.secondary)
  await page.keyboard.press('Tab')
  await page.keyboard.type(addresses.box)
  await page.keyboard.press('Tab')
  await page.keyboard.type(key)
}

test('what cannot work is refused by the server, beside its field', async () => {
  const { page, redundancy } = seats.primary
  await page.bringToFront()
  await seats.primary.openRedundancy()
  await expect(redundancy.enable).not.toBeChecked()
  await redundancy.enable.click()
  await redundancy.ok.click()
  await expect(redundancy.primaryAddress.error).toHaveText('This must be filled in.')
  await expect(redundancy.secondaryAddress.error).toHaveText('This must be filled in.')
  await expect(redundancy.keyRow.getByRole('alert')).toContainText('Enter the Redundancy Key.')
  await expect(redundancy.primaryAddress.parts[0] ?? redundancy.key).toBeFocused()
  await takePicture(page, 'pair 1 missing')

  await redundancy.typeAddress(redundancy.primaryAddress, addresses.primary)
  await redundancy.typeAddress(redundancy.secondaryAddress, addresses.primary)
  await redundancy.key.fill(key)
  await page.keyboard.press('Enter')
  await expect(redundancy.secondaryAddress.error).toHaveText(/must differ/)
  await expect(redundancy.primaryAddress.error).toHaveCount(0)

  await redundancy.typeAddress(redundancy.primaryAddress, '203.0.113.7')
  await page.keyboard.press('Enter')
  await expect(redundancy.primaryAddress.error).toContainText('This address is not one of this server.')
  await takePicture(page, 'pair 2 not this server')
  await page.keyboard.press('Escape')
  await expect(redundancy.dialog).toBeHidden()
  expect((await world.status('primary'))?.enabled).toBe(false)
})

test('enabled on each by keyboard, until the standby shows Destination: Updated', async () => {
  for (const role of roles) {
    const seat = seats[role]
    await seat.page.bringToFront()
    await seat.page.keyboard.press('Alt+s')
    await seat.page.keyboard.press('r')
    await typeSettings(seat, role)
    await expect(seat.redundancy.automatic).toBeDisabled()
    await seat.page.keyboard.press('Enter')
    await expect(seat.redundancy.dialog).toBeHidden()
  }
  await onBoth(seats, async (seat) => {
    await seat.openAdministration()
    await expect(seat.value('secondary', administrationLabels.replicationStatus)).toContainText(
      'Destination: Updated',
    )
    await seat.page.keyboard.press('Escape')
  })
})

test('the stored key is masked, and never sent to the window', async () => {
  await onBoth(seats, async (seat) => {
    const { page, redundancy } = seat
    await seat.openRedundancy()
    await expect(redundancy.key).toHaveValue('')
    await expect(redundancy.key).toHaveAttribute('placeholder', '****')
    expect(await page.evaluate(() => document.documentElement.outerHTML)).not.toContain(key)
  })
  for (const role of roles) {
    expect(fs.readFileSync(`${world.servers[role].data}/redundancy-key`, 'utf8').trim()).toBe(key)
  }
})

test('the box is ticked on the standby, and both servers are armed', async () => {
  const { primary, secondary } = seats
  await secondary.page.bringToFront()
  await expect(primary.redundancy.automatic).toBeDisabled()
  await expect(primary.redundancy.automatic).toHaveAccessibleDescription(/This server is in control/)
  await expect(secondary.home.warning).toBeVisible()
  await secondary.page.keyboard.press('Escape')
  await expect(secondary.home.warning).toBeHidden()
  await secondary.page.keyboard.press('Alt+u')
  await expect(secondary.redundancy.automatic).toBeChecked()
  await takePicture(secondary.page, 'pair 3 ticked')
  await secondary.page.keyboard.press('Alt+a')
  await expect(secondary.redundancy.apply).toBeDisabled()
  await expect(secondary.redundancy.automatic).toBeChecked()
  await onBoth(seats, async ({ home, page }) => {
    await expect(home.value('Automatic take-over:')).toHaveText('On')
    await expectAccessible(page, 'Redundancy')
    await page.keyboard.press('Escape')
  })
  await takePicture(primary.page, 'pair 4 armed')
  for (const role of roles) expect((await world.status(role))?.automatic.armed).toBe(true)
})

test('the settings of a running pair cannot be pulled from under it', async () => {
  const { page, redundancy } = seats.primary
  await page.bringToFront()
  await seats.primary.openRedundancy()
  await redundancy.typeAddress(redundancy.secondaryAddress, '127.0.0.9')
  await page.keyboard.press('Enter')
  await expect(redundancy.secondaryAddress.error).toContainText('Untick Enable Redundancy first')
  await page.keyboard.press('Escape')
})

test('without the tick the standby warns at log-on, and turns it on from there', async () => {
  const { secondary } = seats
  await secondary.page.bringToFront()
  await secondary.openRedundancy()
  await expect(secondary.home.warning).toBeHidden()
  await secondary.redundancy.automatic.click()
  await secondary.redundancy.ok.click()
  await expect(secondary.redundancy.dialog).toBeHidden()
  await expect(secondary.home.value('Automatic take-over:')).toHaveText('Off')
  await secondary.page.reload()
  await expect(secondary.home.warning).toContainText('Automatic take-over is off on this standby system.')
  await takePicture(secondary.page, 'pair 5 warning')
  await expect(async () => {
    await secondary.home.warningTurnOn.press('Enter', { timeout: 300 })
    await expect(secondary.home.warning).toBeHidden({ timeout: 300 })
  }).toPass()
  await expect(secondary.home.value('Automatic take-over:')).toHaveText('On')
})

test('unticking Enable on the standby: asked, then the active serves alone and names it', async () => {
  const { secondary } = seats
  const { page, redundancy } = secondary
  await page.bringToFront()
  await secondary.openRedundancy()
  await page.keyboard.press('Alt+r')
  await expect(redundancy.disableQuestion).toContainText('The standby never takes control')
  await expect(async () => {
    await redundancy.disableAccept.press('Enter', { timeout: 300 })
    await expect(redundancy.disableQuestion).toBeHidden({ timeout: 300 })
  }).toPass()
  await expect(redundancy.enable).not.toBeChecked()
  expect((await world.status('secondary'))?.enabled).toBe(true)
  await redundancy.enable.focus()
  await page.keyboard.press('Enter')
  await expect(redundancy.dialog).toBeHidden()
  await expect(secondary.home.control).toHaveText('Redundancy is not enabled on this server.')
  const { home } = seats.primary
  await expect(home.alarms.filter({ hasText: 'Redundancy is disabled on the other server' })).toBeVisible()
  await expect(home.control).toContainText('The Primary System is in control')
  await takePicture(seats.primary.page, 'pair 6 disabled there')
})
