import { AxeBuilder } from '@axe-core/playwright'
import { expect, test } from '@playwright/test'
import { automaticOffLabels, otherNetworkSentence, redundancyNotes } from '../../shared/domain/labels.ts'
import { judge } from '../../shared/domain/rules.ts'
import { AdministrationPage } from '../pages/administration-page.ts'
import { HomePage } from '../pages/home-page.ts'
import { RedundancyPage } from '../pages/redundancy-page.ts'
import { expectAccessible, takePicture } from '../story/looks.ts'
import { answer } from '../story/redundancy-steps.ts'
import { type Bench, openBench } from './fixtures/redundancy-bench.ts'
import { firstSettings, newSettings, type StatusServer } from './fixtures/status-server.ts'

/** The dialog "Redundancy" as draft and committed: OK, Apply and Cancel, errors, questions, warnings, looks. */

const WARNING =
  "Automatic take-over is off on this standby system. If the active system fails, this system will not take control until you tick 'Automatically assume control when other system is not available'."
let bench: Bench
let server: StatusServer
let home: HomePage
let dialog: RedundancyPage

test.beforeEach(async ({ page }) => {
  bench = await openBench(page)
  ;({ server, home, dialog } = bench)
})
test.afterEach(() => bench.end())

const sayYes = (): Promise<void> =>
  answer(dialog.disableQuestion, () => dialog.disableAccept.click({ timeout: 300 }))
test('errors stand beside their fields, and the focus goes to the first', async ({ page }) => {
  server.store(newSettings)
  server.show('disabled')
  await bench.open()
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
  await expect(dialog.primaryAddress.first).toBeFocused()
  await expect(dialog.primaryAddress.first).toHaveAccessibleDescription('This must be filled in.')
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
  await bench.open()
  await dialog.secondary.click()
  const fault = { field: 'secondaryAddress', code: 'notThisServer' } as const
  server.refuseNext({ ok: false, code: 'settings', rules: [], faults: [fault], message: '' })
  await dialog.ok.click()
  await expect(dialog.secondaryAddress.error).toContainText('This server has 10.10.10.151.')
  await expect(dialog.dialog).toBeVisible()
})

test('Apply is enabled only with a change pending, commits and stays', async ({ page }) => {
  await bench.open()
  await expect(dialog.apply).toBeDisabled()
  await dialog.apply.click({ force: true })
  await dialog.typeAddress(dialog.lineSwitchAddress, '10.10.1.141')
  await expect(dialog.apply).toBeEnabled()
  await dialog.typeAddress(dialog.lineSwitchAddress, '10.10.1.140')
  await expect(dialog.apply).toBeDisabled()
  await dialog.typeAddress(dialog.lineSwitchAddress, '10.10.1.141')
  expect(bench.methodsCalled()).toEqual([])
  await page.keyboard.press('Alt+a')
  await expect(dialog.apply).toBeDisabled()
  await expect(dialog.dialog).toBeVisible()
  expect(bench.settingsSent()).toMatchObject({
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
    await bench.open()
    await expect(dialog.primary).toBeChecked()
    await dialog.secondary.click()
    if (way === 'Escape') await page.keyboard.press('Escape')
    else await dialog.dialog.getByRole('button', { name: way, exact: true }).click()
    await expect(dialog.dialog).toBeHidden()
  }
  expect(bench.methodsCalled()).toEqual([])
})

test('Status opens Redundancy Administration without committing; what is pending stays', async ({ page }) => {
  await bench.open()
  await dialog.secondary.click()
  await page.keyboard.press('Alt+t')
  const administration = new AdministrationPage(page)
  await expect(administration.manualSwitchOver).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(administration.dialog).toBeHidden()
  await expect(dialog.secondary).toBeChecked()
  await expect(dialog.apply).toBeEnabled()
  expect(bench.methodsCalled()).toEqual([])
})

test('the key: generated and shown until it is applied, warned of when short, kept when untouched', async () => {
  await bench.open()
  await dialog.generate.click()
  const generated = await dialog.key.inputValue()
  expect(generated).toMatch(/^([0-9a-f]{4}-){7}[0-9a-f]{4}$/)
  await expect(dialog.key).toHaveAttribute('type', 'text')
  await expect(dialog.keyRow).toContainText(redundancyNotes.generatedKey)
  await dialog.apply.click()
  await expect(dialog.key).toHaveValue('')
  await expect(dialog.key).toHaveAttribute('placeholder', '****')
  expect(bench.settingsSent()).toMatchObject({ key: generated })
  await dialog.key.fill('short')
  await expect(dialog.keyRow.getByRole('status')).toHaveText(redundancyNotes.shortKey)
  await expect(dialog.keyRow).not.toContainText(redundancyNotes.keyKept)
  await dialog.key.fill('')
  await expect(dialog.keyRow.getByRole('status')).toHaveCount(0)
  await expect(dialog.keyRow).toContainText(redundancyNotes.keyKept)
  await expect(dialog.apply).toBeDisabled()
})

test('a change by someone else is said, and read again under the own one', async () => {
  await bench.open()
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
  await bench.open()
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
  expect(bench.methodsCalled()).toEqual([])
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
  await bench.openOnStandby()
  await dialog.automatic.click()
  await dialog.key.fill('a new and longer key')
  await dialog.ok.click()
  await expect(dialog.dialog).toBeHidden()
  expect(bench.methodsCalled()).toEqual(['apply', 'arm'])
  server.show('standbyOn')
  await bench.open()
  await expect(dialog.automatic).toBeChecked()
  await dialog.automatic.click()
  await dialog.apply.click()
  await expect.poll(bench.methodsCalled).toEqual(['apply', 'arm', 'disarm'])
})

test('where it cannot be ticked, the box takes the focus and says why', async ({ page }) => {
  server.show('standbyNotUpdated')
  await bench.openOnStandby()
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
  await expect(home.warning.question).toContainText(WARNING)
  await expect(home.warning.close).toBeFocused()
  await takePicture(again, 'warning at log-on')
  await expectAccessible(again, 'warning')
  await again.keyboard.press('Escape')
  await expect(home.warning.question).toBeHidden()
  server.show('standbyOff')
  await home.chooseRedundancy()
  await expect(home.warning.question).toContainText(automaticOffLabels.warning)
  await answer(home.warning.question, () => home.warning.turnOn.click({ timeout: 300 }))
  await expect.poll(bench.methodsCalled).toEqual(['arm'])
  await expect(dialog.enable).toBeFocused()
})

test('the warning says what is missing when it cannot be turned on', async ({ page }) => {
  server.show('standbyNotUpdated')
  await home.value('Automatic take-over:').getByText('Off').waitFor()
  await home.chooseRedundancy()
  await expect(home.warning.question).toContainText('The copy on the standby is Updated')
  await expect(home.warning.turnOn).toBeDisabled()
  await takePicture(page, 'warning not allowed')
  await expectAccessible(page, 'warning')
  await page.keyboard.press('Escape')
  await takePicture(page, 'redundancy not updated')
})

test('the other server in another network is warned of, before anything is applied', async ({ page }) => {
  await bench.open()
  await expect(dialog.secondaryAddress.warning).toHaveCount(0)
  await dialog.typeAddress(dialog.secondaryAddress, '10.10.11.12')
  await expect(dialog.secondaryAddress.warning).toHaveText(otherNetworkSentence('10.10.10.0/24'))
  await expect(dialog.primaryAddress.warning).toHaveCount(0)
  await dialog.key.fill('short')
  await dialog.key.fill('')
  await expect(dialog.keyRow).toContainText(redundancyNotes.keyKept)
  await takePicture(page, 'redundancy other network')
  await expectAccessible(page, 'other network')
  await dialog.secondary.click()
  await expect(dialog.secondaryAddress.warning).toHaveCount(0)
})

test('a dynamic address and a weak stored key are warned of', async ({ page }) => {
  server.store({ ownAddresses: [{ address: '10.10.10.151', isDynamic: true, prefix: 24 }] })
  server.show('peerSilent')
  await bench.open()
  await expect(dialog.primaryAddress.warning).toHaveText(redundancyNotes.dynamicAddress)
  await expect(dialog.secondaryAddress.warning).toHaveCount(0)
  await expect(dialog.keyRow.getByRole('status')).toHaveText(redundancyNotes.shortKey)
  await takePicture(page, 'redundancy warnings')
  await expectAccessible(page, 'warnings')
})

test('without connection the box is not known and nothing is lost', async ({ page }) => {
  await bench.open()
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
  await bench.open()
  await takePicture(page, 'redundancy')
  await expectAccessible(page, 'Redundancy')
  await dialog.generate.click()
  await takePicture(page, 'redundancy generated')
  // As wide as its content needs, and no wider; the whole key beside its button.
  expect((await dialog.dialog.boundingBox())?.width).toBeLessThan(800)
  expect((await dialog.generate.boundingBox())?.y).toBe((await dialog.key.boundingBox())?.y)
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
