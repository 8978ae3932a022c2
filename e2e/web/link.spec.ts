import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { healthy } from '../../renderer/fixtures/healthy.ts'
import { certificateChanged, linkDown, linkExamined, linkUp } from '../../renderer/fixtures/links.ts'
import { statuses } from '../../renderer/fixtures/statuses.ts'
import type { LinkView } from '../../shared/contract/link.ts'
import type { Status } from '../../shared/contract/status.ts'
import { certificateLabels, linkWindowLabels as labels, linkLabels } from '../../shared/domain/labels.ts'
import { AdministrationPage } from '../pages/administration-page.ts'
import { press } from '../pages/frame.ts'
import { HomePage } from '../pages/home-page.ts'
import { LinkPage } from '../pages/link-page.ts'
import { expectAccessible, takePicture } from '../story/looks.ts'
import { type StatusServer, startStatusServer } from './fixtures/status-server.ts'

/** The dialog "Link to the Other Server": what is known all the time, and an examination a person asks for. */

const built = fileURLToPath(new URL('../../out/renderer', import.meta.url))
const silent: Status = { ...statuses.peerSilent, link: linkDown }
let server: StatusServer
let home: HomePage
let link: LinkPage

test.beforeEach(async ({ page }) => {
  server = await startStatusServer(built, 0)
  home = new HomePage(page)
  link = new LinkPage(page)
  await page.goto(server.url)
  await home.control.waitFor()
})
test.afterEach(() => server.close())

test('by keyboard alone: menu, examination, direction, cause and what to do', async ({ page }) => {
  server.push(silent)
  let end = (_found: LinkView): void => undefined
  server.examination(
    new Promise((resolve) => {
      end = resolve
    }),
  )
  await press(page, 'Alt+s', 'k')
  await expect(link.dialog).toBeVisible()
  await expect(link.now).toContainText('Down for 12 s')
  await expect(link.findings).toContainText(labels.notExamined)
  await expectAccessible(page, 'the link, down')
  await takePicture(page, 'link, down')
  await expect(link.examine).toBeFocused()
  await press(page, 'Alt+e')
  await expect(link.findings).toContainText(labels.examining)
  await expect(link.examine).toHaveAttribute('aria-disabled', 'true')
  await takePicture(page, 'link, examination under way')
  await press(page, 'Alt+e')
  end(linkExamined)
  const first = link.findings.getByRole('listitem').first()
  await expect(first).toContainText('Certain: Packets are dropped on the way')
  await expect(first).toContainText('this server → other server')
  await expect(first).toContainText(labels.remedy)
  await expect(link.findings.getByRole('listitem')).toHaveCount(2)
  await expect(link.findings).toContainText('Of the examination')
  await expectAccessible(page, 'the link, examined')
  await takePicture(page, 'link, examined')
  expect(server.calls).toMatchObject([{ method: 'examineLink', input: {} }])
  await press(page, 'Escape')
  await expect(link.dialog).toBeHidden()
})

test('beside the alarm of a silent server, and beside its Keep Alive', async ({ page }) => {
  server.push(silent)
  await expect(link.opener).toBeVisible()
  await takePicture(page, 'home, the other server is silent')
  await press(page, 'Alt+v')
  await expect(link.dialog).toBeVisible()
  await press(page, 'Alt+c')
  await expect(link.dialog).toBeHidden()
  await home.status.click()
  const administration = new AdministrationPage(page)
  await expect(administration.dialog).toContainText(labels.offered)
  await takePicture(page, 'administration, the link is down')
  await expectAccessible(page, 'administration with the link down')
  await press(page, 'Alt+v')
  await expect(link.dialog).toBeVisible()
  await press(page, 'Escape')
  await expect(administration.dialog).toBeVisible()
})

test('a new certificate: both are shown before it is accepted, and exactly that one', async ({ page }) => {
  const [was, is] = ['0f'.repeat(32), '9ad3'.repeat(16)]
  server.push({ ...silent, link: certificateChanged })
  await expect(link.opener).toBeVisible()
  await press(page, 'Alt+v')
  await link.certificate.click()
  await expect(link.dialog.getByRole('status').filter({ hasText: certificateLabels.none })).toBeVisible()
  await expectAccessible(page, 'a new certificate that waits on the other server')
  server.newCertificate({ was, is })
  await press(page, 'Alt+n')
  await expect(link.question).toContainText(was)
  await expect(link.question).toContainText(is)
  await expect(link.question.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await expectAccessible(page, 'the question for a new certificate')
  await takePicture(page, 'link, new certificate')
  server.refuseNext({ ok: false, code: 'fault', rules: [], faults: [], message: certificateLabels.another })
  const accept = link.question.getByRole('button', { name: 'Accept' })
  await expect(async () => {
    await accept.click({ timeout: 300 })
    await expect(link.question).toBeHidden({ timeout: 300 })
  }).toPass()
  await expect(link.dialog).toContainText(certificateLabels.another)
  expect(server.calls).toMatchObject([{ method: 'acceptCertificate', input: { certificate: is } }])
  server.push({ ...healthy, link: linkUp })
  await expect(link.certificate).toHaveCount(0)
})

test('a sound link: nothing is offered beside it, and an examination finds nothing', async ({ page }) => {
  server.push({ ...healthy, link: linkUp })
  server.examination(linkUp)
  await expect(link.opener).toHaveCount(0)
  await home.menu.click()
  await link.entry.click()
  await expect(link.now).toContainText('0.4 ms')
  await link.examine.click()
  await expect(link.findings).toContainText('Of the examination')
  await expect(link.findings).toContainText(linkLabels.nothingFound)
  await takePicture(page, 'link, sound')
})

test('without redundancy there is none to examine; one that gets no answer says so', async ({ page }) => {
  await home.menu.click()
  await link.entry.click()
  await expect(link.now).toContainText(linkLabels.off)
  await expect(link.examine).toHaveAttribute('aria-disabled', 'true')
  await link.examine.press('Enter')
  expect(server.calls).toEqual([])
  await takePicture(page, 'link, off')
  server.push(silent)
  server.examination(new Promise(() => undefined))
  await link.examine.click()
  await expect(link.findings).toContainText(labels.examining)
  server.setReachable(false)
  await expect(link.dialog.getByRole('alert').filter({ hasText: labels.failed })).toBeVisible()
  await expect(link.now).toContainText(labels.unknown)
  await takePicture(page, 'link, examination failed')
})
