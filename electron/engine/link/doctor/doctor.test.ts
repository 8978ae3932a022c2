import https from 'node:https'
import net from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { diagnose } from '../../../../shared/domain/link-doctor/diagnose.ts'
import type { ExaminationEvidence } from '../../../../shared/domain/link-doctor/evidence.ts'
import { type LinkInProcess, startLinkProcess } from '../fixtures/link-in-process.ts'
import { createSite, type Server, type Site } from '../fixtures/pair.ts'
import { createIdentity } from '../identity.ts'

/** Faults of a link between real sockets of this computer, and what the doctor says first. */

let site: Site
let others: { close(): unknown }[]
beforeEach(() => {
  site = createSite()
  others = []
})
afterEach(async () => {
  for (const other of others) await other.close()
  await site.close()
})

const findings = (server: Server, examination: ExaminationEvidence | null = null): string[] =>
  diagnose({
    ...server.link.evidence(),
    role: server.settings.role,
    isOwnCardUp: null,
    isOwnAddressDynamic: null,
    peerDisabled: 'no',
    examination,
  }).map(({ cause, direction, certainty }) => `${cause} ${direction} ${certainty}`)

const expectFirst = (server: Server, first: string): Promise<void> =>
  expect.poll(() => findings(server)[0], { timeout: 15_000, interval: 50 }).toBe(first)

const bothUp = (one: Server, two: Server) => Promise.all([one.events.isUp(), two.events.isUp()])

describe('a sound link', () => {
  test('has no findings, counts each direction, and stands an examination', async () => {
    const primary = await site.start('primary')
    const secondary = await site.start('secondary')
    await bothUp(primary, secondary)
    for (const server of [primary, secondary]) {
      await expect
        .poll(() => server.link.evidence().traffic?.samples ?? 0, { timeout: 8_000 })
        .toBeGreaterThan(2)
      const { traffic } = server.link.evidence()
      expect(traffic?.heardAgeMs).toBeLessThan(1_500)
      expect(traffic?.deliveredAgeMs).toBeLessThan(1_500)
      expect(findings(server)).toEqual([])
    }
    const examination = await primary.link.examine()
    expect(examination).toMatchObject({
      dial: { stage: 'ready', end: 'reached' },
      toPeer: { largestThrough: 12_000, smallestLost: null },
      fromPeer: { largestThrough: 12_000, smallestLost: null },
      echoes: { sent: 20 },
    })
    expect(findings(primary, examination)).toEqual([])
    expect(primary.events.seen.some(({ is }) => is === 'down')).toBe(false)
  })

  test('no key, proof or nonce stands in what was measured', async () => {
    const primary = await site.start('primary', { settings: { key: 'the key of this test' } })
    const secondary = await site.start('secondary', { settings: { key: 'another key' } })
    await Promise.all([primary.events.named('keyMismatch'), secondary.events.named('keyMismatch')])
    const measured = JSON.stringify([primary.link.evidence(), secondary.link.evidence()])
    expect(measured).not.toMatch(/the key of this test|another key|[0-9a-f]{32}/)
  })
})

describe('what the two say of each other', () => {
  test('different keys', async () => {
    const primary = await site.start('primary', { settings: { key: 'one key' } })
    const secondary = await site.start('secondary', { settings: { key: 'another key' } })
    await expectFirst(primary, 'keyMismatch both certain')
    await expectFirst(secondary, 'keyMismatch both certain')
  })
  test('the same role', async () => {
    const one = await site.start('secondary')
    await site.start('secondary', {
      settings: { ownAddress: one.settings.peerAddress, peerAddress: one.settings.ownAddress },
    })
    await expectFirst(one, 'roleMismatch both certain')
  })
  test('different versions', async () => {
    const primary = await site.start('primary', { options: { wire: { version: 3, least: 2 } } })
    const secondary = await site.start('secondary')
    await expectFirst(primary, 'versionMismatch both likely')
    await expectFirst(secondary, 'versionMismatch both likely')
  })
  test('different line switches', async () => {
    const primary = await site.start('primary')
    await site.start('secondary', { settings: { arbiter: '' } })
    await expectFirst(primary, 'arbiterMismatch both certain')
  })
  test('different addresses', async () => {
    const other = site.primaryAddress.replace(/\d+$/, '3')
    await site.start('primary')
    const secondary = await site.start('secondary', { settings: { peerAddress: other } })
    await expectFirst(secondary, 'addressMismatch both certain')
  })
  test('the own address twice', async () => {
    const secondary = await site.start('secondary', { settings: { peerAddress: site.secondaryAddress } })
    await expectFirst(secondary, 'sameServer none certain')
  })
  test('clocks apart, and the link stands', async () => {
    const primary = await site.start('primary')
    const secondary = await site.start('secondary', { options: { wallMs: () => Date.now() + 5_000 } })
    await bothUp(primary, secondary)
    await expectFirst(primary, 'clockSkew none certain')
  })
  test('a disk is full there', async () => {
    const primary = await site.start('primary')
    const secondary = await site.start('secondary', { options: { isDiskFull: () => true } })
    await bothUp(primary, secondary)
    await expectFirst(primary, 'peerDiskFull none certain')
    expect(findings(secondary)).toEqual([])
  })
})

test('a program that answers nobody says so to the other engine', async () => {
  const primary = await site.start('primary')
  let isStuck = false
  const secondary = await site.start('secondary', { options: { isHostStuck: () => isStuck } })
  await bothUp(primary, secondary)
  const isSaid = () => primary.link.evidence().isPeerHostStuck
  expect(isSaid()).toBe(false)
  isStuck = true
  await expect.poll(isSaid, { timeout: 5_000 }).toBe(true)
  isStuck = false
  await expect.poll(isSaid, { timeout: 5_000 }).toBe(false)
  isStuck = true
  await expect.poll(isSaid, { timeout: 5_000 }).toBe(true)
  await secondary.link.close()
  await expect.poll(isSaid, { timeout: 5_000 }).toBe(false)
})

describe('this server itself', () => {
  test('a name for an address: nothing is dialled', async () => {
    const secondary = await site.start('secondary', { settings: { peerAddress: 'localhost' } })
    await expectFirst(secondary, 'nameNotAddress none certain')
    await secondary.events.named('unreachable')
    expect(secondary.link.evidence().dial).toBe(null)
  })
  test('an address it does not have', async () => {
    const secondary = await site.start('secondary', { settings: { ownAddress: '192.0.2.1' } })
    await expectFirst(secondary, 'ownAddressMissing both certain')
  })
  test('its port is taken', async () => {
    const taker = net.createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => taker.listen(site.port, site.primaryAddress, resolve))
    others.push(taker)
    const primary = await site.start('primary')
    await expectFirst(primary, 'portInUse fromPeer certain')
  })
})

describe('what is at the other address', () => {
  test('a host without the program', async () => {
    const secondary = await site.start('secondary')
    await expectFirst(secondary, 'portClosed toPeer likely')
  })
  test('a program that is no TLS server', async () => {
    const other = net.createServer((socket) => socket.end('220 hello\r\n'))
    await new Promise<void>((resolve) => other.listen(site.port, site.primaryAddress, resolve))
    others.push(other)
    const secondary = await site.start('secondary')
    await expectFirst(secondary, 'anotherMachine toPeer likely')
  })
  test('another web server', async () => {
    const { keyPem, certificatePem } = await createIdentity()
    const other = https.createServer({ key: keyPem, cert: certificatePem }, (_, response) =>
      response.end('hello'),
    )
    await new Promise<void>((resolve) => other.listen(site.port, site.primaryAddress, resolve))
    others.push(other)
    const secondary = await site.start('secondary')
    await expectFirst(secondary, 'anotherMachine toPeer certain')
  })
})

describe('the other process', () => {
  let primary: LinkInProcess
  let secondary: Server
  beforeEach(async () => {
    secondary = await site.start('secondary', {
      options: { timing: { heartbeatMs: 250, declareLostMs: 5_000 } },
    })
    const settings = {
      ...secondary.settings,
      role: 'primary' as const,
      ownAddress: site.primaryAddress,
      peerAddress: site.secondaryAddress,
    }
    primary = await startLinkProcess({ settings, heartbeatMs: 250, declareLostMs: 60_000 })
    others.push({ close: primary.end })
    await secondary.events.isUp()
    await expect
      .poll(() => secondary.link.evidence().traffic?.samples ?? 0, { timeout: 8_000 })
      .toBeGreaterThan(2)
  })

  test('is paused: its system takes what is sent, on the open link and in place of a new one', async () => {
    primary.process.kill('SIGSTOP')
    await expectFirst(secondary, 'peerStuck fromPeer likely')
    expect(secondary.link.evidence().state).toBe('up')
    await secondary.events.isDown()
    await expect.poll(() => secondary.link.evidence().dial?.stage, { timeout: 15_000 }).toBe('tls')
    expect(findings(secondary)).toEqual(['peerStuck fromPeer likely'])
    primary.process.kill('SIGCONT')
    await secondary.events.isUp(secondary.events.seen.findIndex(({ is }) => is === 'down'))
  })

  test('is overloaded: it says so itself, and the link stands', async () => {
    primary.block(1_300)
    await expectFirst(secondary, 'peerLoaded none likely')
    await primary.until((line) => line.findings[0] === 'ownLoaded none likely')
    expect(secondary.events.seen.some(({ is }) => is === 'down')).toBe(false)
  })
})
