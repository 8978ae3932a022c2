import { fileURLToPath } from 'node:url'
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { automaticOffLabels, redundancyNotes } from '../../shared/domain/labels.ts'
import { judge } from '../../shared/domain/rules.ts'
import { AdministrationPage } from '../pages/administration-page.ts'
import { HomePage } from '../pages/home-page.ts'
import { RedundancyPage } from '../pages/redundancy-page.ts'
import { expectAccessible, takePicture } from './fixtures/real-pair.ts'
import { firstSettings, newSettings, type StatusServer, startStatusServer } from './fixtures/status-server.ts'

/** The dialog "Redundancy" against pictures of a pair: words, keyboard, draft, errors, questions, warnings. */

const built = fileURLToPath(new URL('../../out/renderer', import.meta.url))
const WARNING =
  "Automatic take-over is off on this standby system. If the active system fails, this system will not take control until you tick 'Automatically assume control when other system is not available'."
let server: StatusServer
let home: HomePage
let dialog: RedundancyPage
let complaints: string[]

test.beforeEach(async ({ page }) => {
  server = await startStatusServer(built, 0)
  home = new HomePage(page)
  dialog = new RedundancyPage(page)
  complaints = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(server.url)
  // The first picture is the one of the log-on.
  await home.control.waitFor()
})
test.afterEach(async () => {
  await server.close()
  expect(complaints.filter((text) => !text.includes('WebSocket connection'))).toEqual([])
})

const open = async (): Promise<void> => {
  await home.chooseRedundancy()
  await expect(dialog.enable).toBeFocused()
}
/** Behind the warning, which is closed. */
const openOnStandby = async (page: Page): Promise<void> => {
  await home.value('Automatic take-over:').getByText('Off').waitFor()
  await home.chooseRedundancy()
  await home.warning.waitFor()
  await page.keyboard.press('Escape')
  await expect(home.warning).toBeHidden()
}
const methodsCalled = (): string[] => server.calls.map((call) => call.method)
const settingsSent = (): unknown => server.calls.find(({ method }) => method === 'apply')?.input
/** Presses a button of a new question as soon as it takes a press. */
const answer = async (press: () => Promise<void>, isDone: () => Promise<void>): Promise<void> => {
  await expect(async () => {
    await press()
    await isDone()
  }).toPass()
}
const sayYes = (): Promise<void> =>
  answer(
    () => dialog.disableAccept.click({ timeout: 300 }),
    () => expect(dialog.disableQuestion).toBeHidden({ timeout: 300 }),
  )
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
  await open()
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
  await open()
  await expect(dialog.enable).not.toBeChecked()
  await expect(dialog.primary).toBeChecked()
  for (const control of [dialog.primaryAddress, dialog.secondaryAddress, dialog.lineSwitchAddress]) {
    expect(await dialog.addressShown(control)).toBe('...')
  }
  await expect(dialog.key).toHaveAttribute('placeholder', '')
  await expect(dialog.automatic).not.toBeChecked()
  await expect(dialog.automatic).toBeDisabled()
})

test('Tab goes through the controls in the order of the manual', async ({ page }) => {
  await open()
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
  await open()
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
  expect(methodsCalled()).toEqual([])
})

test('enabled by keyboard alone: typed as it is read out, Enter is OK, and the dialog closes', async ({
  page,
}) => {
  server.store(newSettings)
  server.show('disabled')
  await open()
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
  expect(settingsSent()).toEqual({
    requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
    revision: 0,
    settings: { ...firstSettings.settings, role: 'secondary' },
    key: 'correct horse battery',
  })
})

test('the IP control: digits move on, arrows and Backspace cross, a paste fills all', async ({ page }) => {
  server.store(newSettings)
  await open()
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
  expect(methodsCalled()).toEqual([])
  await page.keyboard.press('Backspace')
  await expect(error).toHaveCount(0)
})

test('errors stand beside their fields, and the focus goes to the first', async ({ page }) => {
  server.store(newSettings)
  server.show('disabled')
  await open()
  await dialog.enable.click()
  server.refuseNext({
    ok: false,
    code: 'settings',
    rules: [],
    faults: [
      { field: 'primaryAddress', code: 'missing' },
      { field: 'secondaryAddress', code: 'missing' },
      { field: 'key', code: 'keyMissing' },
    ],
    message: 'These settings cannot be used.',
  })
  await dialog.ok.click()
  await expect(dialog.primaryAddress.error).toHaveText('This must be filled in.')
  await expect(dialog.secondaryAddress.error).toHaveText('This must be filled in.')
  await expect(dialog.keyRow.getByRole('alert')).toContainText('Enter the Redundancy Key.')
  await expect(dialog.primaryAddress.parts[0] ?? dialog.key).toBeFocused()
  await expect(dialog.primaryAddress.parts[0] ?? dialog.key).toHaveAccessibleDescription(
    'This must be filled in.',
  )
  await takePicture(page, 'redundancy errors')
  await expectAccessible(page, 'errors')
  await page.keyboard.type('1')
  await expect(dialog.primaryAddress.error).toHaveCount(0)
  await expect(dialog.secondaryAddress.error).toHaveCount(1)

  await page.keyboard.type('0.10.')
  await dialog.apply.click()
  await expect(dialog.primaryAddress.error).toHaveText(redundancyNotes.incompleteAddress)
  await expect(dialog.primaryAddress.parts[2] ?? dialog.key).toBeFocused()
})

test('an address that is not of this server is refused with the ones that are', async () => {
  await open()
  await dialog.secondary.click()
  const fault = { field: 'secondaryAddress', code: 'notThisServer' } as const
  server.refuseNext({ ok: false, code: 'settings', rules: [], faults: [fault], message: '' })
  await dialog.ok.click()
  await expect(dialog.secondaryAddress.error).toContainText('This server has 10.10.10.151.')
  await expect(dialog.dialog).toBeVisible()
})

test('Apply is enabled only with a change pending, commits and stays', async ({ page }) => {
  await open()
  await expect(dialog.apply).toBeDisabled()
  await dialog.apply.click({ force: true })
  await dialog.typeAddress(dialog.lineSwitchAddress, '10.10.1.141')
  await expect(dialog.apply).toBeEnabled()
  await dialog.typeAddress(dialog.lineSwitchAddress, '10.10.1.140')
  await expect(dialog.apply).toBeDisabled()
  await dialog.typeAddress(dialog.lineSwitchAddress, '10.10.1.141')
  expect(methodsCalled()).toEqual([])
  await page.keyboard.press('Alt+a')
  await expect(dialog.apply).toBeDisabled()
  await expect(dialog.dialog).toBeVisible()
  expect(settingsSent()).toMatchObject({
    revision: 4,
    key: null,
    settings: { lineSwitchAddress: '10.10.1.141' },
  })
  await dialog.typeAddress(dialog.lineSwitchAddress, '10.10.1.142')
  await dialog.apply.click()
  await expect.poll(() => server.calls[1]?.input).toMatchObject({ revision: 5 })
})

test('Cancel, Esc and the cross discard', async ({ page }) => {
  for (const way of ['Cancel', 'Escape', 'Close'] as const) {
    await open()
    await expect(dialog.primary).toBeChecked()
    await dialog.secondary.click()
    if (way === 'Escape') await page.keyboard.press('Escape')
    else await dialog.dialog.getByRole('button', { name: way, exact: true }).click()
    await expect(dialog.dialog).toBeHidden()
  }
  expect(methodsCalled()).toEqual([])
})

test('Status opens Redundancy Administration without committing; what is pending stays', async ({ page }) => {
  await open()
  await dialog.secondary.click()
  await page.keyboard.press('Alt+t')
  const administration = new AdministrationPage(page)
  await expect(administration.manualSwitchOver).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(administration.dialog).toBeHidden()
  await expect(dialog.secondary).toBeChecked()
  await expect(dialog.apply).toBeEnabled()
  expect(methodsCalled()).toEqual([])
})

test('the key: generated and shown until it is applied, warned of when short, kept when untouched', async () => {
  await open()
  await dialog.generate.click()
  const generated = await dialog.key.inputValue()
  expect(generated).toMatch(/^([0-9a-f]{4}-){7}[0-9a-f]{4}$/)
  await expect(dialog.key).toHaveAttribute('type', 'text')
  await expect(dialog.keyRow).toContainText(redundancyNotes.generatedKey)
  await dialog.apply.click()
  await expect(dialog.key).toHaveValue('')
  await expect(dialog.key).toHaveAttribute('placeholder', '****')
  expect(settingsSent()).toMatchObject({ key: generated })
  await dialog.key.fill('short')
  await expect(dialog.keyRow.getByRole('status')).toHaveText(redundancyNotes.shortKey)
  await dialog.key.fill('')
  await expect(dialog.keyRow.getByRole('status')).toHaveCount(0)
  await expect(dialog.apply).toBeDisabled()
})

test('a change by someone else is said, and read again under the own one', async () => {
  await open()
  await dialog.typeAddress(dialog.lineSwitchAddress, '10.10.1.141')
  const stale = { field: 'revision', code: 'stale' } as const
  server.store({ revision: 9, settings: { ...firstSettings.settings, primaryAddress: '10.10.10.99' } })
  server.refuseNext({ ok: false, code: 'settings', rules: [], faults: [stale], message: '' })
  await dialog.ok.click()
  await expect(dialog.notices).toContainText(redundancyNotes.stale)
  expect(await dialog.addressShown(dialog.primaryAddress)).toBe('10.10.10.99')
  expect(await dialog.addressShown(dialog.lineSwitchAddress)).toBe('10.10.1.141')
  await dialog.ok.click()
  await expect(dialog.dialog).toBeHidden()
  expect(server.calls[1]?.input).toMatchObject({
    revision: 9,
    settings: { primaryAddress: '10.10.10.99', lineSwitchAddress: '10.10.1.141' },
  })
})

test('unticking Enable asks first and names the effects', async ({ page }) => {
  await open()
  await dialog.enable.click()
  await expect(dialog.disableQuestion).toMatchAriaSnapshot(`
    - alertdialog "Break Redundancy":
      - heading "Break Redundancy" [level=2]
      - button "Close"
      - paragraph: /no pair any more/
      - list:
        - listitem: The active system keeps serving, alone.
        - listitem: The standby never takes control, even if the active system fails.
        - listitem: The other server shows that redundancy is disabled on this one.
      - paragraph: It takes effect with OK or Apply.
      - button "Disable Redundancy"
      - button "Cancel"
  `)
  await expect(dialog.disableCancel).toBeFocused()
  await takePicture(page, 'redundancy unticking')
  await expectAccessible(page, 'question')
  await page.keyboard.press('Escape')
  await expect(dialog.disableQuestion).toBeHidden()
  await expect(dialog.enable).toBeChecked()
  await dialog.enable.click()
  await sayYes()
  await expect(dialog.enable).not.toBeChecked()
  expect(methodsCalled()).toEqual([])
  const rule = judge('linked', false, false, true, 'checkPeerAndLink')
  server.refuseNext({ ok: false, code: 'rules', rules: [rule], faults: [], message: '' })
  await dialog.ok.click()
  await expect(dialog.notices).toContainText('The two servers are connected')
  await expect(dialog.dialog).toBeVisible()
  await dialog.ok.click()
  await expect(dialog.dialog).toBeHidden()
  expect(server.calls[1]?.input).toMatchObject({ settings: { enabled: false } })
})

test('on the standby the box is ticked with OK, after the settings', async () => {
  server.show('standbyOff')
  await openOnStandby(home.page)
  await dialog.automatic.click()
  await dialog.key.fill('a new and longer key')
  await dialog.ok.click()
  await expect(dialog.dialog).toBeHidden()
  expect(methodsCalled()).toEqual(['apply', 'arm'])
  server.show('standbyOn')
  await open()
  await expect(dialog.automatic).toBeChecked()
  await dialog.automatic.click()
  await dialog.apply.click()
  await expect.poll(methodsCalled).toEqual(['apply', 'arm', 'disarm'])
})

test('where it cannot be ticked, the box takes the focus and says why', async ({ page }) => {
  server.show('standbyNotUpdated')
  await openOnStandby(page)
  await dialog.automatic.focus()
  await page.keyboard.press('Space')
  await expect(dialog.automatic).not.toBeChecked()
  await expect(dialog.automatic).toHaveAccessibleDescription(/The copy on the standby is Updated/)
  await expect(dialog.apply).toBeDisabled()
})

test('the warning pops up at log-on to the standby, and again when the dialog opens', async ({ page }) => {
  await page.close()
  const again = await page.context().newPage()
  home = new HomePage(again)
  dialog = new RedundancyPage(again)
  server.show('standbyOff')
  await again.goto(server.url)
  await expect(home.warning).toContainText(WARNING)
  await expect(home.warningClose).toBeFocused()
  await takePicture(again, 'warning at log-on')
  await expectAccessible(again, 'warning')
  await again.keyboard.press('Escape')
  await expect(home.warning).toBeHidden()
  server.show('standbyOff')
  await home.chooseRedundancy()
  await expect(home.warning).toContainText(automaticOffLabels.warning)
  await answer(
    () => home.warningTurnOn.click({ timeout: 300 }),
    () => expect(home.warning).toBeHidden({ timeout: 300 }),
  )
  await expect.poll(methodsCalled).toEqual(['arm'])
  await expect(dialog.enable).toBeFocused()
})

test('the warning says what is missing when it cannot be turned on', async ({ page }) => {
  server.show('standbyNotUpdated')
  await home.value('Automatic take-over:').getByText('Off').waitFor()
  await home.chooseRedundancy()
  await expect(home.warning).toContainText('The copy on the standby is Updated')
  await expect(home.warningTurnOn).toBeDisabled()
  await takePicture(page, 'warning not allowed')
  await expectAccessible(page, 'warning')
  await page.keyboard.press('Escape')
  await takePicture(page, 'redundancy not updated')
})

test('a dynamic address and a weak stored key are warned of', async ({ page }) => {
  server.store({ ownAddresses: [{ address: '10.10.10.151', isDynamic: true }] })
  server.show('peerSilent')
  await open()
  await expect(dialog.primaryAddress.warning).toHaveText(redundancyNotes.dynamicAddress)
  await expect(dialog.secondaryAddress.warning).toHaveCount(0)
  await expect(dialog.keyRow.getByRole('status')).toHaveText(redundancyNotes.shortKey)
  await takePicture(page, 'redundancy warnings')
  await expectAccessible(page, 'warnings')
})

test('without connection the box is not known and nothing is lost', async ({ page }) => {
  await open()
  await dialog.secondary.click()
  server.setReachable(false)
  await expect(dialog.automatic).toHaveJSProperty('indeterminate', true)
  await dialog.ok.click()
  await expect(dialog.notices.filter({ hasText: 'This was not done.' })).toBeVisible()
  await expect(dialog.secondary).toBeChecked()
  await takePicture(page, 'redundancy no connection')
  server.setReachable(true)
  await expect(dialog.automatic).toHaveJSProperty('indeterminate', false)
})

test('free of accessibility faults, also at 700 px, enlarged, and in forced colours', async ({ page }) => {
  await open()
  await takePicture(page, 'redundancy')
  await expectAccessible(page, 'Redundancy')
  await dialog.generate.click()
  await takePicture(page, 'redundancy generated')
  await expectAccessible(page, 'generated key')
  await page.setViewportSize({ width: 700, height: 900 })
  await takePicture(page, 'redundancy 700')
  await page.setViewportSize({ width: 400, height: 900 })
  await takePicture(page, 'redundancy 400')
  const hasOverflow = await dialog.dialog.evaluate((element) => element.scrollWidth > element.clientWidth)
  expect(hasOverflow).toBe(false)
  await page.setViewportSize({ width: 1280, height: 900 })
  await page.emulateMedia({ forcedColors: 'active' })
  await takePicture(page, 'redundancy forced colours')
  const { violations } = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze()
  expect(violations).toEqual([])
})
