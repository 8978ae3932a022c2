import { expect, test } from '@playwright/test'
import { otherRole, type Role } from '../demo/world-plan.ts'
import { press } from '../pages/frame.ts'
import type { Stage } from './host.ts'
import { answer, closeWarning } from './redundancy-steps.ts'
import { onBoth } from './seat.ts'

/** Automatic take-over: who may tick its box, who is warned, and that both servers know. */

export const expectAutomatic = ({ seats }: Stage, word: 'On' | 'Off'): Promise<void> =>
  onBoth(seats, ({ home }) => expect(home.value('Automatic take-over:')).toHaveText(word))

/** The dialog of the standby warns; its box is ticked by keyboard and applied; then it is closed. */
export const tickTheBox = async (stage: Stage, standby: Role): Promise<void> => {
  const { host, seats } = stage
  const seat = seats[standby]
  await seat.openRedundancy()
  const { redundancy } = seat
  await expect(redundancy.warning.question).toBeVisible()
  await host.look(redundancy.page, `11 redundancy, warning, ${standby}`)
  await closeWarning(redundancy.warning)
  await expect(redundancy.automatic).not.toBeChecked()
  await press(redundancy.page, 'Alt+u')
  await expect(redundancy.automatic).toBeChecked()
  await press(redundancy.page, 'Alt+a')
  await expect(redundancy.apply).toBeDisabled()
  await expect(redundancy.automatic).toBeChecked()
  await expectAutomatic(stage, 'On')
  await host.look(redundancy.page, `12 redundancy, ticked, ${standby}`)
  await press(redundancy.page, 'Escape')
  await seat.redundancyClosed()
}

export const tellAutomatic = (stage: Stage): void => {
  test('the box is ticked on the standby, and both servers are armed', async () => {
    const { host, seats } = stage
    await expectAutomatic(stage, 'Off')
    await tickTheBox(stage, 'secondary')
    const active = seats.primary
    await active.openRedundancy()
    const { redundancy } = active
    await expect(redundancy.warning.question).toBeHidden()
    await expect(redundancy.automatic).toBeDisabled()
    await expect(redundancy.automatic).toHaveAccessibleDescription(/This server is in control/)
    await press(redundancy.page, 'Escape')
    await active.redundancyClosed()
    await host.look(active.home.page, '13 home, armed, active')
    await host.look(seats.secondary.home.page, '13 home, armed, standby')
  })

  test('without the tick the standby warns at log-on, and turns it on from there', async () => {
    const { host } = stage
    const before = stage.seats.secondary
    await before.openRedundancy()
    await expect(before.redundancy.warning.question).toBeHidden()
    await before.redundancy.automatic.click()
    await before.redundancy.ok.click()
    await before.redundancyClosed()
    await expectAutomatic(stage, 'Off')
    stage.seats = { ...stage.seats, secondary: await host.logOnAgain(stage.world, 'secondary') }
    const { home } = stage.seats.secondary
    await expect(home.warning.question).toContainText('Automatic take-over is off on this standby system.')
    await host.look(home.page, '14 home, warning at log-on')
    await expect(home.warning.turnOn).toBeEnabled({ timeout: 30_000 })
    await answer(home.warning.question, () => press(home.page, 'Alt+t'))
    await expectAutomatic(stage, 'On')
  })
}

/** After a switch-over the box is off on the new standby, wherever it was before. */
export const tellAutomaticAfterwards = (stage: Stage, standby: Role): void => {
  test('on the new standby the box is off, its dialog warns, and it is ticked again', async () => {
    const { seats } = stage
    await expectAutomatic(stage, 'Off')
    await onBoth(seats, (seat) => seat.closeAdministration())
    const active = seats[otherRole(standby)]
    await active.openRedundancy()
    await expect(active.redundancy.automatic).toBeDisabled()
    await expect(active.redundancy.warning.question).toBeHidden()
    await press(active.redundancy.page, 'Escape')
    await active.redundancyClosed()
    await tickTheBox(stage, standby)
  })
}
