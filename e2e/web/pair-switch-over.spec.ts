import { type BrowserContext, expect, test } from '@playwright/test'
import { commonLabels, administrationLabels as labels } from '../../shared/domain/labels.ts'
import { createPairWorld, type PairWorld } from '../demo/pair-world.ts'
import { addresses, otherRole, type Role, roles, sideOf } from '../demo/world-plan.ts'
import { LogOnPage } from '../pages/log-on-page.ts'
import { behave, boxSide, expectAccessible, takePicture, testTiming } from './fixtures/real-pair.ts'
import { onBoth, type Seat, type Seats, takeBothSeats, takeSeat } from './fixtures/seat.ts'

/**
 * Control moves by the button and by a failure, seen from both servers of one real pair: there, back from
 * the standby's window, and over when the active server is killed. One story, in order.
 */

test.describe.configure({ mode: 'serial' })

const systemNames = { primary: 'Primary', secondary: 'Secondary' } as const

let world: PairWorld
let context: BrowserContext
let seats: Seats

test.beforeAll(async ({ browser }) => {
  world = await createPairWorld({ timing: testTiming })
  world.startPhones()
  await world.startBoth()
  await world.enableBoth()
  context = await browser.newContext()
  seats = await takeBothSeats(context, world)
  await onBoth(seats, (seat) => seat.openAdministration())
})
test.afterAll(async () => {
  await context?.close()
  await world?.end()
})
test.afterEach(() => {
  for (const role of roles) expect(seats[role].complaints, `complaints on the ${role}`).toEqual([])
})

const expectEnabled = async ({ dialog }: Seat): Promise<void> => {
  await expect(dialog.manualSwitchOver).not.toHaveAttribute('aria-disabled', { timeout: 30_000 })
}

/** Asks, and waits until the question takes answers: at first it takes none, for a stray click. */
const ask = async ({ page, dialog }: Seat): Promise<void> => {
  await page.bringToFront()
  await dialog.manualSwitchOver.click()
  await expect(dialog.cancel).toBeFocused()
}
const answer = async ({ dialog }: Seat, give: () => Promise<void>): Promise<void> => {
  await expect(async () => {
    if (await dialog.question.isVisible()) await give()
    await expect(dialog.question).toBeHidden({ timeout: 500 })
  }).toPass()
}

/** What both windows show once `active` is in control and its other is a good standby. */
const expectInControl = async (active: Role): Promise<void> => {
  const standby = otherRole(active)
  await onBoth(seats, async (seat) => {
    await expect(seat.value(active, labels.inControl)).toHaveText('Yes')
    await expect(seat.value(standby, labels.inControl)).toHaveText('No')
    const { dialog } = seat
    await expect(dialog.value(dialog.currentStatus, labels.activeSystem)).toHaveText(systemNames[active])
    await expect(seat.value(active, labels.replicationStatus)).toContainText('Source: Monitoring')
    await expect(seat.value(standby, labels.replicationStatus)).toContainText('Destination: Updated')
  })
  expect(await boxSide(world)).toBe(sideOf(active))
}

interface LastSwitchOver {
  readonly moment: string | null
  readonly full: string | null
  readonly reason: string | null
}
const lastSwitchOver = async ({ dialog }: Seat): Promise<LastSwitchOver> => {
  const moment = dialog.value(dialog.currentStatus, labels.lastSwitchOver)
  return {
    moment: await moment.textContent(),
    full: await moment.getAttribute('title'),
    reason: await dialog.value(dialog.currentStatus, labels.lastSwitchOverReason).textContent(),
  }
}
const expectSameLastSwitchOver = async (reason: string): Promise<LastSwitchOver> => {
  await onBoth(seats, async ({ dialog }) => {
    await expect(dialog.value(dialog.currentStatus, labels.lastSwitchOverReason)).toHaveText(reason)
  })
  const last = await lastSwitchOver(seats.primary)
  expect(await lastSwitchOver(seats.secondary)).toEqual(last)
  expect(last.moment).toMatch(/^\d\d\/\d\d, \d\d:\d\d:\d\d$/)
  expect(last.full).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC[+-]\d\d:\d\d$/)
  return last
}

test('Cancel and Esc answer the question with no', async () => {
  const seat = seats.primary
  await onBoth(seats, expectEnabled)
  await ask(seat)
  await expect(seat.dialog.value(seat.dialog.question, 'Gains control:')).toContainText(addresses.secondary)
  await expect(seat.dialog.value(seat.dialog.question, 'Loses control:')).toContainText(addresses.primary)
  await answer(seat, () => seat.page.keyboard.press('Enter'))
  await ask(seat)
  await answer(seat, () => seat.page.keyboard.press('Escape'))
  await ask(seat)
  await answer(seat, () => seat.dialog.cancel.click())
  await expectInControl('primary')
  expect(seat.commands).toEqual([])
})

test('Manual Switch Over: the steps are shown, then control is on the other side in both windows', async () => {
  // The box is told again and again; as long as its relays stay, the steps can be read.
  await behave(world, { loseSets: true })
  const seat = seats.primary
  await ask(seat)
  await answer(seat, () => seat.dialog.accept.click())
  await onBoth(seats, async ({ dialog }) => {
    await dialog.progress.waitFor()
    await expect(dialog.steps).toHaveCount(7)
    await expect(dialog.steps.filter({ hasText: 'Move the lines' })).toContainText('Running')
    await expect(dialog.manualSwitchOver).toHaveAttribute('aria-disabled', 'true')
  })
  await takePicture(seat.page, '7 progress')
  await expectAccessible(seat.page, 'progress')
  await expect(seat.dialog.progress).toBeVisible()
  await behave(world, { loseSets: false })
  await expectInControl('secondary')
  await expectSameLastSwitchOver('Manual switch over')
  expect(seat.commands).toEqual(['switchOver'])
  expect(seats.secondary.commands).toEqual([])
})

test('the completion list is shared by both windows; then automatic take-over is offered', async () => {
  await onBoth(seats, async ({ dialog }) => {
    await expect(dialog.completion).toContainText('complete when every item of this list is done')
    await expect(dialog.completionItems).toHaveCount(8)
    await expect(dialog.completionItems.filter({ hasText: 'Phones have registered' })).toContainText('8 of 8')
    await expect(dialog.turnOn).toBeHidden()
  })
  await takePicture(seats.primary.page, '8 completion')
  await expectAccessible(seats.primary.page, 'completion')
  const calls = [
    [seats.primary, 'Incoming call works'],
    [seats.secondary, 'Outgoing call works'],
    [seats.primary, 'Extension to extension call works'],
    [seats.secondary, 'Voice-mail access works'],
  ] as const
  for (const [seat, call] of calls) {
    await seat.dialog.tick(call).click()
    await onBoth(seats, ({ dialog }) => expect(dialog.tick(call)).toBeChecked())
  }
  await onBoth(seats, ({ dialog }) => expect(dialog.completion).toContainText('the switch-over is complete'))
  await expect(seats.secondary.dialog.completion).toContainText(
    'Automatic take-over is turned on at the standby',
  )
  await expect(seats.primary.dialog.completion).toContainText('Automatic take-over is off')
  await takePicture(seats.primary.page, '9 completed, standby')
  await takePicture(seats.secondary.page, '9 completed, active')
  await seats.primary.dialog.turnOn.click()
  await onBoth(seats, ({ dialog }) => expect(dialog.completion).toContainText('Automatic take-over is on.'))
  await takePicture(seats.primary.page, '10 armed')
})

test('the button works from the window of the standby, too', async () => {
  const seat = seats.primary
  const before = await lastSwitchOver(seat)
  await onBoth(seats, expectEnabled)
  await ask(seat)
  await expect(seat.dialog.value(seat.dialog.question, 'Gains control:')).toContainText(addresses.primary)
  await answer(seat, () => seat.dialog.accept.click())
  await expectInControl('primary')
  const last = await expectSameLastSwitchOver('Manual switch over')
  expect(last.full).not.toBe(before.full)
  await expect(seats.secondary.home.value('Automatic take-over:')).toHaveText('Off')
})

test('the active server is killed: the standby takes control, and the killed one comes back as standby', async () => {
  const { primary, secondary } = seats
  await secondary.page.bringToFront()
  await secondary.page.keyboard.press('Escape')
  await secondary.home.turnOnAutomatic.click()
  await expect(secondary.home.value('Automatic take-over:')).toHaveText('On')
  await secondary.openAdministration()
  await expect(primary.home.value('Automatic take-over:')).toHaveText('On')
  await world.kill9('primary')

  await expect(secondary.value('primary', labels.keepAliveService)).toHaveText('Down')
  for (const label of [
    labels.inControl,
    labels.switchingService,
    labels.ipPhoneService,
    labels.replicationStatus,
  ]) {
    await expect(secondary.value('primary', label)).toHaveText('Unknown')
  }
  await takePicture(secondary.page, '11 other silent')
  await expect(primary.dialog.notices).toContainText(commonLabels.connectionLost)
  for (const role of roles) {
    for (const label of [labels.inControl, labels.keepAliveService, labels.replicationStatus]) {
      await expect(primary.value(role, label)).toHaveText('Unknown')
    }
  }
  await takePicture(primary.page, '12 connection lost')
  await expect(secondary.value('secondary', labels.inControl)).toHaveText('Yes')
  await expect(
    secondary.dialog.value(secondary.dialog.currentStatus, labels.lastSwitchOverReason),
  ).toHaveText('Other system not available')
  expect(await boxSide(world)).toBe('B')
  await expect(secondary.dialog.manualSwitchOver).toHaveAttribute('aria-disabled', 'true')
  await takePicture(secondary.page, '13 taken over')

  await world.start('primary')
  await expect(new LogOnPage(primary.page).notLoggedOn).toBeVisible()
  await takePicture(primary.page, '14 logged off')
  await primary.page.close()
  seats = { ...seats, primary: await takeSeat(context, world, 'primary') }
  await seats.primary.openAdministration()
  await expectInControl('secondary')
  await expectSameLastSwitchOver('Other system not available')
  await onBoth(seats, expectEnabled)
  await takePicture(seats.primary.page, '15 rejoined')
})
