import { expect, test } from '@playwright/test'
import { press } from '../pages/frame.ts'
import {
  ask,
  expectEnabled,
  expectInControl,
  expectQuestion,
  expectSameLastSwitchOver,
  lastSwitchOver,
} from './administration-steps.ts'
import { expectAutomatic } from './automatic-chapters.ts'
import type { Stage } from './host.ts'
import { behave } from './real-pair.ts'
import { answer } from './redundancy-steps.ts'
import { onBoth } from './seat.ts'

/** Control moves by the button: there from the active system's window, and back from the standby's. */

export const tellSwitchOver = (stage: Stage): void => {
  test('Enter, Esc and Cancel answer the question with no', async () => {
    const { seats } = stage
    await onBoth(seats, async (seat) => {
      await seat.openAdministration()
      await expectEnabled(seat)
    })
    const { administration } = seats.primary
    const { page, question, cancel } = administration
    const before = await seats.primary.commands()
    await ask(administration)
    await expectQuestion(administration, 'secondary')
    await stage.host.look(page, '20 administration, question')
    for (const no of [
      () => page.keyboard.press('Enter'),
      () => page.keyboard.press('Escape'),
      () => cancel.click(),
    ]) {
      if (await question.isHidden()) await ask(administration)
      await answer(question, no)
    }
    await expectInControl(stage, 'primary')
    expect(await seats.primary.commands()).toEqual(before)
  })

  test('Manual Switch Over: the steps are shown, then In Control flips in the windows of both', async () => {
    const { host, world, seats } = stage
    // The box is told again and again; as long as its relays stay, the steps can be read.
    await behave(world, { loseSets: true })
    const { primary, secondary } = seats
    const before = { primary: await primary.commands(), secondary: await secondary.commands() }
    await ask(primary.administration)
    await answer(primary.administration.question, () => primary.administration.accept.click({ timeout: 500 }))
    await onBoth(seats, async ({ administration }) => {
      await administration.progress.waitFor()
      await expect(administration.steps).toHaveCount(7)
      await expect(administration.steps.filter({ hasText: 'Move the lines' })).toContainText('Running')
      await expect(administration.manualSwitchOver).toHaveAttribute('aria-disabled', 'true')
    })
    await host.look(primary.administration.page, '21 administration, progress')
    await expect(primary.administration.progress).toBeVisible()
    await behave(world, { loseSets: false })
    await expectInControl(stage, 'secondary')
    await expectSameLastSwitchOver(stage, 'Manual switch over')
    expect(await primary.commands()).toEqual([...before.primary, 'switchOver'])
    expect(await secondary.commands()).toEqual(before.secondary)
    await expectAutomatic(stage, 'Off')
  })

  test('the completion list is shared by both; then automatic take-over is offered', async () => {
    const { host, seats } = stage
    await onBoth(seats, async ({ administration }) => {
      const { completion, completionItems, turnOn } = administration
      await expect(completion).toContainText('complete when every item of this list is done')
      await expect(completionItems).toHaveCount(8)
      await expect(completionItems.filter({ hasText: 'Phones have registered' })).toContainText('8 of 8')
      await expect(turnOn).toBeHidden()
    })
    await host.look(seats.primary.administration.page, '22 administration, completion')
    const calls = [
      [seats.primary, 'Incoming call works'],
      [seats.secondary, 'Outgoing call works'],
      [seats.primary, 'Extension to extension call works'],
      [seats.secondary, 'Voice-mail access works'],
    ] as const
    for (const [seat, call] of calls) {
      await seat.administration.page.bringToFront()
      await seat.administration.tick(call).press('Space')
      await onBoth(seats, ({ administration }) => expect(administration.tick(call)).toBeChecked())
    }
    await onBoth(seats, ({ administration }) =>
      expect(administration.completion).toContainText('the switch-over is complete'),
    )
    await expect(seats.secondary.administration.completion).toContainText(
      'Automatic take-over can be turned on at the standby only',
    )
    await expect(seats.primary.administration.completion).toContainText('Automatic take-over is off')
    await host.look(seats.primary.administration.page, '23 administration, completed, standby')
    await host.look(seats.secondary.administration.page, '23 administration, completed, active')
    await seats.primary.administration.page.bringToFront()
    await press(seats.primary.administration.page, 'Alt+t')
    await onBoth(seats, ({ administration }) =>
      expect(administration.completion).toContainText('Automatic take-over is on.'),
    )
    await press(seats.primary.administration.page, 'Alt+c')
    await onBoth(seats, ({ administration }) => expect(administration.completion).toBeHidden())
  })

  test('the button works from the window of the standby, too', async () => {
    const { seats } = stage
    const { administration } = seats.primary
    const before = await lastSwitchOver(seats.primary)
    await onBoth(seats, expectEnabled)
    await ask(administration)
    await expectQuestion(administration, 'primary')
    await answer(administration.question, () => press(administration.page, 'Alt+s'))
    await expectInControl(stage, 'primary')
    const last = await expectSameLastSwitchOver(stage, 'Manual switch over')
    expect(last.full).not.toBe(before.full)
  })
}
