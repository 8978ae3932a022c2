import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { treeSets } from '../fixtures/pbx-tree.ts'
import { createReadyPair, now, type Pair } from './fixtures/pair.ts'

/** A person takes control by force, because the rules let nobody: over the command line, on real servers. */

let pair: Pair
beforeEach(async () => {
  pair = await createReadyPair()
})
afterEach(async () => {
  try {
    pair.expectSound()
  } finally {
    await pair.end()
  }
})

const CONSENT = /--consent "([^"]+)"/

/** What has to be typed now, as the command itself says without a terminal. */
const consentOf = async (role: 'primary' | 'secondary'): Promise<string> => {
  const { stderr } = await pair.command(role, ['force'], 1)
  return CONSENT.exec(stderr)?.[1] ?? ''
}

test('beside a healthy active it is refused and moves nothing', async () => {
  const refused = await pair.command('secondary', ['force', '--consent', 'whatever'], 1)
  expect(refused.stdout).toContain('The other server is not heard in control')
  expect((await pair.statusByCommand('secondary')).byHand.force).toBe(false)
  await pair.untilServes('primary')
})

test('an unarmed standby whose active died: shown, typed, taken; the other follows and what only it had is salvaged', async () => {
  await pair.world.kill9('primary')
  await pair.untilStopped('primary')
  // Written where nobody copies it any more.
  const only = path.join(pair.world.servers.primary.tree, treeSets[0], 'only-on-the-old-active.wav')
  fs.writeFileSync(only, 'a message nobody heard')
  await pair.until('secondary', 'a force is offered', (status) => status.byHand.force)
  const consent = await consentOf('secondary')
  expect(consent).toMatch(/^Primary System does not serve/)
  const wrong = await pair.command('secondary', ['force', '--consent', consent.toLowerCase()], 1)
  expect(wrong.stderr).toContain('The consent was typed exactly as it is shown')
  const sinceMs = now()
  const forced = await pair.command('secondary', ['force', '--wait', '--consent', consent])
  expect(forced.stdout).toContain('Wait until no right of the other system can last any more')
  await pair.untilServes('secondary', sinceMs)
  const entries = (await pair.history('secondary')).filter(({ act }) => act.startsWith('force'))
  expect(entries.map(({ act, outcome, person }) => `${act} ${outcome} ${person !== ''}`)).toEqual([
    'force done true',
    'force begun true',
    'forceConsent noted true',
    'forceConsent refused true',
  ])
  const skipped = entries[2]?.rules.filter(({ holds }) => !holds).map(({ rule }) => rule)
  expect(skipped).toContain('armed')
  await pair.world.start('primary')
  await pair.untilReady('secondary')
  await pair.untilIdentical()
  expect(await pair.statusByCommand('primary')).toMatchObject({
    activeSystem: 'secondary',
    lastSwitchOver: { reason: 'forcedSwitchOver' },
  })
  const salvage = path.join(pair.world.servers.primary.data, 'salvage')
  const kept = fs.readdirSync(salvage, { recursive: true }).map(String)
  expect(kept.filter((name) => name.endsWith('only-on-the-old-active.wav'))).toHaveLength(1)
})
