import fs from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { alarmWords } from '../../shared/domain/labels.ts'
import { guardianPid } from '../fixtures/guardian-pid.ts'
import {
  alarmOf,
  calm,
  createReadyPair,
  hasAlarm,
  hasNoAlarm,
  now,
  type Pair,
  takeOversBegun,
} from './fixtures/pair.ts'
import { enableAgain, serveAlone } from './fixtures/serving-alone.ts'

/** Unticking Enable Redundancy: the active keeps serving alone, the standby never promotes, the peer names it. */

let pair: Pair
beforeAll(async () => {
  pair = await createReadyPair()
  await pair.arm('secondary')
})
afterEach(() => pair.expectSound())
afterAll(() => pair?.end())

const downsSince = (sinceMs: number) =>
  pair.auditor.events().filter((event) => event.kind === 'down' && event.atMs > sinceMs)

test('disabled on the active: it serves on without a break, and the armed standby does not take over', async () => {
  const sinceMs = now()
  const said = await pair.command('primary', ['disable'])
  expect(said.stdout).toContain('the active system keeps serving alone')
  const seen = await pair.until('secondary', 'it is named', hasAlarm('peerDisabled'))
  const alarm = alarmOf(seen, 'peerDisabled')
  expect(alarm && alarmWords(alarm).title).toBe('Redundancy is disabled on the other server')
  expect(seen.automatic.armed).toBe(false)
  // Far longer than the silence of a loss.
  await pair.until(
    'secondary',
    'still no take-over',
    (status) => (alarmOf(status, 'peerDisabled')?.forMs ?? 0) > 2 * calm.declareLostMs,
  )
  expect(downsSince(sinceMs)).toEqual([])
  expect(takeOversBegun(await pair.history('secondary'))).toEqual([])
  expect(await pair.statusByCommand('primary')).toMatchObject({ enabled: false })
})

test('a disabled server that serves goes on serving after a restart, and knows until when it served', async () => {
  const inControlUntil = () => {
    const text = fs.readFileSync(path.join(pair.world.servers.primary.data, 'control-state'), 'utf8')
    return z
      .object({ wallMs: z.number(), isEnd: z.boolean() })
      .parse(JSON.parse(/"inControlUntil": (\{[^}]*\})/.exec(text)?.[1] ?? ''))
  }
  const stopping = Date.now()
  await pair.world.stop('primary')
  await pair.untilStopped('primary')
  const ended = inControlUntil()
  expect(ended.isEnd).toBe(true)
  expect(ended.wallMs).toBeGreaterThanOrEqual(stopping)
  const sinceMs = now()
  await pair.world.start('primary')
  await pair.untilServes('primary', sinceMs)
  const status = await pair.statusByCommand('primary')
  expect(status).toMatchObject({ enabled: false, primary: { inControl: { value: 'yes' } } })
  expect(inControlUntil().isEnd).toBe(false)
  expect(inControlUntil().wallMs).toBeGreaterThan(ended.wallMs)
  // What a killed one leaves.
  const noted = path.join(pair.world.servers.primary.data, 'served-until')
  await expect.poll(() => Number(fs.readFileSync(noted, 'utf8'))).toBeGreaterThan(ended.wallMs)
  expect(takeOversBegun(await pair.history('secondary'))).toEqual([])
})

test('enabled again, the pair is whole and control never moved', async () => {
  const sinceMs = now()
  const enabled = await pair.world.enable('primary')
  expect(enabled).toMatchObject({ code: 0, stderr: '' })
  await pair.untilReady('primary')
  expect(downsSince(sinceMs)).toEqual([])
  const status = await pair.statusByCommand('secondary')
  expect(status).toMatchObject({ activeSystem: 'primary', lastSwitchOver: null })
  expect(hasNoAlarm('peerDisabled')(status)).toBe(true)
  const said = await pair.command('primary', ['record', '--act', 'enable', '-n', '1'])
  expect(said.stdout).toMatch(
    /Enable redundancy: Done\. Person \(.+\).*\n {4}Enable Redundancy: from Off to On\./,
  )
  await pair.command('primary', ['record', 'verify'])
})

test('the guardian that was handed on is missed when it dies, and control comes back', async () => {
  const guardian = guardianPid(pair.world.servers.primary.data)
  if (guardian === null) throw new Error('The primary has no guardian at this moment.')
  const sinceMs = now()
  process.kill(guardian, 'SIGKILL')
  const ends = async () =>
    (await pair.history('primary')).flatMap(({ act, trigger }) => (act === 'demote' ? [trigger] : []))
  await expect.poll(ends, { timeout: 10_000 }).toEqual(['guardian'])
  await pair.untilReady('primary')
  await pair.untilServes('primary')
  expect(downsSince(sinceMs)).not.toEqual([])
})

test('enabled where it served alone beside an armed standby that came back: that one follows, and nothing is lost', async () => {
  await serveAlone(pair, 'primary')
  await enableAgain(pair, 'primary')
})

test('disabled on the standby: it never promotes, the active names it and serves on', async () => {
  await pair.arm('secondary')
  const sinceMs = now()
  await pair.command('secondary', ['disable'])
  const seen = await pair.until(
    'primary',
    'it is named, and nothing can be handed over',
    (status) =>
      hasAlarm('peerDisabled')(status) && !status.manualSwitchOver.allowed && !status.automatic.armed,
  )
  expect(seen.activeSystem).toBe('primary')
  expect(downsSince(sinceMs)).toEqual([])
  expect((await pair.world.enable('secondary')).code).toBe(0)
  await pair.untilReady('primary')
  expect(downsSince(sinceMs)).toEqual([])
})

test('disabled where the settings cannot be saved: said, not undone by a restart, and saved when it can be', async () => {
  const { data } = pair.world.servers.secondary
  const inTheWay = path.join(data, 'redundancy.json.new')
  const isEnabledOnDisk = (): boolean =>
    JSON.parse(fs.readFileSync(path.join(data, 'redundancy.json'), 'utf8')).settings.enabled
  fs.mkdirSync(inTheWay)
  expect((await pair.command('secondary', ['disable'])).code).toBe(0)
  const seen = await pair.until('secondary', 'it is said', hasAlarm('settingsNotSaved'))
  expect(seen.enabled).toBe(false)
  expect(isEnabledOnDisk()).toBe(true)

  await pair.world.restart('secondary')
  const after = await pair.until('secondary', 'it is said after the start', hasAlarm('settingsNotSaved'))
  expect(after.enabled).toBe(false)
  fs.rmdirSync(inTheWay)
  await pair.until('secondary', 'it is saved', hasNoAlarm('settingsNotSaved'))
  expect(isEnabledOnDisk()).toBe(false)
  await pair.until('primary', 'it is named', hasAlarm('peerDisabled'))
})
