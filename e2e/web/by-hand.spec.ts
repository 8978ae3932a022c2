import { fileURLToPath } from 'node:url'
import { expect, type Page, test } from '@playwright/test'
import {
  declareOffered,
  linesElsewhere,
  withoutLineSwitch,
} from '../../renderer/fixtures/by-hand-statuses.ts'
import { forcePreviews } from '../../renderer/fixtures/force-previews.ts'
import {
  declareEffects,
  declareLabels,
  dualControlLabels,
  forceLabels,
  linesBackLabels,
  onCutWords,
  plainLabel,
} from '../../shared/domain/labels.ts'
import { onCutChoices } from '../../shared/domain/on-cut.ts'
import { AdministrationPage } from '../pages/administration-page.ts'
import { HomePage } from '../pages/home-page.ts'
import { expectAccessible, takePicture } from '../story/looks.ts'
import { type StatusServer, startStatusServer } from './fixtures/status-server.ts'

/** What only a person may do: shown where it makes sense, typed and not clicked, and the safe answer first. */

const built = fileURLToPath(new URL('../../out/renderer', import.meta.url))
let server: StatusServer
let dialog: AdministrationPage

test.use({ timezoneId: 'UTC' })
test.beforeEach(async ({ page }) => {
  server = await startStatusServer(built, 0)
  dialog = new AdministrationPage(page)
  await page.goto(server.url)
  await new HomePage(page).control.waitFor()
})
test.afterEach(() => server.close())

const button = (page: Page, label: string) =>
  page.getByRole('button', { name: plainLabel(label), exact: true })
const question = (page: Page, title: string) => page.getByRole('alertdialog', { name: title, exact: true })
const methodsCalled = (): string[] => server.calls.map((call) => call.method)

const openOn = async (page: Page, name: Parameters<StatusServer['show']>[0]): Promise<void> => {
  server.show(name)
  await new HomePage(page).status.click()
  await expect(dialog.dialog).toBeVisible()
}

const look = async (page: Page, name: string): Promise<void> => {
  await takePicture(page, name)
  await expectAccessible(page, name)
}

test('beside a healthy pair nothing of it is there', async ({ page }) => {
  await openOn(page, 'healthy')
  const labels = [forceLabels.open, declareLabels.open, linesBackLabels.open, dualControlLabels.acknowledge]
  for (const label of labels) {
    await expect(button(page, label)).toHaveCount(0)
  }
})

test('force by keyboard alone: what it costs, the sentence, and only then the button', async ({ page }) => {
  await openOn(page, 'forceOffered')
  await expect(dialog.dialog).toContainText('automatic take-over was not on')
  await look(page, 'force offered')
  await button(page, forceLabels.open).focus()
  await page.keyboard.press('Enter')
  const asked = question(page, forceLabels.title)
  await expect(button(page, forceLabels.cancel)).toBeFocused()
  await expect(asked).toContainText('voice-mail/201/msg0007.wav')
  await expect(asked).toContainText('3 files, 412 kB')
  await expect(asked).toContainText('The Primary System may still serve')
  await expect(asked).toContainText('Automatic take-over is on')
  await expect(button(page, forceLabels.accept)).toHaveAttribute('aria-disabled', 'true')
  await look(page, 'force asked')
  await page.keyboard.press('Alt+y')
  await page.keyboard.type('Primary System does not serve')
  await expect(button(page, forceLabels.accept)).toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.type(', loss accepted')
  await expect(button(page, forceLabels.accept)).not.toHaveAttribute('aria-disabled')
  await look(page, 'force typed')
  // Enter in the field answers nothing.
  await page.keyboard.press('Enter')
  await expect(asked).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(button(page, forceLabels.accept)).toBeFocused()
  await page.keyboard.press('Enter')
  await expect.poll(methodsCalled).toEqual(['force'])
  const { revision, consent } = forcePreviews.unarmed
  expect(server.calls[0]?.input).toEqual({ requestId: expect.any(String), revision, consent })
  server.show('forcing')
  await expect(dialog.steps).toHaveCount(4)
  await expect(dialog.progress).toContainText('The Secondary System is taking control by force.')
  await look(page, 'forcing')
})

test('what has changed meanwhile is said, and has to be typed to again', async ({ page }) => {
  await openOn(page, 'forceOffered')
  await button(page, forceLabels.open).click()
  const field = page.getByRole('textbox', { name: plainLabel(forceLabels.type) })
  await field.fill(forcePreviews.unarmed.consent)
  await expect(button(page, forceLabels.accept)).not.toHaveAttribute('aria-disabled')
  server.showPreview(forcePreviews.notUpdated)
  const asked = question(page, forceLabels.title)
  await expect(asked).toContainText(forceLabels.changed)
  await expect(asked).toContainText('NOT Updated')
  await expect(field).toHaveValue('')
  await expect(button(page, forceLabels.accept)).toHaveAttribute('aria-disabled', 'true')
  await look(page, 'force changed')
  server.showPreview(forcePreviews.mustWait)
  await expect(asked).toContainText('6.2 s left')
  await expect(field).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(asked).toBeHidden()
  expect(methodsCalled()).toEqual([])
})

test('the other server declared off: what it means, a sentence, recorded by the engine', async ({ page }) => {
  await openOn(page, 'declareOffered')
  await button(page, declareLabels.open).click()
  const asked = question(page, declareLabels.title)
  await expect(button(page, declareLabels.cancel)).toBeFocused()
  for (const effect of declareEffects(declareOffered)) await expect(asked).toContainText(effect)
  await expect(button(page, declareLabels.accept)).toHaveAttribute('aria-disabled', 'true')
  await look(page, 'declare asked')
  await page.keyboard.press('Alt+y')
  await page.keyboard.type(declareLabels.consent)
  await button(page, declareLabels.accept).click()
  await expect.poll(methodsCalled).toEqual(['declareOtherOff'])
  expect(server.calls[0]?.input).toMatchObject({ consent: declareLabels.consent })
})

test('the lines moved back by keyboard: one order, and the focus stays in the dialog when all is well', async ({
  page,
}) => {
  await openOn(page, 'healthy')
  server.push(linesElsewhere)
  const back = button(page, linesBackLabels.open)
  await expect(dialog.dialog).toContainText(linesBackLabels.offered)
  await look(page, 'lines elsewhere')
  await expect(dialog.manualSwitchOver).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(back).toBeFocused()
  await takePicture(page, 'lines elsewhere, focused')
  await page.keyboard.press('Enter')
  await expect.poll(methodsCalled).toEqual(['moveLinesBack'])
  expect(server.calls[0]?.input).toEqual({ requestId: expect.any(String) })
  server.show('healthy')
  await expect(back).toHaveCount(0)
  await expect(dialog.manualSwitchOver).toBeFocused()
})

test('the lines moved back by its letter', async ({ page }) => {
  await openOn(page, 'healthy')
  server.push(linesElsewhere)
  await expect(button(page, linesBackLabels.open)).toBeVisible()
  await page.keyboard.press('Alt+l')
  await expect.poll(methodsCalled).toEqual(['moveLinesBack'])
})

test('without an A/B switch it always says what was accepted for a cut', async ({ page }) => {
  await openOn(page, 'healthy')
  for (const onCut of onCutChoices) {
    server.push(withoutLineSwitch(onCut))
    await expect(dialog.dialog).toContainText(onCutWords(onCut))
    await look(page, `without an A_B switch, ${onCut}`)
  }
  server.show('healthy')
  await expect(dialog.dialog).not.toContainText('Without an A/B switch')
})

test('two claims: both sides are shown; a person chooses by force, or acknowledges', async ({ page }) => {
  await openOn(page, 'sameEpoch')
  const group = dialog.dialog.getByRole('group', { name: dualControlLabels.title, exact: true })
  await expect(group).toContainText('as after a restored disk')
  await expect(group.getByRole('region', { name: 'Secondary System' })).toContainText(
    'at least until 09/07, 14:15:55',
  )
  await expect(button(page, forceLabels.open)).toBeVisible()
  await expect(button(page, dualControlLabels.acknowledge)).toHaveCount(0)
  await look(page, 'same epoch')
  server.show('dualControlResolved')
  await expect(group).toContainText('The older one let go')
  await expect(button(page, forceLabels.open)).toHaveCount(0)
  await look(page, 'dual control resolved')
  await button(page, dualControlLabels.acknowledge).click()
  await expect.poll(methodsCalled).toEqual(['acknowledgeDualControl'])
})
