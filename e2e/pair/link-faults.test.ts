import crypto from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createIdentity } from '../../electron/engine/link/identity.ts'
import { alarmWords, certificateLabels } from '../../shared/domain/labels.ts'
import { enableArguments } from '../demo/product.ts'
import { addresses } from '../demo/world-plan.ts'
import { connectAdmin } from './fixtures/admin-client.ts'
import {
  alarmOf,
  createReadyPair,
  hasAlarm,
  hasNoAlarm,
  now,
  type Pair,
  takeOversBegun,
} from './fixtures/pair.ts'
import { comeWithoutCertificate, type Door, sayNonsense, sendGarbage, takePort } from './fixtures/stranger.ts'

/** What can be wrong at the ports and with the key: named, harmless for the active, healed by itself. */

let pair: Pair
let door: Door
let epoch: number
beforeAll(async () => {
  pair = await createReadyPair()
  door = { host: addresses.primary, port: pair.world.ports.link, from: addresses.secondary }
})
beforeEach(async () => {
  epoch = (await pair.statusByCommand('primary')).epoch
})
afterEach(() => pair.expectSound())
afterAll(() => pair?.end())

/** Control did not move, and the services answered all the time since. */
const expectUntouched = async (sinceMs: number) => {
  const status = await pair.statusByCommand('primary')
  expect(status).toMatchObject({ activeSystem: 'primary', epoch, lastSwitchOver: null })
  const downs = pair.auditor.events().filter((event) => event.kind === 'down' && event.atMs >= sinceMs)
  expect(downs).toEqual([])
}
const linesWith = (text: string) =>
  pair
    .log('primary')
    .split('\n')
    .filter((line) => line.includes(text))

const nonsense = ['{"kind":"hello"}', 'not even JSON', crypto.randomBytes(3_000)]

test('garbage at the link port, from a stranger and beside the running link, changes nothing', async () => {
  const sinceMs = now()
  const identity = await createIdentity()
  for (const from of [addresses.box, addresses.secondary]) {
    const stranger = { ...door, from }
    await sendGarbage(stranger)
    await comeWithoutCertificate(stranger)
    for (const frame of nonsense) expect(await sayNonsense(stranger, identity, [frame])).toBe(4007)
    expect(await sayNonsense(stranger, identity, [Buffer.alloc(1 << 20)])).toBe(1009)
  }
  const told = linesWith('was refused')
  expect(told.length).toBeGreaterThanOrEqual(1)
  expect(told[0]).toMatch(/A connection from 127\.0\.0\.[23] was refused: [^.]+\./)
  await pair.untilBoth('no link fault', hasNoAlarm('linkFault'))
  await expectUntouched(sinceMs)
})

test('garbage from the peer’s address while there is no link is an alarm that ends with the link', async () => {
  const sinceMs = now()
  const identity = await createIdentity()
  await pair.world.stop('secondary')
  await pair.until('primary', 'the peer is silent', hasAlarm('peerSilent'))
  // What the Primary finds when it looks for its peer may take the alarm's place: said again until it is seen.
  const seen = pair.until('primary', 'a link fault', hasAlarm('linkFault'))
  let isSeen = false
  void seen.finally(() => {
    isSeen = true
  })
  while (!isSeen) {
    await sayNonsense(door, identity, ['not even JSON'])
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  const alarm = alarmOf(await seen, 'linkFault')
  expect(alarm?.params.detail).toMatch(/./)
  await pair.world.start('secondary')
  await pair.untilBoth(
    'no link fault',
    (status) => hasNoAlarm('linkFault')(status) && hasNoAlarm('peerSilent')(status),
  )
  await pair.untilReady('primary')
  await expectUntouched(sinceMs)
})

test('another key is named on both servers, moves nothing, and heals when it is set right', async () => {
  const sinceMs = now()
  const wrongKey = path.join(pair.world.folder, 'wrong-key')
  fs.writeFileSync(wrongKey, 'another-key-than-the-other-one')
  const enableWith = (keyFile: string) =>
    pair.command(
      'secondary',
      enableArguments({
        role: 'secondary',
        primaryAddress: addresses.primary,
        secondaryAddress: addresses.secondary,
        lineSwitchAddress: addresses.box,
        keyFile,
      }),
    )
  await enableWith(wrongKey)
  const [first] = await pair.untilBoth('the keys differ', hasAlarm('keyMismatch'))
  const alarm = first && alarmOf(first, 'keyMismatch')
  expect(alarm && alarmWords(alarm)).toMatchObject({
    text: 'The two servers have different Redundancy Keys, so they do not talk to each other.',
    remedy: 'Enter the same Redundancy Key on both servers.',
  })
  const said = await pair.command('primary', ['status'])
  expect(said.stdout.match(/^ {2}\w+: The Redundancy Keys differ/gm)).toHaveLength(1)
  // The lists of what is missing name the key, not a silent server.
  const inTheWay = 'no. The Redundancy Keys differ. Enter the same Redundancy Key on both servers.'
  expect(said.stdout).toContain(`Keep Alive Service is Up on both systems: ${inTheWay}`)
  const arming = await pair.command('secondary', ['arm'], 1)
  expect(arming.stdout + arming.stderr).toContain(`The two servers are connected: ${inTheWay}`)
  const doctor = await pair.command('secondary', ['doctor'])
  expect(doctor.stdout).toContain('  Certain: The Redundancy Keys differ (both directions)\n')
  // Longer than the silence that would count as a loss: being apart by key is not being lost.
  await pair.until(
    'secondary',
    'silent for longer than declareLost',
    (status) =>
      (status.primary.keepAliveService.ageMs ?? 0) > 4_500 ||
      (alarmOf(status, 'keyMismatch')?.forMs ?? 0) > 4_500,
  )
  expect(pair.log('primary')).not.toContain('another-key')
  expect(pair.log('secondary')).not.toContain('another-key')
  await enableWith(path.join(pair.world.folder, 'key'))
  await pair.untilBoth('the keys agree', hasNoAlarm('keyMismatch'))
  await pair.untilReady('primary')
  expect(takeOversBegun(await pair.history('secondary'))).toEqual([])
  await expectUntouched(sinceMs)
})

test('the key is changed on both, the active first: the services go on; armed it is refused', async () => {
  const sinceMs = now()
  const newKey = path.join(pair.world.folder, 'new-key')
  fs.writeFileSync(newKey, 'another key, this time for both servers')
  const enable = (role: 'primary' | 'secondary', keyFile: string) =>
    pair.world.cli(
      role,
      enableArguments({
        role,
        primaryAddress: addresses.primary,
        secondaryAddress: addresses.secondary,
        lineSwitchAddress: addresses.box,
        keyFile,
      }),
    )
  await pair.command('secondary', ['arm'])
  await pair.untilBoth('armed', (status) => status.automatic.armed)
  for (const role of ['primary', 'secondary'] as const) {
    const refused = await enable(role, newKey)
    expect(refused.code).toBe(1)
    expect(refused.stdout + refused.stderr).toContain('Automatic take-over is on')
  }
  await pair.command('secondary', ['disarm'])
  await pair.untilBoth('not armed', (status) => !status.automatic.armed)
  for (const keyFile of [newKey, path.join(pair.world.folder, 'key')]) {
    expect(await enable('primary', keyFile)).toMatchObject({ code: 0 })
    await pair.untilBoth('the keys differ', hasAlarm('keyMismatch'))
    expect(await enable('secondary', keyFile)).toMatchObject({ code: 0 })
    await pair.untilBoth('the keys agree', hasNoAlarm('keyMismatch'))
    await pair.untilReady('primary')
  }
  await expectUntouched(sinceMs)
})

test('other times on one server count only when both are enabled anew, and never apart', async () => {
  const sinceMs = now()
  const lostAfter = async (declareLostMs: number | undefined) => {
    await pair.world.stop('secondary')
    pair.editSite('secondary', (content) => {
      content.timing = { ...content.timing, declareLostMs }
    })
    await pair.world.start('secondary')
  }
  const enableAnew = async () => {
    await pair.command('secondary', ['disable'])
    await pair.command(
      'secondary',
      enableArguments({
        role: 'secondary',
        primaryAddress: addresses.primary,
        secondaryAddress: addresses.secondary,
        lineSwitchAddress: addresses.box,
        keyFile: path.join(pair.world.folder, 'key'),
      }),
    )
  }
  const used = (await pair.statusByCommand('secondary')).timing.declareLostMs ?? 0
  await lostAfter(used + 1_000)
  const seen = await pair.until('secondary', 'the new times are not used', hasAlarm('timingNotInUse'))
  expect(seen.timing.declareLostMs).toBe(used)
  await pair.untilReady('primary')
  await enableAnew()
  const named = await pair.untilBoth('the times differ', hasAlarm('timingMismatch'))
  expect(named.map((status) => status.timing.declareLostMs)).toEqual([used, used + 1_000])
  await lostAfter(used)
  await enableAnew()
  await pair.untilBoth('the times agree', hasNoAlarm('timingMismatch'))
  await pair.untilReady('primary')
  await expectUntouched(sinceMs)
})

test('a new certificate waits for a person, and the record names who accepted it', async () => {
  const sinceMs = now()
  const nothing = await pair.command('primary', ['accept-certificate'], 1)
  expect(nothing).toMatchObject({ stdout: '', stderr: `redundancy: ${certificateLabels.none}\n` })
  await pair.world.stop('secondary')
  fs.rmSync(path.join(pair.world.servers.secondary.data, 'identity', 'identity.pem'))
  await pair.world.start('secondary')
  await pair.until('primary', 'the certificate is another one', hasAlarm('certificateChanged'))
  const examined = await pair.command('primary', ['doctor'])
  expect(examined.stdout).toContain('On the command line: redundancy accept-certificate')
  const elsewhere = await pair.command('secondary', ['accept-certificate'], 1)
  expect(elsewhere.stderr).toContain(certificateLabels.none)
  const shown = await pair.command('primary', ['accept-certificate'], 1)
  expect(shown.stdout).toMatch(/^ {2}Known \(SHA-256\): [0-9a-f]{64}$/m)
  const [, is = ''] = /^ {2}New \(SHA-256\): +([0-9a-f]{64})$/m.exec(shown.stdout) ?? []
  const consent = certificateLabels.consent(is)
  expect(shown.stderr).toBe(`redundancy: Nothing was done. Without a terminal: --consent "${consent}"\n`)
  await pair.command('primary', ['accept-certificate', '--consent', 'Accept'], 1)
  const client = await connectAdmin(pair.world.servers.primary.data)
  const another = { requestId: crypto.randomUUID(), certificate: is.replace(/./g, '0') }
  expect(await client?.call('acceptCertificate', another)).toMatchObject({
    message: certificateLabels.another,
  })
  client?.close()
  await pair.command('primary', ['accept-certificate', '--consent', consent])
  await pair.untilReady('primary')
  const said = await pair.command('primary', ['record', '--act', 'acceptCertificate'])
  expect(said.stdout).toMatch(
    /Accept the new certificate of the other server: Done\. Person \(.+\).*\n {4}Certificate of the other server \(SHA-256\): from [0-9a-f]{64} to [0-9a-f]{64}\./,
  )
  await expectUntouched(sinceMs)
})

test('a guardian port in use is shown, and heals when it is free', async () => {
  const sinceMs = now()
  const { guardian } = pair.world.ports
  await pair.world.stop('secondary')
  const taker = await takePort(addresses.secondary, guardian)
  await pair.world.start('secondary')
  const seen = await pair.until('secondary', 'the guardian cannot listen', hasAlarm('guardianUnheard'))
  const alarm = alarmOf(seen, 'guardianUnheard')
  expect(alarm?.params.detail).toContain(`${addresses.secondary}:${guardian} (another program uses the port)`)
  await taker.free()
  await pair.until('secondary', 'the guardian listens', hasNoAlarm('guardianUnheard'))
  await pair.untilReady('primary')
  await expectUntouched(sinceMs)
})

test('a link port in use is shown; the server keeps its control and finds its peer when it is free', async () => {
  const { link } = pair.world.ports
  await pair.world.stop('primary')
  const taker = await takePort(addresses.primary, link)
  await pair.world.start('primary')
  const seen = await pair.until('primary', 'the port is in use', hasAlarm('linkFault'))
  expect(alarmOf(seen, 'linkFault')?.params.detail).toContain(
    `Port ${link} of ${addresses.primary} is used by another program`,
  )
  await pair.untilServes('primary')
  await taker.free()
  await pair.untilBoth('no link fault', hasNoAlarm('linkFault'))
  await pair.untilReady('primary')
  expect(await pair.statusByCommand('secondary')).toMatchObject({
    activeSystem: 'primary',
    lastSwitchOver: null,
  })
})
