import fs from 'node:fs'
import { expect, type Page, test } from '@playwright/test'
import type { Auditor } from '../demo/auditor.ts'
import { createPairWorld, type PairWorld } from '../demo/pair-world.ts'
import { type Role, roles } from '../demo/world-plan.ts'
import { WORLD_VARIABLE } from '../demo/world-processes.ts'
import { guardianPid } from '../fixtures/guardian-pid.ts'
import { wholeRecord } from '../fixtures/whole-record.ts'
import { watchPair } from '../pair/fixtures/pair.ts'
import { testTiming } from '../story/real-pair.ts'
import { runningServices } from '../story/serving.ts'
import { type DesktopApp, endApp, startApp } from './fixtures/desktop-app.ts'
import { enableHere } from './fixtures/enable-here.ts'
import { nameOf } from './fixtures/process-family.ts'

/** Two desktop apps with their engines inside: guardian and engine killed and frozen, and never two in control. */

let world: PairWorld
let auditor: Auditor
const apps = new Map<Role, DesktopApp>()
const LIMIT = { timeout: 60_000 }

const appOf = (role: Role): DesktopApp => {
  const app = apps.get(role)
  if (app === undefined) throw new Error(`There is no app on the ${role}`)
  return app
}
const home = (role: Role): Promise<Page> => appOf(role).window('home')
const start = async (role: Role): Promise<void> => {
  apps.set(role, await startApp(world.servers[role].data, { [WORLD_VARIABLE]: world.folder }))
}
const statusOf = async (role: Role) => appOf(role).call(await home(role), 'status', {})
const history = async (role: Role) => {
  const page = await home(role)
  return wholeRecord((query) => appOf(role).call(page, 'record', query))
}

const guardianOf = (role: Role): number => {
  const pid = guardianPid(world.servers[role].data)
  if (pid === null) throw new Error(`The ${role} has no guardian at this moment.`)
  return pid
}

/** Both say that this one is in control, and only its services answer. */
const holderIs = async (wanted: Role | 'either', asked: readonly Role[] = roles): Promise<Role> => {
  let holder: Role = 'primary'
  await expect(async () => {
    const seen = await Promise.all(asked.map(async (role) => (await statusOf(role)).activeSystem))
    expect(new Set(seen).size).toBe(1)
    expect(wanted === 'either' ? roles : [wanted]).toContain(seen[0])
    holder = seen[0] as Role
    expect([auditor.isUp('A'), auditor.isUp('B')]).toEqual([holder === 'primary', holder === 'secondary'])
  }).toPass(LIMIT)
  return holder
}

const arm = async (standby: Role): Promise<void> => {
  const page = await home(standby)
  await expect.poll(async () => (await statusOf(standby)).automatic.canArm, LIMIT).toBe(true)
  const outcome = await appOf(standby).call(page, 'arm', { requestId: `arm ${Date.now()}` })
  expect(outcome).toEqual({ ok: true })
  for (const role of roles) {
    await expect.poll(async () => (await statusOf(role)).automatic.armed, LIMIT).toBe(true)
  }
}

const isDemoted = async (role: Role, before: number): Promise<boolean> =>
  (await history(role))
    .slice(0, -before)
    .some(
      ({ act, outcome, rules }) =>
        act === 'demote' &&
        outcome === 'done' &&
        rules.some(({ rule, holds }) => rule === 'guardianReady' && !holds),
    )

test.describe.configure({ mode: 'serial' })
test.beforeAll(async () => {
  test.setTimeout(180_000)
  world = await createPairWorld({ phones: 0, timing: testTiming })
  auditor = watchPair(world)
  await start('primary')
  await start('secondary')
  const key = fs.readFileSync(`${world.folder}/key`, 'utf8').trim()
  for (const role of roles) await enableHere(appOf(role), await home(role), world, role, key)
  await holderIs('primary')
})
test.afterEach(() => expect(auditor.violations()).toEqual([]))
test.afterAll(async () => {
  auditor?.end()
  await Promise.all([...apps.values()].map(endApp))
  await world?.end()
})

for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
  test(`${signal} of the guardian of the active: missed, its services ended, a new one, one in control`, async () => {
    const holder = await holderIs('either')
    const guardian = guardianOf(holder)
    const before = (await history(holder)).length
    process.kill(guardian, signal)
    await expect.poll(() => isDemoted(holder, before), LIMIT).toBe(true)
    await expect.poll(() => nameOf(guardian), LIMIT).toBeNull()
    const guardianNow = () => guardianPid(world.servers[holder].data) ?? guardian
    await expect.poll(guardianNow, LIMIT).not.toBe(guardian)
    await holderIs('either')
    expect(appOf(holder).ended()).toBeNull()
    for (const role of roles) {
      const isSaid = async () => (await statusOf(role)).alarms.map(({ code }) => code)
      await expect.poll(isSaid, LIMIT).not.toContain('guardianGone')
    }
  })
}

test('SIGSTOP of the app on the active: its guardian ends it and the services, the standby takes over', async () => {
  const holder = await holderIs('either')
  const standby = holder === 'primary' ? 'secondary' : 'primary'
  await arm(standby)
  const frozen = appOf(holder)
  process.kill(frozen.pid, 'SIGSTOP')
  await frozen.gone
  expect(frozen.ended()).toBe('SIGKILL')
  await holderIs(standby, [standby])
  expect(runningServices(world, holder)).toEqual([])
  const taken = (await history(standby)).find(({ act, outcome }) => act === 'takeOver' && outcome === 'done')
  expect(taken?.reason).toBe('otherSystemNotAvailable')
  await start(holder)
  await holderIs(standby)
})

test('an app whose main process hangs: its engine serves on, the other one says so and takes control by order', async () => {
  const holder = await holderIs('either')
  const standby = holder === 'primary' ? 'secondary' : 'primary'
  const hung = appOf(holder)
  hung.electron
    .evaluate(() => {
      for (;;);
    })
    .catch(() => {})
  const isSaid = async () => (await statusOf(standby)).alarms.map(({ code }) => code)
  await expect.poll(isSaid, LIMIT).toContain('hostStuck')
  expect(hung.ended()).toBeNull()
  await holderIs(holder, [standby])
  const page = await home(standby)
  await expect.poll(async () => (await statusOf(standby)).manualSwitchOver.allowed, LIMIT).toBe(true)
  expect(await appOf(standby).call(page, 'switchOver', { requestId: 'beside a hung app' })).toEqual({
    ok: true,
  })
  await holderIs(standby, [standby])
  // Nobody would start it again: it stays until a person ends it.
  expect(hung.ended()).toBeNull()
  process.kill(hung.pid, 'SIGKILL')
  await hung.gone
})
