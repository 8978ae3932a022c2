import { expect, test } from '@playwright/test'
import { rehearsalLabels as labels } from '../../shared/domain/labels.ts'
import { press } from '../pages/frame.ts'
import type { Stage } from './host.ts'
import { answer } from './redundancy-steps.ts'
import { onBoth } from './seat.ts'

/** The dialog "Rehearsal" on both servers: nothing yet, one planned on one of them, cancelled on the other. */

/** A time of day that is far from now, as people and both servers of the story read their clock. */
const farFromNow = (): string => {
  const hours = (new Date().getHours() + 12) % 24
  return `${String(hours).padStart(2, '0')}:30`
}

export const tellRehearsal = (stage: Stage): void => {
  test('Rehearsal is opened by the menu: none was made, and one can be asked for', async () => {
    const { host, seats } = stage
    await onBoth(seats, async (seat) => {
      await seat.openRehearsal()
      const { rehearsal } = seat
      await expect(rehearsal.dialog).toContainText(labels.purpose)
      await expect(rehearsal.group(labels.state)).toContainText(labels.nothing)
      await expect(rehearsal.group(labels.last)).toContainText('No rehearsal has been made.')
      await expect(rehearsal.group(labels.last)).toContainText('Rehearse after hours')
      await expect(rehearsal.field(labels.now)).toBeChecked()
      await expect(rehearsal.missing).toBeHidden()
      await expect(rehearsal.button(labels.close).last()).toBeFocused()
    })
    await host.look(seats.primary.rehearsal.page, '15 rehearsal, none yet')
  })

  test('one is planned by keyboard on the active system, and both servers show it', async () => {
    const { host, seats } = stage
    const { rehearsal } = seats.primary
    const { page, question } = rehearsal
    const at = farFromNow()
    await page.bringToFront()
    await press(page, 'Alt+a')
    await expect(rehearsal.field(labels.at)).toBeChecked()
    await rehearsal.field(labels.timeOfDay).fill(at)
    await press(page, 'Alt+s')
    await expect(question).toContainText(`At ${at}`)
    await expect(question).toContainText('Secondary System')
    await expect(question.getByRole('button', { name: labels.keep, exact: true })).toBeFocused()
    await host.look(page, '16 rehearsal, question')
    await answer(question, () =>
      question.getByRole('button', { name: labels.accept, exact: true }).click({ timeout: 500 }),
    )
    await onBoth(seats, async (seat) => {
      await expect(seat.rehearsal.group(labels.state)).toContainText(
        `A rehearsal is planned: it begins between`,
      )
      await expect(seat.rehearsal.group(labels.state)).toContainText(at)
      await expect(seat.rehearsal.button(labels.start)).toHaveCount(0)
    })
    await expect(rehearsal.button(labels.close).last()).toBeFocused()
    await host.look(page, '17 rehearsal, planned')
  })

  test('it is cancelled on the standby: both name that as the last result', async () => {
    const { host, seats } = stage
    const { page } = seats.secondary.rehearsal
    await page.bringToFront()
    await press(page, 'Alt+c')
    await onBoth(seats, async ({ rehearsal }) => {
      await expect(rehearsal.group(labels.state)).toContainText(labels.nothing)
      await expect(rehearsal.group(labels.last)).toContainText('A person cancelled it')
    })
    await expect(seats.secondary.rehearsal.button(labels.close).last()).toBeFocused()
    await host.look(page, '18 rehearsal, cancelled')
    await onBoth(seats, (seat) => seat.closeRehearsal())
    expect(await seats.primary.commands()).toContain('rehearse')
    expect(await seats.secondary.commands()).toContain('cancelRehearsal')
  })
}
