import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { healthy } from '../../renderer/fixtures/healthy.ts'
import { rehearsalViews } from '../../renderer/fixtures/rehearsals.ts'
import { rehearsalLabels as labels } from '../../shared/domain/labels.ts'
import { HomePage } from '../pages/home-page.ts'
import { RehearsalPage } from '../pages/rehearsal-page.ts'
import { expectAccessible, takePicture } from '../story/looks.ts'
import { type StatusServer, startStatusServer } from './fixtures/status-server.ts'

/** The dialog "Rehearsal": the last result with its age, another one asked for, now or in a window, and cancelled. */

const built = fileURLToPath(new URL('../../out/renderer', import.meta.url))
let server: StatusServer
let home: HomePage
let rehearsal: RehearsalPage

test.beforeEach(async ({ page }) => {
  server = await startStatusServer(built, 0)
  home = new HomePage(page)
  rehearsal = new RehearsalPage(page)
  await page.goto(server.url)
  await home.control.waitFor()
})
test.afterEach(() => server.close())

const open = async (view: keyof typeof rehearsalViews): Promise<void> => {
  server.push({ ...healthy, rehearsal: rehearsalViews[view] })
  await home.menu.click()
  await rehearsal.entry.click()
  await expect(rehearsal.dialog).toBeVisible()
}

test('the last result is shown with its age and what was measured; another begins when a person confirms', async ({
  page,
}) => {
  await open('good')
  const last = rehearsal.group(labels.last)
  await expect(last).toContainText('It went well')
  await expect(last).toContainText('2 d ago')
  await expect(last).toContainText('without services 0.6 s')
  await expectAccessible(page, 'the rehearsal')
  await takePicture(page, 'rehearsal, the last went well')
  await rehearsal.button(labels.start).click()
  await expect(rehearsal.question).toContainText('Secondary System')
  await takePicture(page, 'rehearsal, the question')
  await expect(rehearsal.question.getByRole('button', { name: labels.keep, exact: true })).toBeFocused()
  expect(server.calls).toEqual([])
  // A click in the first quarter of a second is none.
  await expect(async () => {
    await rehearsal.question
      .getByRole('button', { name: labels.accept, exact: true })
      .click({ timeout: 1_000 })
    await expect(rehearsal.question).toBeHidden({ timeout: 500 })
  }).toPass()
  expect(server.calls).toMatchObject([
    { method: 'rehearse', input: { time: { kind: 'now' }, holdMs: 30_000 } },
  ])
})

test('a window is typed and asked for; a time that is none is named', async ({ page }) => {
  await open('good')
  await rehearsal.field(labels.windowEnds).fill('03:30')
  await expect(rehearsal.field(labels.between)).toBeChecked()
  await rehearsal.field(labels.windowEnds).fill('01:00')
  await expect(rehearsal.dialog.getByRole('alert')).toHaveText(
    'From 02:00 to 01:00 is 23 h: a window lasts 12 h at most.',
  )
  await takePicture(page, 'rehearsal, a window that is too long')
  await rehearsal.field(labels.windowEnds).fill('03:30')
  await rehearsal.field(labels.hold).fill('2')
  await expect(rehearsal.dialog.getByRole('alert')).toContainText('from 5 to 3600')
  await rehearsal.field(labels.hold).fill('60')
  await rehearsal.button(labels.start).click()
  await expect(rehearsal.question).toContainText('Between 02:00 and 03:30')
  await rehearsal.question.getByRole('button', { name: labels.keep, exact: true }).click()
  expect(server.calls).toEqual([])
})

test('one that failed says why, and one that is old is to be repeated', async ({ page }) => {
  await open('broken')
  const last = rehearsal.group(labels.last)
  await expect(last).toContainText('The services of the other system did not stay Up')
  await expect(last).toContainText('Switching Service')
  await expect(last).toContainText('rehearse again')
  await expectAccessible(page, 'a rehearsal that failed')
  await takePicture(page, 'rehearsal, the last failed')
})

test('what is planned is cancelled', async ({ page }) => {
  await open('planned')
  await expect(rehearsal.group(labels.state)).toContainText('A rehearsal is planned')
  await expect(rehearsal.button(labels.start)).toHaveCount(0)
  await takePicture(page, 'rehearsal, planned')
  await rehearsal.button(labels.cancel).click()
  await expect.poll(() => server.calls).toMatchObject([{ method: 'cancelRehearsal' }])
})

test('one that cannot begin now says what is missing; a later time can be asked for all the same', async ({
  page,
}) => {
  await open('refused')
  await expect(rehearsal.missing).toContainText('The copy on the standby is Updated')
  await expect(rehearsal.button(labels.start)).toHaveAttribute('aria-disabled', 'true')
  await rehearsal.button(labels.start).press('Enter')
  await expect(rehearsal.missing).toBeFocused()
  await takePicture(page, 'rehearsal, refused')
  await rehearsal.field(labels.at).check()
  await expect(rehearsal.missing).toBeHidden()
  await expect(rehearsal.button(labels.start)).not.toHaveAttribute('aria-disabled', 'true')
})
