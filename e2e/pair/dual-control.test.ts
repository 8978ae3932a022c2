import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import { enableArguments } from '../demo/product.ts'
import { addresses, boxPassword, type Role } from '../demo/world-plan.ts'
import { startKabEmulator } from '../fixtures/kab-emulator.ts'
import { treeSets } from '../fixtures/pbx-tree.ts'
import { createReadyPair, hasAlarm, hasNoAlarm, now, type Pair } from './fixtures/pair.ts'

/** Two servers that claim control, on real engines: found, settled, recorded, alarmed, and nothing is lost. */

let pair: Pair
beforeEach(async () => {
  pair = await createReadyPair()
})
afterEach(() => pair.end())

const fileOf = (role: Role, name: string): string =>
  path.join(pair.world.servers[role].tree, treeSets[0], name)

const salvaged = (role: Role): string[] => {
  const folder = path.join(pair.world.servers[role].data, 'salvage')
  return fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true }).map(String) : []
}

/** Takes control by force with the sentence that the command itself asks for. */
const force = async (role: Role): Promise<string> => {
  await pair.until(role, 'a force is offered', (status) => status.byHand.force)
  let consent = ''
  const read = async (): Promise<string> => {
    const { stderr } = await pair.command(role, ['force'], 1)
    consent = /--consent "([^"]+)"/.exec(stderr)?.[1] ?? ''
    return consent
  }
  // A restored server may have to wait first, as one that gave control away.
  await expect.poll(read, { timeout: 30_000 }).not.toBe('')
  await pair.command(role, ['force', '--wait', '--consent', consent])
  return consent
}

const useKey = async (role: Role, key: string): Promise<void> => {
  const keyFile = path.join(pair.world.folder, `key-of-${role}`)
  fs.writeFileSync(keyFile, key, { mode: 0o600 })
  await pair.command(
    role,
    enableArguments({
      role,
      primaryAddress: addresses.primary,
      secondaryAddress: addresses.secondary,
      lineSwitchAddress: addresses.box,
      keyFile,
    }),
  )
}

test('two holders, each with a box of its own: the older lets go, its files are salvaged, a person acknowledges', async () => {
  // The Primary asks another box than the Secondary, which no check can see.
  const wrongBox = await startKabEmulator({ address: addresses.box, password: boxPassword })
  onTestFinished(() => wrongBox.close())
  await pair.world.stop('primary')
  pair.editSite('primary', (site) => {
    site.lineSwitch = { ...site.lineSwitch, port: wrongBox.port }
  })
  await pair.world.start('primary')
  await pair.untilReady('primary')
  await useKey('secondary', 'another-key-for-a-while')
  await pair.until('primary', 'the keys differ', hasAlarm('keyMismatch'))
  await force('secondary')
  await pair.until('secondary', 'in control', (status) => status.secondary.inControl.value === 'yes')
  expect((await pair.statusByCommand('primary')).primary.inControl.value).toBe('yes')
  fs.writeFileSync(fileOf('primary', 'of-the-older.wav'), 'left on the older one')
  fs.writeFileSync(fileOf('secondary', 'of-the-newer.wav'), 'left on the newer one')
  await useKey('primary', 'another-key-for-a-while')
  await pair.untilBoth('it is named', hasAlarm('dualControl'))
  await pair.untilBoth('the newer one is in control', (status) => status.activeSystem === 'secondary')
  await pair.untilIdentical()
  expect(salvaged('primary').filter((name) => name.endsWith('of-the-older.wav'))).toHaveLength(1)
  expect(fs.readFileSync(fileOf('primary', 'of-the-newer.wav'), 'utf8')).toBe('left on the newer one')
  const shown = await Promise.all(
    (['primary', 'secondary'] as const).map((role) => pair.statusByCommand(role)),
  )
  for (const { lastSwitchOver } of shown) expect(lastSwitchOver?.reason).toBe('dualControlResolved')
  const acts = (await pair.history('primary')).map(({ act, outcome }) => `${act} ${outcome}`)
  expect(acts).toContain('dualControl noted')
  await pair.command('primary', ['acknowledge-dual-control'])
  await pair.untilBoth('it is seen', hasNoAlarm('dualControl'))
})

test('a restored disk: both let go, both windows say which case it is, and the chosen one goes on', async () => {
  const state = path.join(pair.world.servers.secondary.data, 'control-state')
  const switchTo = async (role: Role): Promise<void> => {
    await pair.command(role, ['switch-over', '--wait'])
    await pair.untilReady(role)
  }
  await switchTo('secondary')
  await switchTo('primary')
  await pair.world.stop('secondary')
  const backup = fs.readFileSync(state)
  await pair.world.start('secondary')
  await pair.untilReady('primary')
  await switchTo('secondary')
  const { epoch } = await pair.statusByCommand('secondary')
  // Nobody but the restored server is there when it takes the number it had held already.
  await pair.world.stop('primary')
  await pair.world.stop('secondary')
  fs.writeFileSync(state, backup)
  await pair.world.start('secondary')
  await force('secondary')
  const again = await pair.until('secondary', 'in control', (status) => status.activeSystem === 'secondary')
  expect(again.epoch).toBe(epoch)
  await pair.world.start('primary')
  for (const status of await pair.untilBoth('a person is needed', (one) => one.coldStart === 'sameEpoch')) {
    expect(status).toMatchObject({
      byHand: { force: true },
      dualControl: { kind: 'sameEpoch', needsPerson: true, secondary: { epoch } },
    })
  }
  await pair.untilStopped('secondary')
  await pair.untilBoth('it is named', hasAlarm('choosePerson'))
  const sinceMs = now()
  expect(await force('primary')).toBe('Primary System goes on')
  await pair.untilServes('primary', sinceMs)
  await pair.untilReady('primary')
  await pair.untilIdentical()
  for (const role of ['primary', 'secondary'] as const) {
    expect((await pair.statusByCommand(role)).lastSwitchOver?.reason).toBe('dualControlResolved')
  }
  await pair.command('secondary', ['acknowledge-dual-control'])
  await pair.untilBoth('it is seen', hasNoAlarm('dualControl'))
  pair.expectSound()
})

test('"the other server is off and stays off": typed, kept through the box’s silence, ended by the other’s return', async () => {
  await pair.arm('secondary')
  await pair.world.stop('secondary')
  await pair.until('primary', 'it is offered', (status) => status.byHand.declareOtherOff)
  await pair.command('primary', ['declare-other-off', '--consent', 'yes'], 1)
  await pair.command('primary', ['declare-other-off', '--consent', 'The other server is off and stays off'])
  await pair.until('primary', 'it is said', hasAlarm('otherDeclaredOff'))
  const sinceMs = now()
  await pair.box({ refuse: true })
  await pair.until('primary', 'the box is silent', hasAlarm('lineSwitchSilent'))
  // Longer than any lease: a bound holder would have let go.
  await pair.until('primary', 'still silent', (status) =>
    status.alarms.some(({ code, forMs }) => code === 'lineSwitchSilent' && forMs > 5_000),
  )
  const downs = pair.auditor.events().filter((event) => event.kind === 'down' && event.atMs > sinceMs)
  expect(downs).toEqual([])
  await pair.box({ refuse: false })
  await pair.world.start('secondary')
  await pair.until('primary', 'it has ended', hasNoAlarm('otherDeclaredOff'))
  pair.expectSound()
})
