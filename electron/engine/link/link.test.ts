import { stat, writeFile } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createSite, type Server, type Site } from './fixtures/pair.ts'
import { createTap, type Tap } from './fixtures/tap.ts'
import { SILENCE_AT_LEAST_MS } from './limits.ts'

const SHA_256 = /^[0-9a-f]{64}$/

let site: Site
beforeEach(() => {
  site = createSite()
})
afterEach(() => site.close())

const bothUp = (one: Server, two: Server) => Promise.all([one.events.isUp(), two.events.isUp()])
const messagesOf = (server: Server) =>
  server.events.seen.flatMap((event) => (event.is === 'message' ? [event.message] : []))

describe('a pair', () => {
  test('links and exchanges messages both ways, in order', async () => {
    const primary = await site.start('primary')
    const secondary = await site.start('secondary')
    const [seenByPrimary] = await bothUp(primary, secondary)
    expect(seenByPrimary).toMatchObject({ peer: { version: '0.1.0' } })
    for (let number = 0; number < 100; number++) {
      primary.link.send({ kind: 'nonceAsk', number })
      secondary.link.send({ kind: 'ack', number, epoch: 3 })
    }
    await primary.events.next(
      (event) => event.is === 'message' && 'number' in event.message && event.message.number === 99,
    )
    await secondary.events.next(
      (event) => event.is === 'message' && 'number' in event.message && event.message.number === 99,
    )
    expect(messagesOf(primary)).toEqual(
      Array.from({ length: 100 }, (_, number) => ({ kind: 'ack', number, epoch: 3 })),
    )
    expect(messagesOf(secondary)).toEqual(
      Array.from({ length: 100 }, (_, number) => ({ kind: 'nonceAsk', number })),
    )
  })

  test('names a peer that is not there, and heals', async () => {
    const secondary = await site.start('secondary')
    await secondary.events.named('refused')
    const primary = await site.start('primary')
    await bothUp(primary, secondary)
    await secondary.events.next((event) => event.is === 'problem' && event.problem === null)
  })

  test('the Primary names an absent peer too', async () => {
    const primary = await site.start('primary')
    const problem = await primary.events.named('refused')
    expect(problem).toMatchObject({ detail: expect.stringContaining(site.secondaryAddress) })
  })

  test('keeps its identity in a file only its owner reads', async () => {
    const primary = await site.start('primary')
    const secondary = await site.start('secondary')
    await bothUp(primary, secondary)
    const file = await stat(path.join(primary.dataDir, 'identity', 'identity.pem'))
    expect(file.mode & 0o777).toBe(0o600)
  })

  test('a restarted peer is seen as another instance; up and down are paired', async () => {
    const primary = await site.start('primary')
    const first = await site.start('secondary')
    await bothUp(primary, first)
    await first.link.close()
    await primary.events.isDown()
    const before = primary.events.seen.length
    const second = await site.start('secondary', { dataDir: first.dataDir })
    await second.events.isUp()
    await primary.events.isUp(before)
    const turns = primary.events.seen.filter((event) => event.is === 'up' || event.is === 'down')
    expect(turns.map((event) => event.is)).toEqual(['up', 'down', 'up'])
    const instances = turns.flatMap((event) => (event.is === 'up' ? [event.peer.instance] : []))
    expect(new Set(instances).size).toBe(2)
    expect(first.events.seen.filter((event) => event.is === 'down')).toHaveLength(1)
  })

  test('a message over the size limit is dropped and logged, the link stays', async () => {
    const primary = await site.start('primary')
    const secondary = await site.start('secondary')
    await bothUp(primary, secondary)
    primary.link.send({ kind: 'switchAsk', requestId: 'x'.repeat(300_000), person: 'p' })
    primary.link.send({ kind: 'nonceAsk', number: 1 })
    await secondary.events.next((event) => event.is === 'message')
    expect(messagesOf(secondary)).toEqual([{ kind: 'nonceAsk', number: 1 }])
    expect(primary.lines.join()).toContain('over the limit')
  })
})

describe('a disagreement is named on both servers', () => {
  test('wrong key: no link, no message', async () => {
    const primary = await site.start('primary', { settings: { key: 'one key' } })
    const secondary = await site.start('secondary', { settings: { key: 'another key' } })
    await Promise.all([primary.events.named('keyMismatch'), secondary.events.named('keyMismatch')])
    primary.link.send({ kind: 'nonceAsk', number: 1 })
    secondary.link.send({ kind: 'nonceAsk', number: 1 })
    await expect(secondary.link.openBulk()).rejects.toThrow('no link')
    for (const server of [primary, secondary]) {
      const seen = new Set(server.events.seen.map((event) => event.is))
      expect([...seen].sort()).toEqual(['problem', 'proofRefused'])
    }
  })

  test.each(['primary', 'secondary'] as const)('both %s', async (role) => {
    const one = await site.start(role)
    const two = await site.start(role, {
      settings: { ownAddress: one.settings.peerAddress, peerAddress: one.settings.ownAddress },
    })
    const named = await Promise.all([one.events.named('roleMismatch'), two.events.named('roleMismatch')])
    expect(named).toEqual([
      { code: 'roleMismatch', peerRole: role },
      { code: 'roleMismatch', peerRole: role },
    ])
  })

  test('wrong addresses', async () => {
    const { primaryAddress: a, secondaryAddress: b } = site
    const c = a.replace(/\d+$/, '3')
    const primary = await site.start('primary')
    const secondary = await site.start('secondary', { settings: { peerAddress: c } })
    const named = await Promise.all([
      primary.events.named('addressMismatch'),
      secondary.events.named('addressMismatch'),
    ])
    expect(named).toEqual([
      { code: 'addressMismatch', own: `${a}, ${b}`, peer: `${c}, ${b}` },
      { code: 'addressMismatch', own: `${c}, ${b}`, peer: `${a}, ${b}` },
    ])
  })

  test('different link versions', async () => {
    const primary = await site.start('primary', { options: { wire: { version: 3, least: 2 } } })
    const secondary = await site.start('secondary', { options: { wire: { version: 1, least: 1 } } })
    const named = await Promise.all([
      primary.events.named('versionMismatch'),
      secondary.events.named('versionMismatch'),
    ])
    expect(named[0]).toEqual({ code: 'versionMismatch', own: '0.1.0 (link 3)', peer: '0.1.0 (link 1)' })
    expect(named[1]).toEqual({ code: 'versionMismatch', own: '0.1.0 (link 1)', peer: '0.1.0 (link 3)' })
  })

  test('the version before is accepted', async () => {
    const primary = await site.start('primary', { options: { wire: { version: 2, least: 1 } } })
    const secondary = await site.start('secondary', { options: { wire: { version: 1, least: 1 } } })
    await bothUp(primary, secondary)
  })

  test('different line switches', async () => {
    const primary = await site.start('primary')
    const secondary = await site.start('secondary', { settings: { arbiter: '' } })
    const named = await Promise.all([
      primary.events.named('arbiterMismatch'),
      secondary.events.named('arbiterMismatch'),
    ])
    expect(named).toEqual([
      { code: 'arbiterMismatch', own: '10.10.1.140', peer: '' },
      { code: 'arbiterMismatch', own: '', peer: '10.10.1.140' },
    ])
  })

  test('without a line switch two choices for a cut', async () => {
    const primary = await site.start('primary', { settings: { arbiter: 'activeLetsGo' } })
    const secondary = await site.start('secondary', { settings: { arbiter: 'activeStays' } })
    const named = await Promise.all([
      primary.events.named('arbiterMismatch'),
      secondary.events.named('arbiterMismatch'),
    ])
    expect(named).toEqual([
      { code: 'arbiterMismatch', own: 'activeLetsGo', peer: 'activeStays' },
      { code: 'arbiterMismatch', own: 'activeStays', peer: 'activeLetsGo' },
    ])
  })

  test('times that differ, on which a wait or a lease relies', async () => {
    const primary = await site.start('primary', { settings: { times: 'heartbeat 100' } })
    const secondary = await site.start('secondary', { settings: { times: 'heartbeat 200' } })
    const named = await Promise.all([
      primary.events.named('timingMismatch'),
      secondary.events.named('timingMismatch'),
    ])
    expect(named).toEqual([
      { code: 'timingMismatch', own: 'heartbeat 100', peer: 'heartbeat 200' },
      { code: 'timingMismatch', own: 'heartbeat 200', peer: 'heartbeat 100' },
    ])
  })

  test('clocks that differ: named, and the link is up all the same', async () => {
    const primary = await site.start('primary')
    const secondary = await site.start('secondary', { options: { wallMs: () => Date.now() + 5_000 } })
    await bothUp(primary, secondary)
    const [byPrimary, bySecondary] = await Promise.all([
      primary.events.named('clockSkew'),
      secondary.events.named('clockSkew'),
    ])
    if (byPrimary.code !== 'clockSkew' || bySecondary.code !== 'clockSkew') throw new Error('no skew')
    expect(byPrimary.skewMs).toBeGreaterThan(2_000)
    expect(bySecondary.skewMs).toBeLessThan(-2_000)
  })
})

describe('a changed certificate', () => {
  test('waits with a right key, is named on both, and links once a person accepted it', async () => {
    const primary = await site.start('primary')
    const old = await site.start('secondary')
    await bothUp(primary, old)
    await old.link.close()
    const before = primary.events.seen.length
    const renewed = await site.start('secondary')
    await Promise.all([
      primary.events.named('certificateChanged', before),
      renewed.events.named('certificateChanged'),
    ])
    // The other side's word does not count: it is the one that changed.
    expect(renewed.link.newCertificate()).toBeNull()
    expect(renewed.events.seen.some((event) => event.is === 'up')).toBe(false)
    const waiting = primary.link.newCertificate()
    expect(waiting).toEqual({ was: expect.stringMatching(SHA_256), is: expect.stringMatching(SHA_256) })
    expect(waiting?.is).not.toBe(waiting?.was)
    // Only the one that was shown.
    expect(primary.link.acceptCertificate(waiting?.was ?? '')).toBeNull()
    expect(primary.link.acceptCertificate(waiting?.is ?? '')).toEqual(waiting)
    expect(primary.link.newCertificate()).toBeNull()
    await Promise.all([primary.events.isUp(before), renewed.events.isUp()])
    await primary.events.next((event) => event.is === 'problem' && event.problem === null, before)
  })

  test('the pin outlives a restart; a damaged pin matches nothing', async () => {
    const primary = await site.start('primary')
    const secondary = await site.start('secondary')
    await bothUp(primary, secondary)
    await secondary.link.close()
    await writeFile(path.join(secondary.dataDir, 'identity', 'peer-certificate.sha256'), '')
    const again = await site.start('secondary', { dataDir: secondary.dataDir })
    await again.events.named('certificateChanged')
    const waiting = again.link.newCertificate()
    expect(waiting?.was).toBe('')
    again.link.acceptCertificate(waiting?.is ?? '')
    await again.events.isUp()
  })

  test('a damaged identity is kept aside and made anew', async () => {
    const dataDir = await site.dataDir('damaged')
    const first = await site.start('primary', { dataDir })
    await first.events.named('refused')
    await first.link.close()
    const file = path.join(dataDir, 'identity', 'identity.pem')
    await writeFile(file, 'garbage')
    await site.start('primary', { dataDir })
    const secondary = await site.start('secondary')
    await secondary.events.isUp()
    expect((await stat(`${file}.damaged`)).size).toBe('garbage'.length)
  })
})

describe('a broken connection', () => {
  let tap: Tap
  beforeEach(async () => {
    tap = await createTap(site)
  })
  afterEach(() => tap.close())

  test('gives down at both ends and links again', async () => {
    const primary = await site.start('primary')
    const secondary = await site.start('secondary', { settings: { port: tap.port } })
    await bothUp(primary, secondary)
    tap.cut()
    for (const { events } of [primary, secondary]) {
      await events.isDown()
      await events.isUp(events.seen.findIndex((event) => event.is === 'down'))
    }
  })

  test('one that carries nothing any more is torn down as silent, and dialled again', async () => {
    const timing = { heartbeatMs: 100, declareLostMs: 300 }
    const primary = await site.start('primary', { options: { timing } })
    const secondary = await site.start('secondary', { options: { timing }, settings: { port: tap.port } })
    await bothUp(primary, secondary)
    tap.hold()
    for (const { events, lines } of [primary, secondary]) {
      await events.named('silent')
      await events.isDown()
      await events.isUp(events.seen.findIndex((event) => event.is === 'down'))
      const [, silenceMs] = /longest time without a word .* was (\d+) ms/.exec(lines.join('\n')) ?? []
      expect(Number(silenceMs)).toBeGreaterThan(SILENCE_AT_LEAST_MS)
    }
  })

  test('its end says the longest time nothing was heard, and a lively one says little', async () => {
    const primary = await site.start('primary')
    const secondary = await site.start('secondary')
    await bothUp(primary, secondary)
    for (let number = 0; number < 3; number++) {
      primary.link.send({ kind: 'nonceAsk', number })
      await secondary.events.next(
        (event) => event.is === 'message' && 'number' in event.message && event.message.number === number,
      )
    }
    await secondary.link.close()
    const said = secondary.lines.filter((line) => line.includes('without a word'))
    expect(said).toEqual([expect.stringMatching(/^The link was up for \d s; .* was \d{1,3} ms\.$/)])
  })

  test('a newer session of the peer replaces one whose end was not noticed', async () => {
    const primary = await site.start('primary')
    const first = await site.start('secondary', { settings: { port: tap.port } })
    await bothUp(primary, first)
    tap.hold()
    first.link.send({ kind: 'nonceAsk', number: 1 })
    await first.link.close()
    const second = await site.start('secondary', { dataDir: first.dataDir })
    await second.events.isUp()
    await primary.events.isUp(primary.events.seen.findIndex((event) => event.is === 'down'))
    second.link.send({ kind: 'nonceAsk', number: 2 })
    await primary.events.next((event) => event.is === 'message')
    expect(messagesOf(primary)).toEqual([{ kind: 'nonceAsk', number: 2 }])
    const turns = primary.events.seen.filter((event) => event.is === 'up' || event.is === 'down')
    expect(turns.map((event) => event.is)).toEqual(['up', 'down', 'up'])
  })
})

describe('the own address', () => {
  test('a port in use is named, and taken when it is free', async () => {
    const other = net.createServer((socket) => socket.destroy())
    await new Promise<void>((resolve) => other.listen(site.port, site.primaryAddress, resolve))
    const primary = await site.start('primary')
    const secondary = await site.start('secondary')
    await primary.events.named('portInUse')
    await new Promise<void>((resolve) => {
      other.close(() => resolve())
    })
    await bothUp(primary, secondary)
  })

  test('an address this server does not have is named', async () => {
    const primary = await site.start('primary', { settings: { ownAddress: '192.0.2.1' } })
    const problem = await primary.events.named('unreachable')
    expect(problem).toMatchObject({ detail: expect.stringContaining('no address 192.0.2.1') })
  })

  test('a data folder that cannot be used is named', async () => {
    const dataDir = await site.dataDir('file')
    await writeFile(path.join(dataDir, 'identity'), 'a file where the folder should be')
    const primary = await site.start('primary', { dataDir })
    const problem = await primary.events.named('unreachable')
    expect(problem).toMatchObject({ detail: expect.stringContaining('identity') })
  })
})
