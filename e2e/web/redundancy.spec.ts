import { expect, type Page, test } from '@playwright/test'
import { redundancyNotes } from '../../shared/domain/labels.ts'
import type { HomePage } from '../pages/home-page.ts'
import type { RedundancyPage } from '../pages/redundancy-page.ts'
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

/** What has the focus: its name, or its place in an address. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement
    const label = element?.closest('.field-row')?.querySelector('label')?.textContent
    const own =
      element?.closest('label')?.textContent ?? element?.getAttribute('aria-label') ?? element?.textContent
    return element?.closest('.address') === null ? ((own || label) ?? '') : `${label} ${own}`
  })

test('the dialog has exactly these words', async () => {
  await bench.open()
  await expect(dialog.dialog).toMatchAriaSnapshot(`
    - dialog "Redundancy":
      - heading "Redundancy" [level=2]
      - button "Close"
      - checkbox "Enable Redundancy" [checked]
      - text: Enable Redundancy
      - group "System Role":
        - text: System Role
        - radio "Primary" [checked]
        - text: Primary
        - radio "Secondary"
        - text: Secondary
      - text: "Primary Address:"
      - group "Primary Address:":
        - textbox "Part 1 of 4": "10"
        - textbox "Part 2 of 4": "10"
        - textbox "Part 3 of 4": "10"
        - textbox "Part 4 of 4": "151"
      - text: "Secondary Address:"
      - group "Secondary Address:":
        - textbox "Part 1 of 4": "10"
        - textbox "Part 2 of 4": "10"
        - textbox "Part 3 of 4": "10"
        - textbox "Part 4 of 4": "12"
      - text: "AB-Switch Address:"
      - group "AB-Switch Address:":
        - textbox "Part 1 of 4": "10"
        - textbox "Part 2 of 4": "10"
        - textbox "Part 3 of 4": "1"
        - textbox "Part 4 of 4": "140"
      - text: "Redundancy Key:"
      - textbox "Redundancy Key:":
        - /placeholder: "****"
      - button "Generate"
      - checkbox "Automatically assume control when other system is not available" [disabled]
      - text: Automatically assume control when other system is not available
      - paragraph: This server is in control; automatic take-over is on at the standby.
      - button "Status"
      - button "Apply" [disabled]
      - button "OK"
      - button "Cancel"
      - status
  `)
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

test('Tab goes through the controls from top to bottom, the buttons last', async ({ page }) => {
  await bench.open()
  const seen: string[] = [await focused(page)]
  for (let press = 0; press < 11; press += 1) {
    await page.keyboard.press('Tab')
    seen.push(await focused(page))
  }
  expect(seen).toEqual([
    'Enable Redundancy',
    'Primary',
    'Primary Address: Part 1 of 4',
    'Secondary Address: Part 1 of 4',
    'AB-Switch Address: Part 1 of 4',
    'Redundancy Key:',
    'Generate',
    'Automatically assume control when other system is not available',
    'Status',
    'Apply',
    'OK',
    'Cancel',
  ])
})

test('every mnemonic leads to its control, and S, P and R act', async ({ page }) => {
  await bench.open()
  for (const [key, place] of [
    ['d', 'Primary Address: Part 1 of 4'],
    ['c', 'Secondary Address: Part 1 of 4'],
    ['b', 'AB-Switch Address: Part 1 of 4'],
    ['k', 'Redundancy Key:'],
    ['u', 'Automatically assume control when other system is not available'],
    ['a', 'Apply'],
  ] as const) {
    await page.keyboard.press(`Alt+${key}`)
    expect(await focused(page)).toBe(place)
  }
  await page.keyboard.press('Alt+s')
  await expect(dialog.secondary).toBeChecked()
  await page.keyboard.press('Alt+p')
  await expect(dialog.primary).toBeChecked()
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

test('the IP control: digits move on, arrows and Backspace cross, a paste fills all', async ({ page }) => {
  server.store(newSettings)
  await bench.open()
  const { parts, error } = dialog.primaryAddress
  await page.keyboard.press('Alt+d')
  await page.keyboard.type('192168.')
  await expect(parts[2] ?? dialog.key).toBeFocused()
  await page.keyboard.press('Backspace')
  await expect(parts[1] ?? dialog.key).toBeFocused()
  await page.keyboard.press('Backspace')
  expect(await dialog.addressShown(dialog.primaryAddress)).toBe('192.16..')
  await page.keyboard.press('ArrowRight')
  await expect(parts[2] ?? dialog.key).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowLeft')
  await expect(parts[0] ?? dialog.key).toBeFocused()

  await page.keyboard.type('x')
  await expect(error).toHaveText(redundancyNotes.notDigits)
  await dialog.primaryAddress.group.evaluate((group) => {
    const data = new DataTransfer()
    data.setData('text', '10.10.10.300')
    const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
    group.querySelector('input')?.dispatchEvent(event)
  })
  expect(await dialog.addressShown(dialog.primaryAddress)).toBe('10.10.10.300')
  await expect(error).toHaveText('300 is not a number from 0 to 255.')
  await expect(parts[3] ?? dialog.key).toHaveAttribute('aria-invalid', 'true')
  await expect(parts[3] ?? dialog.key).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog.dialog).toBeVisible()
  expect(bench.methodsCalled()).toEqual([])
  await page.keyboard.press('Backspace')
  await expect(error).toHaveCount(0)
})
