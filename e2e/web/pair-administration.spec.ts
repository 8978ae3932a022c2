import fs from 'node:fs'
import { type BrowserContext, expect, test } from '@playwright/test'
import { administrationLabels as labels } from '../../shared/domain/labels.ts'
import { findFreePorts } from '../demo/free-ports.ts'
import { createPairWorld, type PairWorld } from '../demo/pair-world.ts'
import { addresses, roles } from '../demo/world-plan.ts'
import { LogOnPage } from '../pages/log-on-page.ts'
import { expectButtonLeadsToTheList, expectEnabled, expectMissing } from '../story/administration-steps.ts'
import { takePicture } from '../story/looks.ts'
import { behave, makeReadinessAFile, processOf, testTiming } from '../story/real-pair.ts'
import { onBoth } from '../story/seat.ts'
import { type BrowserSeats, takeBothSeats } from './fixtures/seat.ts'
import { type SlowLink, startSlowLink } from './fixtures/slow-link.ts'

/**
 * Redundancy Administration on both servers of one real pair: the first replication, what keeps the button
 * from acting, and what the page gives away. One story, in order.
 */

test.describe.configure({ mode: 'serial' })

/** About 40 MB, and some seconds at this speed. */
const tree = { voiceMails: 1_000, configurationFiles: 20 }
const SLOW_BYTES_PER_SECOND = 4_000_000

let world: PairWorld
let link: SlowLink
let context: BrowserContext
let readyFile: string
let seats: BrowserSeats

test.beforeAll(async ({ browser }) => {
  world = await createPairWorld({ tree, timing: testTiming })
  const [port = 0] = await findFreePorts(1, Object.values(addresses))
  link = await startSlowLink(world, port, SLOW_BYTES_PER_SECOND)
  readyFile = makeReadinessAFile(world, 'secondary', 'switching')
  world.startPhones()
  await world.startBoth()
  context = await browser.newContext()
  seats = await takeBothSeats(context, world)
  await onBoth(seats, (seat) => seat.openAdministration())
})
test.afterAll(async () => {
  await context?.close()
  await link?.close()
  await world?.end()
})
test.afterEach(() => {
  for (const role of roles) expect(seats[role].complaints(), `complaints on the ${role}`).toEqual([])
})

test('a running first replication is counted on both servers, and keeps the button disabled', async () => {
  await world.enableBoth()
  await onBoth(seats, async (seat) => {
    const status = seat.administration.systemValue('secondary', labels.replicationStatus)
    await expect(status).toContainText('Destination: Updating')
    await expect(status).toContainText(/[1-9]\d* of \d+ files, [\d.]+ \w+ of [\d.]+ \w+/)
    await expect(seat.administration.systemValue('primary', labels.replicationStatus)).toContainText(
      'Source: Updating',
    )
    await expectMissing(seat, 'The copy on the standby is Updated', 'Now: No', 'Needed: Yes', 'Wait until')
    await expectButtonLeadsToTheList(seat)
    await expect(status).toContainText('Destination: Updating')
  })
  await takePicture(seats.primary.page, '2 first replication')
  link.open()
  await onBoth(seats, async (seat) => {
    await expect(seat.administration.systemValue('secondary', labels.replicationStatus)).toContainText(
      'Destination: Updated',
    )
    await expect(seat.administration.systemValue('primary', labels.replicationStatus)).toContainText(
      'Source: Monitoring',
    )
    await expectEnabled(seat)
  })
})

test('a service that is not ready on the standby keeps the button disabled, until it is ready', async () => {
  fs.rmSync(readyFile)
  await onBoth(seats, async (seat) => {
    await expect(seat.administration.systemValue('secondary', labels.switchingService)).toHaveText('Down')
    await expect(seat.administration.systemValue('secondary', labels.ipPhoneService)).toHaveText('Unknown')
    await expect(seat.administration.systemValue('secondary', labels.keepAliveService)).toHaveText('Up')
    await expectMissing(
      seat,
      'Switching Service is Up on the Secondary System',
      'Down',
      'Needed: Up',
      'Make the readiness check of the service pass',
    )
    // What only follows from it is not listed.
    await expect(seat.administration.missing.getByRole('listitem')).toHaveCount(1)
    await expectButtonLeadsToTheList(seat)
  })
  await takePicture(seats.secondary.page, '4 service not ready')
  fs.writeFileSync(readyFile, '')
  await onBoth(seats, expectEnabled)
})

test('a service that hangs on the active system keeps the button disabled, until it answers again', async () => {
  const registrar = processOf(world, `sip-registrar ${addresses.primary}`)
  process.kill(registrar, 'SIGSTOP')
  try {
    await onBoth(seats, async (seat) => {
      await expect(seat.administration.systemValue('primary', labels.ipPhoneService)).toHaveText('Down')
      await expect(seat.administration.systemValue('primary', labels.switchingService)).toHaveText('Up')
      await expectMissing(
        seat,
        'IP Phone Service is Up on the Primary System',
        'Down',
        'Needed: Up',
        'Start the service',
      )
      await expectButtonLeadsToTheList(seat)
    })
  } finally {
    process.kill(registrar, 'SIGCONT')
  }
  await onBoth(seats, expectEnabled)
})

test('a silent A/B switch keeps the button disabled, until it answers again', async () => {
  await behave(world, { silent: true })
  await onBoth(seats, async (seat) => {
    await expectMissing(
      seat,
      'The A/B switch answers',
      'Now: ',
      'Needed: at most',
      'Check power, network cable',
    )
    await expectButtonLeadsToTheList(seat)
  })
  await takePicture(seats.primary.page, '5 silent box')
  await behave(world, { silent: false })
  await onBoth(seats, expectEnabled)
})

test('the page holds no secret, and a link works once', async () => {
  const { page } = seats.primary
  const { data } = world.servers.primary
  const used = new URL(world.link('primary') ?? '')
  const response = await page.reload()
  expect(response?.headers()['content-security-policy']).toContain("default-src 'none'")
  expect(page.url()).toBe(`${used.origin}/`)
  await seats.primary.home.control.waitFor()

  const key = fs.readFileSync(`${world.folder}/key`, 'utf8').trim()
  const secrets = [
    key,
    used.searchParams.get('link') ?? '',
    fs.readFileSync(`${data}/admin-token`, 'utf8').trim(),
  ]
  expect(secrets.every((secret) => secret.length >= 32)).toBe(true)
  const reachable = await page.evaluate(() =>
    JSON.stringify([
      document.documentElement.outerHTML,
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      location.href,
      history.state,
    ]),
  )
  for (const secret of secrets) expect(reachable).not.toContain(secret)
  expect(await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])).toEqual([
    0,
    0,
    '',
  ])
  const cookies = await context.cookies(used.origin)
  expect(cookies.map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite }))).toEqual([
    { httpOnly: true, sameSite: 'Strict' },
  ])

  const stranger = await page.context().browser()?.newContext()
  const other = await stranger?.newPage()
  if (other === undefined) throw new Error('no second browser')
  const refusal = new LogOnPage(other)
  await other.goto(used.href)
  await expect(refusal.linkRefused).toBeVisible()
  await other.goto(used.origin)
  await expect(refusal.notLoggedOn).toBeVisible()
  await stranger?.close()
})
