import path from 'node:path'
import { chromium } from '@playwright/test'
import { findBrowser } from '../../build/browser.ts'
import { ensureBuilt } from '../../build/build.ts'
import { createPairWorld, type PairWorld } from '../demo/pair-world.ts'
import { otherRole, type Role } from '../demo/world-plan.ts'
import { testTiming } from '../story/real-pair.ts'
import { takeSeat } from './fixtures/seat.ts'

/**
 * Makes the README's picture from a running pair that was switched over and back again.
 *
 *   node e2e/web/picture.ts [FILE]
 */

const file =
  process.argv[2] ?? path.resolve(import.meta.dirname, '../../docs/images/redundancy-administration.png')
const viewport = { width: 1100, height: 740 }
const LIMIT_MS = 60_000

/** By the command line, from the server that is to gain control. */
const giveControlTo = async (world: PairWorld, role: Role): Promise<void> => {
  const ready = await world.waitForStatus(role, (status) => status.manualSwitchOver.allowed, LIMIT_MS)
  const result = await world.cli(role, ['switch-over', '--wait'])
  if (ready === null || result.code !== 0) throw new Error(`The ${role} got no control: ${result.stderr}`)
  const isCalm = await world.waitForStatus(
    role,
    (status) => status[otherRole(role)].replication.state === 'destinationUpdated',
    LIMIT_MS,
  )
  if (isCalm === null) throw new Error(`The ${otherRole(role)} did not become Updated.`)
}

await ensureBuilt()
const { launch } = await findBrowser()
const world = await createPairWorld({ timing: testTiming, phones: 24 })
const browser = await chromium.launch(launch)
try {
  world.startPhones()
  await world.startBoth()
  await world.enableBoth()
  await giveControlTo(world, 'secondary')
  await giveControlTo(world, 'primary')
  const context = await browser.newContext({ viewport, colorScheme: 'light' })
  const { page, administration, openAdministration } = await takeSeat(context, world, 'primary')
  await openAdministration()
  await administration.completionItems.filter({ hasText: '24 of 24' }).waitFor({ timeout: LIMIT_MS })
  await administration.tick('Incoming call works').click()
  await administration.tick('Outgoing call works').click()
  await administration.completion.getByRole('checkbox', { checked: true }).nth(1).waitFor()
  await page.mouse.move(0, 0)
  await page.screenshot({ path: file, animations: 'disabled' })
  console.log(`${file} is made.`)
} finally {
  await browser.close()
  await world.end()
}
