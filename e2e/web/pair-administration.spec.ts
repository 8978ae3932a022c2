import fs from 'node:fs'
import { type BrowserContext, expect, test } from '@playwright/test'
import { administrationLabels as labels } from '../../shared/domain/labels.ts'
import { findFreePorts } from '../demo/free-ports.ts'
import { createPairWorld, type PairWorld } from '../demo/pair-world.ts'
import { addresses, type Role, roles } from '../demo/world-plan.ts'
import { LogOnPage } from '../pages/log-on-page.ts'
import {
  behave,
  expectAccessible,
  makeReadinessAFile,
  processOf,
  takePicture,
  testTiming,
} from './fixtures/real-pair.ts'
import { onBoth, type Seat, type Seats, takeBothSeats } from './fixtures/seat.ts'
import { type SlowLink, startSlowLink } from './fixtures/slow-link.ts'

/**
 * Redundancy Administration on both servers of one real pair: the first replication, the exact words,
 * what keeps the button from acting, the keyboard, and what the page gives away. One story, in order.
 */

test.describe.configure({ mode: 'serial' })

/** About 40 MB, and some seconds at this speed. */
const tree = { voiceMails: 1_000, configurationFiles: 20 }
const SLOW_BYTES_PER_SECOND = 4_000_000

let world: PairWorld
let link: SlowLink
let context: BrowserContext
let readyFile: string
let seats: Seats

test.beforeAll(async ({ browser }) => {
  world = await createPairWorld({ tree, timing: testTiming })
  const [port = 0] = await findFreePorts(1, Object.values(addresses))
  link = await startSlowLink(world, port, SLOW_BYTES_PER_SECOND)
  readyFile = makeReadinessAFile(world, 'secondary', 'switching')
  world.startPhones()
  await world.startBoth()
  context = await browser.newContext()
  seats = await takeBothSeats(context, world)
})
test.afterAll(async () => {
  await context?.close()
  await link?.close()
  await world?.end()
})
test.afterEach(() => {
  for (const role of roles) expect(seats[role].complaints, `complaints on the ${role}`).toEqual([])
})

/** One item of the list: the condition, its value and limit, and what to do. */
const expectMissing = async (seat: Seat, condition: string, ...facts: string[]): Promise<void> => {
  const item = seat.dialog.missingItem(condition)
  for (const fact of facts) await expect(item.filter({ hasText: fact })).not.toHaveCount(0)
}

/** Disabled, and yet it takes the focus and leads to the list; nothing is asked of the server. */
const expectButtonLeadsToTheList = async ({ page, dialog, commands }: Seat): Promise<void> => {
  await expect(dialog.manualSwitchOver).toHaveAttribute('aria-disabled', 'true')
  await dialog.manualSwitchOver.focus()
  await expect(dialog.manualSwitchOver).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(dialog.missing).toBeFocused()
  await expect(dialog.question).toBeHidden()
  expect(commands).toEqual([])
}
const expectEnabled = async ({ dialog }: Seat): Promise<void> => {
  await expect(dialog.manualSwitchOver).not.toHaveAttribute('aria-disabled')
  await expect(dialog.missing).toBeHidden()
}

test('before redundancy is enabled the button is disabled and says why', async () => {
  await onBoth(seats, async (seat) => {
    await seat.openAdministration()
    await expectMissing(
      seat,
      'Redundancy is enabled on this server',
      'Now: No',
      'Needed: Yes',
      'Tick "Enable',
    )
    await expect(seat.dialog.missing.getByRole('listitem')).toHaveCount(1)
    await expect(seat.dialog.currentServerAddress).toHaveText(addresses[seat.role])
    await expectButtonLeadsToTheList(seat)
  })
  await takePicture(seats.primary.page, '1 not enabled')
})

test('a running first replication is counted on both servers, and keeps the button disabled', async () => {
  await world.enableBoth()
  await onBoth(seats, async (seat) => {
    const status = seat.value('secondary', labels.replicationStatus)
    await expect(status).toContainText('Destination: Updating')
    await expect(status).toContainText(/[1-9]\d* of \d+ files, [\d.]+ \w+ of [\d.]+ \w+/)
    await expect(seat.value('primary', labels.replicationStatus)).toContainText('Source: Updating')
    await expectMissing(seat, 'The copy on the standby is Updated', 'Now: No', 'Needed: Yes', 'Wait until')
    await expectButtonLeadsToTheList(seat)
    await expect(status).toContainText('Destination: Updating')
  })
  await takePicture(seats.primary.page, '2 first replication')
  link.open()
  await onBoth(seats, async (seat) => {
    await expect(seat.value('secondary', labels.replicationStatus)).toContainText('Destination: Updated')
    await expect(seat.value('primary', labels.replicationStatus)).toContainText('Source: Monitoring')
    await expectEnabled(seat)
  })
})

test('both servers show the same, in exactly these words', async () => {
  for (const role of roles) {
    await expect(seats[role].dialog.dialog).toMatchAriaSnapshot(`
      - dialog "Redundancy Administration":
        - heading "Redundancy Administration" [level=2]
        - button "Close"
        - group "Current Status":
          - text: Current Status
          - term: "Active System:"
          - definition: Primary
          - term: "Last Switch Over:"
          - definition: Never
          - term: "Last Switch Over Reason:"
          - definition: –
          - term: "Voice Mail Server:"
          - definition: Available
          - button "Manual Switch Over"
        - group "Primary System":
          - text: Primary System
          - term: "Address:"
          - definition: ${addresses.primary}
          - term: "In Control:"
          - definition: "Yes"
          - term: "Switching Service:"
          - definition: Up
          - term: "IP Phone Service:"
          - definition: Up
          - term: "Keep Alive Service:"
          - definition: Up
          - term: "Replication Status:"
          - definition: "Source: Monitoring"
        - group "Secondary System":
          - text: Secondary System
          - term: "Address:"
          - definition: ${addresses.secondary}
          - term: "In Control:"
          - definition: "No"
          - term: "Switching Service:"
          - definition: Up
          - term: "IP Phone Service:"
          - definition: Up
          - term: "Keep Alive Service:"
          - definition: Up
          - term: "Replication Status:"
          - definition: /Destination. Updated/
        - text: "Current Server Address:"
        - status: ${addresses[role]}
    `)
  }
  await onBoth(seats, async (seat) => {
    const service = seat.value('secondary', labels.switchingService)
    await expect(service).toHaveAttribute('title', /ready, starts at take-over$/)
  })
  const withoutAddress = async (role: Role): Promise<string> => {
    const snapshot = await seats[role].dialog.dialog.ariaSnapshot()
    return snapshot.replace(`- status: ${addresses[role]}`, '- status: this server')
  }
  expect(await withoutAddress('primary')).toContain('- status: this server')
  await expect(async () =>
    expect(await withoutAddress('primary')).toBe(await withoutAddress('secondary')),
  ).toPass()
  await takePicture(seats.primary.page, '3 all well, active')
  await takePicture(seats.secondary.page, '3 all well, standby')
})

test('a service that is not ready on the standby keeps the button disabled, until it is ready', async () => {
  fs.rmSync(readyFile)
  await onBoth(seats, async (seat) => {
    await expect(seat.value('secondary', labels.switchingService)).toHaveText('Down')
    await expect(seat.value('secondary', labels.ipPhoneService)).toHaveText('Unknown')
    await expect(seat.value('secondary', labels.keepAliveService)).toHaveText('Up')
    await expectMissing(
      seat,
      'Switching Service is Up',
      'Secondary System: Down',
      'Needed: Up',
      'Make the readiness check of the service pass',
    )
    // What only follows from it is not listed.
    await expect(seat.dialog.missing.getByRole('listitem')).toHaveCount(1)
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
      await expect(seat.value('primary', labels.ipPhoneService)).toHaveText('Down')
      await expect(seat.value('primary', labels.switchingService)).toHaveText('Up')
      await expectMissing(
        seat,
        'IP Phone Service is Up',
        'Primary System: Down',
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

test('by keyboard alone, without a fault of accessibility', async () => {
  const { page, home, dialog, commands } = seats.primary
  await page.bringToFront()
  await page.keyboard.press('Escape')
  await expect(dialog.dialog).toBeHidden()
  await expectAccessible(page, 'first page')
  await takePicture(page, '6 first page')
  await page.keyboard.press('Alt+s')
  await expect(home.openRedundancy).toBeFocused()
  await takePicture(page, '6 menu')
  await page.keyboard.press('Escape')
  await expect(home.menu).toBeFocused()
  await page.keyboard.press('Alt+t')
  await expect(dialog.manualSwitchOver).toBeFocused()
  await expectAccessible(page, 'dialog')
  await page.keyboard.press('Shift+Tab')
  await expect(dialog.close).toBeFocused()
  await page.keyboard.press('Alt+m')
  await expect(dialog.cancel).toBeFocused()
  await expectAccessible(page, 'question')
  await takePicture(page, '6 question')
  await page.keyboard.press('Shift+Tab')
  await expect(dialog.accept).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(dialog.cancel).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(dialog.question).toBeHidden()
  await page.keyboard.press('Escape')
  await expect(dialog.dialog).toBeHidden()
  await expect(home.status).toBeFocused()
  expect(commands).toEqual([])
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
