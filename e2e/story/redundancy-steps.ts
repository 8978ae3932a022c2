import { expect, type Locator } from '@playwright/test'
import { redundancyNotes } from '../../shared/domain/labels.ts'
import { addresses, type Role } from '../demo/world-plan.ts'
import { press } from '../pages/frame.ts'
import type { RedundancyPage } from '../pages/redundancy-page.ts'
import type { Warning } from '../pages/warning.ts'

/** What a person does in the dialog "Redundancy". */

/** By keyboard alone, from the check box to the key. */
export const typeSettings = async (dialog: RedundancyPage, role: Role, key: string): Promise<void> => {
  const { page } = dialog
  await expect(dialog.enable).toBeFocused()
  await press(page, 'Space', role === 'primary' ? 'Alt+p' : 'Alt+s')
  for (const text of [addresses.primary, addresses.secondary, addresses.box, key]) {
    await press(page, 'Tab')
    await page.keyboard.type(text)
  }
}

/** Answers a question: in its first moment it takes none, because of a stray click. */
export const answer = async (question: Locator, give: () => Promise<void>): Promise<void> => {
  await expect(async () => {
    if (await question.isVisible()) await give()
    await expect(question).toBeHidden({ timeout: 500 })
  }).toPass()
}

/** Reads the warning and closes it. */
export const closeWarning = async ({ question, close }: Warning): Promise<void> => {
  await expect(question).toContainText('Automatic take-over is off on this standby system.')
  await expect(close).toBeFocused()
  await press(question.page(), 'Escape')
  await expect(question).toBeHidden()
}

/** Tab goes from top to bottom, the buttons last, and Shift and Tab back. */
export const walkByTab = async (dialog: RedundancyPage): Promise<void> => {
  const stops = dialog.tabOrder()
  await dialog.enable.focus()
  for (const [index, stop] of stops.entries()) {
    if (index > 0) await press(dialog.page, 'Tab')
    await expect(stop).toBeFocused()
  }
  for (const stop of stops.slice(0, -1).reverse()) {
    await press(dialog.page, 'Shift+Tab')
    await expect(stop).toBeFocused()
  }
}

/** Every mnemonic leads to its control; S, P, A and the arrows act. Leaves a question open when R asks one. */
export const walkByMnemonics = async (dialog: RedundancyPage): Promise<void> => {
  const { page } = dialog
  const controls: readonly (readonly [letter: string, control: Locator])[] = [
    ['d', dialog.primaryAddress.first],
    ['c', dialog.secondaryAddress.first],
    ['b', dialog.lineSwitchAddress.first],
    ['k', dialog.key],
    ['u', dialog.automatic],
    ['a', dialog.apply],
  ]
  for (const [letter, control] of controls) {
    await press(page, `Alt+${letter}`)
    await expect(control).toBeFocused()
  }
  await press(page, 'Alt+s')
  await expect(dialog.secondary).toBeChecked()
  await press(page, 'Alt+p')
  await expect(dialog.primary).toBeChecked()
  for (const [arrow, radio] of [
    ['ArrowDown', dialog.secondary],
    ['ArrowUp', dialog.primary],
    ['ArrowRight', dialog.secondary],
    ['ArrowLeft', dialog.primary],
  ] as const) {
    await press(page, arrow)
    await expect(radio).toBeChecked()
    await expect(radio).toBeFocused()
  }
  await press(page, 'Alt+g')
  await expect(dialog.generate).toBeFocused()
  await expect(dialog.key).toHaveValue(/^([0-9a-f]{4}-){7}[0-9a-f]{4}$/)
}

/** As the clipboard would: tests have none. */
const paste = (dialog: RedundancyPage, text: string): Promise<void> =>
  dialog.primaryAddress.group.evaluate((group, pasted) => {
    const data = new DataTransfer()
    data.setData('text', pasted)
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
    group.querySelector('input')?.dispatchEvent(event)
  }, text)

/** The IP control: digits move on, arrows and Backspace cross, a paste fills all, what cannot be is said. */
export const tryAddressControl = async (dialog: RedundancyPage): Promise<void> => {
  const { page, primaryAddress } = dialog
  const [first, second, third, fourth] = primaryAddress.parts as [Locator, Locator, Locator, Locator]
  await dialog.typeAddress(primaryAddress, '')
  await press(page, 'Alt+d')
  await page.keyboard.type('192168.')
  await expect(third).toBeFocused()
  await press(page, 'Backspace')
  await expect(second).toBeFocused()
  await press(page, 'Backspace')
  expect(await dialog.addressShown(primaryAddress)).toBe('192.16..')
  await press(page, 'ArrowRight')
  await expect(third).toBeFocused()
  await press(page, 'ArrowLeft', 'Home', 'ArrowLeft')
  await expect(first).toBeFocused()
  await page.keyboard.type('x')
  await expect(primaryAddress.error).toHaveText(redundancyNotes.notDigits)
  await paste(dialog, '10.10.10.300')
  expect(await dialog.addressShown(primaryAddress)).toBe('10.10.10.300')
  await expect(primaryAddress.error).toHaveText('300 is not a number from 0 to 255.')
  await expect(fourth).toHaveAttribute('aria-invalid', 'true')
  await expect(fourth).toBeFocused()
}

/** With a number that is none, Enter closes nothing; corrected, the error is gone. */
export const tryEnterOnAFault = async (dialog: RedundancyPage): Promise<void> => {
  await press(dialog.page, 'Enter')
  await expect(dialog.dialog).toBeVisible()
  await press(dialog.page, 'Backspace')
  await expect(dialog.primaryAddress.error).toHaveCount(0)
}
