import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Status } from '../../shared/contract/status.ts'
import { type Behaviour, goodBehaviour } from '../fixtures/kab-behaviour.ts'
import { alarmOf, createReadyPair, hasAlarm, hasNoAlarm, now, type Pair } from './fixtures/pair.ts'

/** A line switch that cannot be reached or makes no sense: named, and the linked pair stays as it is. */

let pair: Pair
beforeAll(async () => {
  pair = await createReadyPair()
  await pair.arm('secondary')
})
afterEach(async () => {
  await pair.box(goodBehaviour)
  pair.expectSound()
})
afterAll(() => pair?.end())

const missing = (status: Status): string[] =>
  status.manualSwitchOver.rules.filter((rule) => !rule.holds).map((rule) => rule.rule)

const faults: [string, Partial<Behaviour>][] = [
  ['refuses connections', { refuse: true }],
  ['takes connections and says nothing', { deaf: true }],
  ['babbles without end instead of answering', { babble: true, deaf: true }],
]

test.each(faults)('a line switch that %s', async (_, behaviour) => {
  const sinceMs = now()
  const before = await pair.statusByCommand('primary')
  const entries = (await pair.history('primary')).length
  await pair.box(behaviour)
  for (const status of await pair.untilBoth('the box is silent', hasAlarm('lineSwitchSilent'))) {
    expect(missing(status)).toEqual(['lineSwitchAnswers'])
    expect(status.manualSwitchOver.allowed).toBe(false)
    expect(status.line.position).toBe('unverified')
  }
  const refused = await pair.command('secondary', ['switch-over'], 1)
  expect(refused.stderr).toMatch(/^Manual Switch Over was refused:\n {2}- The A\/B switch answers: [^\n]+\n$/)
  expect(refused.stderr).toContain('Check power, network cable, address and password of the A/B switch.')

  await pair.box(goodBehaviour)
  await pair.untilBoth('the box answers', hasNoAlarm('lineSwitchSilent'))
  await pair.untilReady('primary')
  const after = await pair.statusByCommand('primary')
  expect([after.activeSystem, after.epoch, after.automatic.armed]).toEqual(['primary', before.epoch, true])
  const acts = (await pair.history('primary'))
    .slice(0, -entries)
    .map(({ act, outcome }) => `${act} ${outcome}`)
  expect(acts.filter((act) => act !== 'switchOver refused')).toEqual([])
  expect(pair.auditor.events().filter((event) => event.kind === 'down' && event.atMs > sinceMs)).toEqual([])
})

test('a wrong box password is a box that does not answer, with the remedy in the alarm', async () => {
  await pair.world.stop('secondary')
  pair.editSite('secondary', (site) => {
    site.lineSwitch = { ...site.lineSwitch, password: 'WRONG' }
  })
  await pair.world.start('secondary')
  const seen = await pair.until('secondary', 'the box does not answer', hasAlarm('lineSwitchSilent'))
  expect(alarmOf(seen, 'lineSwitchSilent')?.severity).toBe('critical')
  expect(pair.log('secondary')).not.toContain('WRONG')
  await pair.world.stop('secondary')
  pair.editSite('secondary', (site) => {
    site.lineSwitch = { ...site.lineSwitch, password: 'PASS' }
  })
  await pair.world.start('secondary')
  await pair.untilReady('primary')
})
