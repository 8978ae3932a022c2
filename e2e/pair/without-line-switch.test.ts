import fs from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alarmWords } from '../../shared/domain/labels.ts'
import { type OnCut, onCutSentences } from '../../shared/domain/on-cut.ts'
import { findFreePorts } from '../demo/free-ports.ts'
import { addresses, type Role, roles } from '../demo/world-plan.ts'
import { type Cable, layCable } from '../fixtures/cable.ts'
import { treeSets } from '../fixtures/pbx-tree.ts'
import { alarmOf, createPair, hasAlarm, hasNoAlarm, now, type Pair, takeOversBegun } from './fixtures/pair.ts'
import { enableAgain, serveAlone } from './fixtures/serving-alone.ts'

/** No A/B switch: what a cut does under each of the two accepted sentences, with everything between the servers cut. */

let pair: Pair
let cable: Cable
beforeAll(async () => {
  pair = await createPair({ hasLineSwitch: false, site: { onCut: onCutSentences.activeLetsGo } })
  cable = await layBetween()
  await pair.world.startBoth()
  await pair.world.enableBoth()
  await pair.untilReady('primary')
  await pair.untilServes('primary')
})
afterAll(async () => {
  await pair?.end()
  await cable?.end()
})

/** The Secondary's own ports are others than those the Primary dials: what leads from one to the other is the cable. */
const layBetween = async (): Promise<Cable> => {
  const [link = 0, guardian = 0] = await findFreePorts(2, Object.values(addresses))
  pair.editSite('secondary', (site) => {
    site.ports = { ...site.ports, link, guardian }
  })
  const { primary, secondary } = addresses
  const { ports } = pair.world
  const own = { link, guardian }
  return layCable(
    (['link', 'guardian'] as const).flatMap((name) => [
      { host: secondary, at: ports[name], port: own[name], from: primary },
      { host: primary, at: own[name], port: ports[name], from: secondary },
    ]),
  )
}

/** Another sentence counts from the next time redundancy is enabled. */
const accept = async (role: Role, onCut: OnCut) => {
  await pair.command(role, ['disable'])
  await pair.world.stop(role)
  pair.editSite(role, (site) => {
    site.onCut = onCutSentences[onCut]
    // Only a process says that it runs: nobody can see from the other server whether this one still serves.
    for (const service of site.services ?? []) service.probe = { kind: 'process' }
  })
  await pair.world.start(role)
  expect(await pair.world.enable(role)).toMatchObject({ code: 0, stderr: '' })
}

const leave = (role: Role, name: string) =>
  fs.writeFileSync(path.join(pair.world.servers[role].tree, treeSets[0], name), name)

const salvaged = (role: Role): string[] => {
  const folder = path.join(pair.world.servers[role].data, 'salvage')
  return fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true }).map(String) : []
}

test('the active lets go: the standby takes over after it, nobody serves twice, healed it stays so', async () => {
  for (const role of roles) {
    expect((await pair.command(role, ['status'])).stdout).toContain(
      'Accepted: an active system that does not hear its armed standby lets go.',
    )
  }
  await pair.arm('secondary')
  const { epoch } = await pair.statusByCommand('primary')
  const sinceMs = now()
  cable.cut()
  await pair.untilServes('secondary', sinceMs)
  expect(await pair.statusByCommand('primary')).toMatchObject({ primary: { inControl: { value: 'no' } } })
  expect(await pair.statusByCommand('secondary')).toMatchObject({
    secondary: { inControl: { value: 'yes' } },
  })
  expect(takeOversBegun(await pair.history('secondary'))).not.toEqual([])
  leave('secondary', 'while-cut.wav')

  cable.mend()
  await pair.untilReady('secondary')
  await pair.untilIdentical()
  const status = await pair.statusByCommand('primary')
  expect(status).toMatchObject({ activeSystem: 'secondary', epoch: epoch + 1, dualControl: null })
  pair.expectSound()
})

test('enabled where it served alone beside an armed standby that came back: that one follows, and nothing is lost', async () => {
  await serveAlone(pair, 'secondary')
  await enableAgain(pair, 'secondary')
  pair.expectSound()
})

test('other sentences on the two servers: no link, and both say so', async () => {
  await accept('primary', 'activeStays')
  const seen = await pair.untilBoth('they accepted different things', hasAlarm('arbiterMismatch'))
  for (const status of seen) {
    const alarm = alarmOf(status, 'arbiterMismatch')
    expect(alarm && alarmWords(alarm).text).toMatch(
      /^The two servers do not use the same A\/B switch, or did not accept the same for a cut without one\. This server: .*; other server: .*\.$/,
    )
  }
  expect(await pair.statusByCommand('secondary')).toMatchObject({
    secondary: { inControl: { value: 'yes' } },
  })
  pair.expectSound()

  await accept('secondary', 'activeStays')
  await pair.untilReady('secondary')
  await pair.untilBoth('they agree', hasNoAlarm('arbiterMismatch'))
  pair.expectSound()
})

test('the active stays: both serve until they hear each other, then the newer one, and nothing is lost', async () => {
  await pair.arm('primary')
  cable.cut()
  await pair.until('primary', 'it took over', (status) => status.primary.inControl.value === 'yes')
  expect(await pair.statusByCommand('secondary')).toMatchObject({
    secondary: { inControl: { value: 'yes' } },
  })
  expect(await pair.auditor.waitForViolation(10_000)).toMatch(/^services on both/)
  leave('secondary', 'of-the-older.wav')
  leave('primary', 'of-the-newer.wav')

  cable.mend()
  await pair.untilBoth('it is named', hasAlarm('dualControl'))
  await pair.untilReady('primary')
  await pair.untilServes('primary')
  await pair.untilIdentical()
  expect(salvaged('secondary').filter((name) => name.endsWith('of-the-older.wav'))).toHaveLength(1)
  for (const role of roles) {
    expect((await pair.statusByCommand(role)).lastSwitchOver?.reason).toBe('dualControlResolved')
  }
})
