import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RecordEntry } from '../../shared/contract/record.ts'
import type { Role } from '../demo/world-plan.ts'
import { markedProcesses } from '../demo/world-processes.ts'
import { guardianPid } from '../fixtures/guardian-pid.ts'
import { calm, changesOfControl, createReadyPair, hasAlarm, now, type Pair } from './fixtures/pair.ts'

/** Processes killed, stopped and ended on an armed pair: one holder at every moment, and always one in the end. */

let pair: Pair
beforeEach(async () => {
  pair = await createReadyPair()
  await pair.arm('secondary')
})
afterEach(async () => {
  try {
    pair.expectSound()
  } finally {
    await pair.end()
  }
})

const guardianOf = (role: Role): number => {
  const pid = guardianPid(pair.world.servers[role].data)
  if (pid === null) throw new Error(`The ${role} has no guardian at this moment.`)
  return pid
}

/** The marks of the controlled services that run on a server now: every process of theirs carries one. */
const marksOf = (role: Role): string[] => {
  const file = path.join(pair.world.servers[role].data, 'guardian/services.json')
  const { entries } = JSON.parse(fs.readFileSync(file, 'utf8')) as {
    entries: { id: string; token: string }[]
  }
  return entries.map(({ id, token }) => `REDUNDANCY_SERVICE=${id}-${token}`)
}

const aliveWith = (marks: readonly string[]): number[] =>
  markedProcesses(pair.world.folder).filter((pid) => {
    try {
      const variables = fs.readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0')
      return marks.some((mark) => variables.includes(mark))
    } catch {
      return false
    }
  })

test('kill -9 of the active engine: its guardian stops the services, the standby takes over, it comes back as standby', async () => {
  const marks = marksOf('primary')
  const sinceMs = now()
  await pair.world.kill9('primary')
  await pair.untilStopped('primary')
  await pair.untilServes('secondary', sinceMs)
  expect(aliveWith(marks)).toEqual([])
  const status = await pair.until('secondary', 'in control', (one) => one.activeSystem === 'secondary')
  expect(status).toMatchObject({
    lastSwitchOver: { reason: 'otherSystemNotAvailable' },
    automatic: { armed: false },
  })
  expect(changesOfControl(await pair.history('secondary')).at(-1)).toBe('takeOver')
  await pair.world.start('primary')
  await pair.untilReady('secondary')
  await pair.untilIdentical()
})

test('kill -9 of the guardian alone: nothing is left of the services, and control goes on somewhere', async () => {
  const guardian = guardianOf('primary')
  const marks = marksOf('primary')
  expect(aliveWith(marks)).toHaveLength(3)
  const sinceMs = now()
  process.kill(guardian, 'SIGKILL')
  const isOver = (entry: RecordEntry) => entry.act === 'demote' && entry.outcome === 'done'
  await expect.poll(async () => (await pair.history('primary')).some(isOver), { timeout: 30_000 }).toBe(true)
  await expect.poll(() => aliveWith(marks), { timeout: 30_000 }).toEqual([])
  // A new guardian ended what the old one left; then control is resumed here, or taken over there.
  const holder = await pair.until(
    'secondary',
    'somebody is in control',
    (status) => status.activeSystem !== 'unknown',
  )
  expect(holder.activeSystem).not.toBe('unknown')
  await expect
    .poll(() => [pair.auditor.isUp('A'), pair.auditor.isUp('B')].filter(Boolean), { timeout: 30_000 })
    .toEqual([true])
  expect(aliveWith(marks)).toEqual([])
  expect(guardianOf('primary')).not.toBe(guardian)
  await pair.untilBoth('all is well again', (status) => status.manualSwitchOver.allowed)
  expect(pair.log('primary')).toContain('The guardian of the services is gone')
  expect(pair.auditor.events().some((event) => event.kind === 'down' && event.atMs > sinceMs)).toBe(true)
})

test('a stopped active engine is ended by its guardian, and the standby takes over', async () => {
  const marks = marksOf('primary')
  const sinceMs = now()
  const pid = pair.world.pid('primary') ?? 0
  process.kill(pid, 'SIGSTOP')
  await pair.untilStopped('primary')
  await pair.untilServes('secondary', sinceMs)
  await expect.poll(() => fs.existsSync(`/proc/${pid}`), { timeout: 10_000 }).toBe(false)
  expect(aliveWith(marks)).toEqual([])
  await pair.world.stop('primary')
  await pair.world.start('primary')
  await pair.untilReady('secondary')
})

test('SIGTERM of the active is an orderly end: services stopped, exit code 0; the armed standby takes over', async () => {
  const marks = marksOf('primary')
  const sinceMs = now()
  await pair.world.stop('primary')
  const stoppedMs = now()
  await pair.untilStopped('primary')
  expect(aliveWith(marks)).toEqual([])
  expect(stoppedMs - sinceMs).toBeLessThan(10_000)
  await pair.untilServes('secondary', sinceMs)
  const entries = await pair.history('secondary')
  expect(changesOfControl(entries).at(-1)).toBe('takeOver')
  // The closed connection counts as one missed heartbeat and is no evidence.
  const begun = entries.find((entry) => entry.act === 'takeOver' && entry.outcome === 'begun')
  const silence = begun?.rules.find((rule) => rule.rule === 'peerSilentLongEnough')
  const limit = calm.declareLostMs - calm.heartbeatMs
  expect(silence?.limit).toBe(limit)
  expect(Number(silence?.value)).toBeGreaterThanOrEqual(limit)
  await pair.until('secondary', 'the peer is named', hasAlarm('peerSilent'))
  expect(pair.log('primary').trimEnd()).toMatch(/Engine ended\.$/)
})
