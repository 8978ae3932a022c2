import crypto from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Status } from '../../shared/contract/status.ts'
import { otherRole, type Role, roles } from '../demo/world-plan.ts'
import { connectAdmin } from './fixtures/admin-client.ts'
import { changesOfControl, createPair, now, type Pair } from './fixtures/pair.ts'

/** From nothing to a pair, control moved from either side, and every reason why it is not. */

let pair: Pair
let ready: Record<Role, string>
beforeAll(async () => {
  pair = await createPair()
  ready = {
    primary: path.join(pair.world.folder, 'ready-primary'),
    secondary: path.join(pair.world.folder, 'ready-secondary'),
  }
  for (const role of roles) {
    fs.writeFileSync(ready[role], '')
    pair.editSite(role, (site) => {
      site.services = (site.services ?? []).map((service) =>
        service.id === 'switching' ? { ...service, readiness: ['test', '-e', ready[role]] } : service,
      )
    })
  }
})
afterEach(() => pair.expectSound())
afterAll(() => pair?.end())

const missing = (status: Status): string[] =>
  status.manualSwitchOver.rules.filter((rule) => !rule.holds).map((rule) => `${rule.rule} ${rule.value}`)

const switchFrom = async (asked: Role, active: Role): Promise<string> => {
  const sinceMs = now()
  const result = await pair.command(asked, ['switch-over', '--wait'])
  await pair.untilServes(otherRole(active), sinceMs)
  return result.stdout
}

/** Every replication status either server shows, until it is stopped. */
const watchCopies = async (): Promise<{ seen: Set<string>; stop(): void }> => {
  const seen = new Set<string>()
  const clients = await Promise.all(roles.map((role) => connectAdmin(pair.world.servers[role].data)))
  for (const client of clients) {
    if (client === null) throw new Error('A service does not answer.')
    client.onStatus(({ primary, secondary }) => {
      for (const { replication } of [primary, secondary]) seen.add(replication.state)
    })
  }
  return {
    seen,
    stop: () => {
      for (const client of clients) client?.close()
    },
  }
}

test('a pair enabled from the command line copies everything and says Updated', async () => {
  const { world } = pair
  await world.startBoth()
  const before = await pair.command('primary', ['status'])
  expect(before.stdout).toContain('Redundancy is not enabled on this server.')
  for (const role of roles) {
    const result = await world.enable(role)
    expect(result).toMatchObject({ code: 0, stdout: 'Redundancy is enabled.\n', stderr: '' })
  }
  await pair.untilReady('primary')
  await pair.untilServes('primary')
  await pair.untilIdentical()
  const status = await pair.statusByCommand('secondary')
  expect(status).toMatchObject({
    activeSystem: 'primary',
    lastSwitchOver: null,
    alarms: [{ code: 'automaticOff' }],
  })
})

test('arming is for the standby: on the active it is refused with the reason', async () => {
  const refused = await pair.command('primary', ['arm'], 1)
  expect(refused.stderr).toMatch(/^Automatic take-over was not turned on:\n/)
  expect(refused.stderr).toContain('Do this on the other server.')
  await pair.arm('secondary')
  await pair.command('secondary', ['disarm'])
  await pair.untilBoth('off', (status) => !status.automatic.armed)
})

test('a stopped service is listed by name, with the remedy, on both servers', async () => {
  fs.rmSync(ready.secondary)
  for (const status of await pair.untilBoth(
    'the service is down',
    (one) => one.secondary.switchingService.value === 'down',
  )) {
    // The chain rule: what stands behind a service that is down is unknown, and no cause of its own.
    expect(status.secondary.ipPhoneService.value).toBe('unknown')
    expect(missing(status)).toEqual(['switchingServiceUp secondary:down'])
  }
  for (const role of roles) {
    const refused = await pair.command(role, ['switch-over'], 1)
    expect(refused.stderr).toMatch(
      /^Manual Switch Over was refused:\n {2}- Switching Service is Up on the Secondary System: is Down/,
    )
    expect(refused.stderr).toContain('Make the readiness check of the service pass on the standby')
  }
  fs.writeFileSync(ready.secondary, '')
  await pair.untilReady('primary')
})

test('control moves from the standby’s command line, and back from the active’s', async () => {
  const copies = await watchCopies()
  const said = await switchFrom('secondary', 'primary')
  expect(said).toContain('The switch-over has begun.')
  expect(said).toContain('Done: Make the last copy and compare')
  expect(said).toMatch(/The Secondary System is in control now\. It took .+\.\n$/)
  await pair.untilReady('secondary')
  await pair.untilIdentical()
  copies.stop()
  // The new standby looks at what it has: never red, and green only with its new source.
  expect(copies.seen).toContain('destinationUpdating')
  expect(copies.seen).not.toContain('destinationNotUpdated')
  for (const role of roles) {
    const status = await pair.statusByCommand(role)
    expect(status).toMatchObject({
      activeSystem: 'secondary',
      lastSwitchOver: { reason: 'manualSwitchOver' },
    })
    expect(status.automatic.armed).toBe(false)
  }
  expect(await switchFrom('primary', 'secondary')).toContain('The Primary System is in control now.')
  await pair.untilReady('primary')
})

test('a switch-over that was cancelled in time leaves control where it was', async () => {
  const { data, tree } = pair.world.servers.primary
  const sinceMs = now()
  const { epoch } = await pair.statusByCommand('primary')
  const client = await connectAdmin(data)
  if (client === null) throw new Error('The service of the primary does not answer.')
  // Large enough that the copy of the last changes is still under way when the cancellation comes.
  fs.writeFileSync(path.join(tree, 'files', 'large.bin'), crypto.randomBytes(96 << 20))
  const outcome = client.call('switchOver', { requestId: crypto.randomUUID() })
  const cancelled = await new Promise<unknown>((resolve, reject) => {
    let isAsked = false
    client.onStatus(({ switchOver }) => {
      if (isAsked || switchOver?.outcome !== null || !switchOver.cancellable) return
      isAsked = true
      client.call('cancelSwitchOver', { requestId: crypto.randomUUID() }).then(resolve, reject)
    })
  })
  expect(await outcome).toEqual({ ok: true })
  expect(cancelled).toEqual({ ok: true })
  client.close()
  const status = await pair.until('primary', 'rolled back', (one) => one.switchOver?.outcome === 'rolledBack')
  expect(status).toMatchObject({ activeSystem: 'primary', epoch })
  await pair.untilReady('primary')
  await pair.untilServes('primary')
  await pair.untilIdentical()
  expect(
    pair.auditor
      .events()
      .filter((event) => event.kind === 'up' && event.side === 'B' && event.atMs > sinceMs),
  ).toEqual([])
})

test('the record tells every change and refusal, with the person and the rules', async () => {
  const entries = await pair.history('primary')
  const person = `token:${process.env.SUDO_USER ?? os.userInfo().username}`
  expect(changesOfControl(entries)).toContain('firstControl')
  const asked = ['begun', 'refused', 'abandoned']
  const byPerson = entries.filter((entry) => entry.trigger === 'person' && asked.includes(entry.outcome))
  expect(byPerson.length).toBeGreaterThan(0)
  expect(new Set(byPerson.map((entry) => entry.person))).toEqual(new Set([person, 'token:tester']))
  const refusal = entries.find((entry) => entry.act === 'switchOver' && entry.outcome === 'refused')
  expect(refusal?.rules.some((rule) => rule.rule === 'switchingServiceUp' && !rule.holds)).toBe(true)
  const said = (await pair.command('primary', ['record', '-n', '1000'])).stdout
  expect(said).toContain(`(${person})`)
  expect(said).toMatch(/ {4}FAILS {2}Switching Service/)
  expect(said).toMatch(/ {4}This server: .*\n {4}The other server: connected, heard/)
  expect((await pair.command('primary', ['record', 'verify'])).stdout).toMatch(
    /^\d+ decisions come out as they were recorded, 0 differently; .* 0 were recorded by another version/m,
  )
  expect(said).toMatch(/Hand over control: Done\. Person \(.*\), Manual switch over/)
})
