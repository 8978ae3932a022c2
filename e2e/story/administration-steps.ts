import { expect } from '@playwright/test'
import { commonLabels, administrationLabels as labels } from '../../shared/domain/labels.ts'
import { addresses, otherRole, type Role, roles, sideOf } from '../demo/world-plan.ts'
import type { AdministrationPage } from '../pages/administration-page.ts'
import { press } from '../pages/frame.ts'
import type { Stage } from './host.ts'
import { boxSide } from './real-pair.ts'
import { onBoth, type Seat } from './seat.ts'

/** What a person does and sees in the dialog "Redundancy Administration". */

const systemNames = { primary: 'Primary', secondary: 'Secondary' } as const

/** One item of the list: the condition, its value and limit, and what to do. */
export const expectMissing = async (
  { administration }: Seat,
  condition: string,
  ...facts: string[]
): Promise<void> => {
  const item = administration.missingItem(condition)
  for (const fact of facts) await expect(item.filter({ hasText: fact })).not.toHaveCount(0)
}

/** Disabled, and yet it takes the focus and leads to the list; nothing is asked of the server. */
export const expectButtonLeadsToTheList = async ({ administration, commands }: Seat): Promise<void> => {
  const { page, manualSwitchOver, missing, question } = administration
  await expect(manualSwitchOver).toHaveAttribute('aria-disabled', 'true')
  await manualSwitchOver.focus()
  await expect(manualSwitchOver).toBeFocused()
  await press(page, 'Enter')
  await expect(missing).toBeFocused()
  await expect(question).toBeHidden()
  expect(await commands()).toEqual([])
}

export const expectEnabled = async ({ administration }: Seat): Promise<void> => {
  await expect(administration.manualSwitchOver).not.toHaveAttribute('aria-disabled', { timeout: 30_000 })
  await expect(administration.missing).toBeHidden()
}

/** Asks for a switch-over: Cancel has the focus. */
export const ask = async ({ page, manualSwitchOver, cancel }: AdministrationPage): Promise<void> => {
  await page.bringToFront()
  await manualSwitchOver.click()
  await expect(cancel).toBeFocused()
}

/** From the button through the question and back, by keyboard alone; nothing is done. */
export const walkQuestion = async (dialog: AdministrationPage): Promise<void> => {
  const { page, manualSwitchOver, question, accept, cancel } = dialog
  await expect(manualSwitchOver).toBeFocused()
  await press(page, 'Alt+m')
  await expect(cancel).toBeFocused()
  await press(page, 'Shift+Tab')
  await expect(accept).toBeFocused()
  await press(page, 'Tab')
  await expect(cancel).toBeFocused()
  await press(page, 'Escape')
  await expect(question).toBeHidden()
  await expect(manualSwitchOver).toBeFocused()
}

/** What both servers show once `active` is in control and its other is a good standby. */
export const expectInControl = async ({ world, seats }: Stage, active: Role): Promise<void> => {
  const standby = otherRole(active)
  await onBoth(seats, async ({ administration }) => {
    await expect(administration.systemValue(active, labels.inControl)).toHaveText('Yes', { timeout: 30_000 })
    await expect(administration.systemValue(standby, labels.inControl)).toHaveText('No')
    await expect(administration.value(administration.currentStatus, labels.activeSystem)).toHaveText(
      systemNames[active],
    )
    await expect(administration.systemValue(active, labels.replicationStatus)).toContainText(
      'Source: Monitoring',
    )
    await expect(administration.systemValue(standby, labels.replicationStatus)).toContainText(
      'Destination: Updated',
      { timeout: 30_000 },
    )
  })
  expect(await boxSide(world)).toBe(sideOf(active))
}

/** Who gains and who loses control, with their addresses. */
export const expectQuestion = async (dialog: AdministrationPage, gains: Role): Promise<void> => {
  await expect(dialog.value(dialog.question, 'Gains control:')).toContainText(addresses[gains])
  await expect(dialog.value(dialog.question, 'Loses control:')).toContainText(addresses[otherRole(gains)])
}

/** Nothing is heard of the server any more: it says so, and no value of before is left. */
export const expectConnectionLost = async (dialog: AdministrationPage): Promise<void> => {
  await expect(dialog.notices).toContainText(commonLabels.connectionLost)
  await expect(dialog.value(dialog.currentStatus, labels.activeSystem)).toHaveText('Unknown')
  for (const role of roles) {
    for (const label of [labels.inControl, labels.keepAliveService, labels.replicationStatus]) {
      await expect(dialog.systemValue(role, label)).toHaveText('Unknown')
    }
  }
  await expect(dialog.manualSwitchOver).toHaveAttribute('aria-disabled', 'true')
}

interface LastSwitchOver {
  readonly moment: string | null
  readonly full: string | null
  readonly reason: string | null
}

export const lastSwitchOver = async ({ administration }: Seat): Promise<LastSwitchOver> => {
  const { currentStatus } = administration
  const moment = administration.value(currentStatus, labels.lastSwitchOver)
  return {
    moment: await moment.textContent(),
    full: await moment.getAttribute('title'),
    reason: await administration.value(currentStatus, labels.lastSwitchOverReason).textContent(),
  }
}

/** Both servers show the same moment, with this reason. */
export const expectSameLastSwitchOver = async ({ seats }: Stage, reason: string): Promise<LastSwitchOver> => {
  await onBoth(seats, async ({ administration }) => {
    const shown = administration.value(administration.currentStatus, labels.lastSwitchOverReason)
    await expect(shown).toHaveText(reason)
  })
  const last = await lastSwitchOver(seats.primary)
  expect(await lastSwitchOver(seats.secondary)).toEqual(last)
  expect(last.moment).toMatch(/^\d\d\/\d\d, \d\d:\d\d:\d\d$/)
  expect(last.full).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC[+-]\d\d:\d\d$/)
  return last
}
