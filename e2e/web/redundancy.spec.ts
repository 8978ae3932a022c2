import { expect, test } from '@playwright/test'
import { redundancyNotes } from '../../shared/domain/labels.ts'
import type { HomePage } from '../pages/home-page.ts'
import type { RedundancyPage } from '../pages/redundancy-page.ts'
import { redundancySnapshot } from '../pages/redundancy-words.ts'
import { tryAddressControl, tryEnterOnAFault, walkByMnemonics, walkByTab } from '../story/redundancy-steps.ts'
import { type Bench, openBench } from './fixtures/redundancy-bench.ts'
import { firstSettings, newSettings, type StatusServer } from './fixtures/status-server.ts'

/** The dialog "Redundancy" under a person's hands: its exact words, the keyboard, the IP control. */

let bench: Bench
let server: StatusServer
let home: HomePage
let dialog: RedundancyPage

test.beforeEach(async ({ page }) => {
  bench = await openBench(page)
  ;({ server, home, dialog } = bench)
})
test.afterEach(() => bench.end())

test('the dialog has exactly these words', async () => {
  await bench.open()
  const { settings } = firstSettings
  await expect(dialog.dialog).toMatchAriaSnapshot(
    redundancySnapshot({
      frame: 'page',
      isEnabled: settings.enabled,
      role: settings.role,
      primaryAddress: settings.primaryAddress,
      secondaryAddress: settings.secondaryAddress,
      lineSwitchAddress: settings.lineSwitchAddress,
      hasKey: true,
      automaticReason: redundancyNotes.automaticIsOnThere,
    }),
  )
})

test('on a new system: off, Primary, everything blank', async () => {
  server.store(newSettings)
  server.show('disabled')
  await bench.open()
  await expect(dialog.enable).not.toBeChecked()
  await expect(dialog.primary).toBeChecked()
  for (const control of [dialog.primaryAddress, dialog.secondaryAddress, dialog.lineSwitchAddress]) {
    expect(await dialog.addressShown(control)).toBe('...')
  }
  await expect(dialog.key).toHaveAttribute('placeholder', '')
  await expect(dialog.automatic).not.toBeChecked()
  await expect(dialog.automatic).toBeDisabled()
})

test('Tab goes through the controls from top to bottom, the buttons last', async () => {
  await bench.open()
  await walkByTab(dialog)
})

test('every mnemonic leads to its control, and S, P and R act', async ({ page }) => {
  await bench.open()
  await walkByMnemonics(dialog)
  await page.keyboard.press('Alt+r')
  await expect(dialog.disableQuestion).toBeVisible()
  expect(bench.methodsCalled()).toEqual([])
})

test('enabled by keyboard alone: typed as it is read out, Enter is OK, and the dialog closes', async ({
  page,
}) => {
  server.store(newSettings)
  server.show('disabled')
  await bench.open()
  await page.keyboard.press('Space')
  await page.keyboard.press('Alt+s')
  await page.keyboard.press('Alt+d')
  await page.keyboard.type('10.10.10.151')
  await page.keyboard.press('Tab')
  await page.keyboard.type('10.10.10.12')
  await page.keyboard.press('Tab')
  await page.keyboard.type('10.10.1.140')
  await page.keyboard.press('Tab')
  await page.keyboard.type('correct horse battery')
  await expect(dialog.key).toHaveAttribute('type', 'password')
  await page.keyboard.press('Enter')
  await expect(dialog.dialog).toBeHidden()
  await expect(home.menu).toBeFocused()
  expect(bench.settingsSent()).toEqual({
    requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
    revision: 0,
    settings: { ...firstSettings.settings, role: 'secondary' },
    key: 'correct horse battery',
  })
})

test('the IP control: digits move on, arrows and Backspace cross, a paste fills all', async () => {
  server.store(newSettings)
  await bench.open()
  await tryAddressControl(dialog)
  await tryEnterOnAFault(dialog)
  expect(bench.methodsCalled()).toEqual([])
})
