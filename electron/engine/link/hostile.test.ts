import { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { closeCodes } from './close-codes.ts'
import { createSite, type Server, type Site } from './fixtures/pair.ts'
import { connectStranger, connectTls, type Stranger } from './fixtures/stranger.ts'
import type { Hello } from './hello.ts'
import { createIdentity, fingerprintOf } from './identity.ts'
import { ECHO_BYTES, ECHOES, FAILURES_AT_ONCE, UNPROVED_STRANGERS } from './limits.ts'
import { prove } from './proof.ts'
import { stretchKey } from './stretched-key.ts'

/** Whoever reaches the port, with or without the key: nothing crashes, nothing is delivered, the pair links. */

let site: Site
let elsewhere: string
beforeEach(() => {
  site = createSite()
  elsewhere = site.primaryAddress.replace(/\d+$/, '77')
})
afterEach(() => site.close())

const key = 'correct horse battery staple'

const listening = async (server: Server): Promise<void> => {
  for (;;) {
    const socket = net.connect(server.settings.port, server.settings.ownAddress)
    const isOpen = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true))
      socket.once('error', () => resolve(false))
    })
    socket.destroy()
    if (isOpen) return
  }
}

const startPrimary = async (): Promise<Server> => {
  const primary = await site.start('primary')
  await listening(primary)
  return primary
}

const helloOf = (change: Partial<Hello> = {}): Hello => ({
  kind: 'hello',
  wire: 1,
  wireLeast: 1,
  product: 'stranger',
  purpose: 'control',
  role: 'secondary',
  ownAddress: site.secondaryAddress,
  peerAddress: site.primaryAddress,
  arbiter: '10.10.1.140',
  times: 'heartbeat 100 ms',
  instance: 'stranger',
  nonce: 'ab'.repeat(32),
  wallMs: Date.now(),
  ...change,
})

/** Says hello and proves the key as the Secondary would. */
const proveAs = async (stranger: Stranger, typed: string, hello = helloOf()): Promise<string> => {
  const diallerHello = JSON.stringify(hello)
  stranger.say(diallerHello)
  const listenerHello = await stranger.read()
  const wallMs = Date.now()
  const transcript = {
    exporter: stranger.exporter,
    diallerHello,
    listenerHello,
    diallerFingerprint: stranger.identity.fingerprint,
    listenerFingerprint: stranger.fingerprint,
  }
  const proof = { kind: 'proof', mac: prove(await stretchKey(typed), 'dialler', transcript, wallMs), wallMs }
  stranger.say(proof)
  return JSON.stringify(proof)
}

/** The next frame of a kind; the link's pulses come in between. */
const readKind = async (stranger: Stranger, kind: string) => {
  for (;;) {
    const frame = JSON.parse(await stranger.read())
    if (frame.kind === kind) return frame
  }
}

const linkAs = async (stranger: Stranger): Promise<void> => {
  await proveAs(stranger, key)
  await stranger.read()
  expect(await stranger.read()).toBe('{"kind":"ready"}')
  stranger.say({ kind: 'ready' })
}

describe('without the key', () => {
  test('a client without a certificate is cut off', async () => {
    const primary = await startPrimary()
    const socket = await connectTls(primary, elsewhere, null)
    socket.on('error', () => undefined)
    await once(socket, 'close')
  })

  test('a wrong key gets the typed code, and is named when it comes from the peer', async () => {
    const primary = await startPrimary()
    const stranger = await connectStranger(primary, site.secondaryAddress)
    await proveAs(stranger, 'another key')
    expect(await stranger.ended()).toBe(closeCodes.keyMismatch)
    await primary.events.named('keyMismatch')
  })

  test('one that comes from elsewhere is not named, and cannot hide the pair', async () => {
    const primary = await startPrimary()
    const stranger = await connectStranger(primary, elsewhere)
    await proveAs(stranger, 'another key')
    expect(await stranger.ended()).toBe(closeCodes.keyMismatch)
    const secondary = await site.start('secondary')
    await Promise.all([primary.events.isUp(), secondary.events.isUp()])
    expect(
      primary.events.seen.some((event) => event.is === 'problem' && event.problem?.code === 'keyMismatch'),
    ).toBe(false)
  })

  test('a replayed proof is refused', async () => {
    const primary = await startPrimary()
    const first = await connectStranger(primary, site.secondaryAddress)
    const proof = await proveAs(first, key)
    await first.read()
    first.webSocket.terminate()
    const second = await connectStranger(primary, site.secondaryAddress)
    second.say(helloOf())
    await second.read()
    second.say(proof)
    expect(await second.ended()).toBe(closeCodes.keyMismatch)
  })

  test('an own hello or proof sent back is refused', async () => {
    const server = https.createServer({ ...(await pemOf()), requestCert: true, rejectUnauthorized: false })
    const mirror = new WebSocketServer({ server })
    const codes: Promise<number>[] = []
    let isFirst = true
    mirror.on('connection', (webSocket) => {
      const changesHello = !isFirst
      isFirst = false
      codes.push(new Promise((resolve) => webSocket.once('close', resolve)))
      webSocket.on('message', (data) => {
        const text = String(data)
        const other = JSON.stringify({ ...JSON.parse(text), nonce: 'cd'.repeat(32), role: 'primary' })
        webSocket.send(changesHello && text.includes('hello') ? other : text)
      })
    })
    await new Promise<void>((resolve) => server.listen(site.port, site.primaryAddress, resolve))
    const secondary = await site.start('secondary')
    await secondary.events.named('malformedFrame')
    await secondary.events.named('keyMismatch')
    expect(await Promise.all(codes.slice(0, 2))).toEqual([closeCodes.malformedFrame, closeCodes.keyMismatch])
    expect(secondary.events.seen.some((event) => event.is === 'up')).toBe(false)
    await secondary.link.close()
    mirror.close()
    server.closeAllConnections()
    server.close()
  })

  test('messages before the proof close the connection and are not delivered', async () => {
    const primary = await startPrimary()
    for (const early of [
      { kind: 'nonceAsk', number: 1 },
      '{',
      '[]',
      'null',
      '"x"',
      '{"kind":"hello","wire":1e999}',
    ]) {
      const stranger = await connectStranger(primary, site.secondaryAddress)
      stranger.say(early)
      await expect(stranger.ended()).resolves.toBe(closeCodes.malformedFrame)
    }
    await primary.events.named('malformedFrame')
    expect(primary.events.seen.every((event) => event.is === 'problem')).toBe(true)
  })

  test('a frame too large for a handshake is cut off before it is collected', async () => {
    const primary = await startPrimary()
    for (const purpose of ['control', 'bulk'] as const) {
      const stranger = await connectStranger(primary, elsewhere, purpose)
      // The first of many fragments: `ws` alone would wait for the rest.
      for (let sent = 0; sent < 20; sent++) stranger.webSocket.send('x'.repeat(1_000), { fin: false })
      await stranger.ended()
      const second = await connectStranger(primary, elsewhere, purpose)
      second.say('x'.repeat(5_000))
      expect(await second.ended()).toBe(closeCodes.malformedFrame)
    }
  })

  test('a handshake that never ends is ended', async () => {
    const primary = await startPrimary()
    const mute = net.connect(primary.settings.port, primary.settings.ownAddress)
    const stranger = await connectStranger(primary, elsewhere)
    stranger.say(helloOf())
    await stranger.read()
    const muteEnd = once(
      mute.on('error', () => undefined),
      'close',
    )
    expect(await stranger.ended()).toBe(closeCodes.timeout)
    await muteEnd
  })

  test('plain HTTP, a plain HTTPS request, an unknown path and garbage bytes get nothing', async () => {
    const primary = await startPrimary()
    const { ownAddress: host, port } = primary.settings
    const plain = http.get({ host, port, localAddress: elsewhere })
    await once(plain, 'error')
    const socket = await connectTls(primary, elsewhere, await createIdentity())
    socket.write('GET /control HTTP/1.1\r\nHost: x\r\n\r\n')
    expect(await allOf(socket)).toContain('426')
    const garbage = await connectTls(primary, elsewhere, await createIdentity())
    garbage.write(Buffer.alloc(100_000, 0xa5))
    await allOf(garbage)
    const headers = await connectTls(primary, elsewhere, await createIdentity())
    headers.write(`GET /control HTTP/1.1\r\nX: ${'y'.repeat(8_000)}\r\n\r\n`)
    await allOf(headers)
    const lost = await connectTls(primary, elsewhere, await createIdentity())
    lost.write(
      'GET /x HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
        `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n\r\n`,
    )
    expect(await allOf(lost)).toContain('404')
    const secondary = await site.start('secondary')
    await Promise.all([primary.events.isUp(), secondary.events.isUp()])
  })

  test('a flood of connections and garbage does not keep the pair apart', async () => {
    const primary = await startPrimary()
    const { ownAddress: host, port } = primary.settings
    const flood = Array.from({ length: 300 }, (_, number) => {
      const localAddress = elsewhere.replace(/\d+$/, String(100 + (number % 100)))
      const socket = net.connect({ host, port, localAddress })
      socket.on('error', () => undefined)
      // A third says nothing at all and holds its place.
      if (number % 3 > 0) socket.write(Buffer.alloc(50_000, number % 256))
      return socket
    })
    expect(flood.length).toBeGreaterThan(UNPROVED_STRANGERS)
    const secondary = await site.start('secondary')
    await Promise.all([primary.events.isUp(), secondary.events.isUp()])
    for (const socket of flood) socket.destroy()
  })

  test('failed proofs are rate-limited per address', async () => {
    const primary = await startPrimary()
    const attempts: (number | string)[] = []
    for (let attempt = 0; attempt < FAILURES_AT_ONCE + 8; attempt++) {
      const outcome = await connectStranger(primary, site.secondaryAddress).then(
        async (stranger) => {
          await proveAs(stranger, 'a guess')
          return stranger.ended()
        },
        (error: Error) => error.message,
      )
      attempts.push(outcome)
    }
    expect(attempts.slice(0, FAILURES_AT_ONCE).every((one) => one === closeCodes.keyMismatch)).toBe(true)
    expect(attempts.some((one) => String(one).includes('429'))).toBe(true)
  })
})

describe('with the key', () => {
  test('a malformed message closes the link and is named; the other side is told', async () => {
    for (const bad of [
      '{"kind":"nonceAsk","number":-1}',
      '{"kind":"nonceAsk","number":1,"more":1}',
      '{"kind":"later"}',
      'no json',
      '[1]',
      Buffer.from([0xff, 0xfe]),
    ]) {
      const own = createSite()
      const primary = await own.start('primary')
      await listening(primary)
      const was = site
      site = own
      const stranger = await connectStranger(primary, own.secondaryAddress)
      await linkAs(stranger)
      await primary.events.isUp()
      if (typeof bad === 'string') stranger.say(bad)
      else stranger.webSocket.send(bad, { binary: false })
      await primary.events.named('malformedFrame')
      await primary.events.isDown()
      expect([closeCodes.malformedFrame, 1007]).toContain(await stranger.ended())
      expect(primary.events.seen.some((event) => event.is === 'message')).toBe(false)
      site = was
      await own.close()
    }
  })

  test('an unknown kind is skipped when it is optional', async () => {
    const primary = await startPrimary()
    const stranger = await connectStranger(primary, site.secondaryAddress)
    await linkAs(stranger)
    stranger.say({ kind: 'later', optional: true, more: [1] })
    stranger.say({ kind: 'nonceAsk', number: 7 })
    const event = await primary.events.next((one) => one.is === 'message')
    expect(event).toEqual({ is: 'message', message: { kind: 'nonceAsk', number: 7 } })
    expect(primary.events.seen.some((one) => one.is === 'down')).toBe(false)
    stranger.webSocket.terminate()
  })

  test('a frame over the control limit closes the link', async () => {
    const primary = await startPrimary()
    const stranger = await connectStranger(primary, site.secondaryAddress)
    await linkAs(stranger)
    stranger.say('x'.repeat(300_000))
    await primary.events.named('malformedFrame')
    expect(await stranger.ended()).toBe(1009)
  })

  test('when the peer finds a frame malformed, this side names it too', async () => {
    const primary = await startPrimary()
    const stranger = await connectStranger(primary, site.secondaryAddress)
    await linkAs(stranger)
    await primary.events.isUp()
    stranger.webSocket.close(closeCodes.malformedFrame)
    await primary.events.named('malformedFrame')
    await primary.events.isDown()
  })

  test('a newer proved session replaces the first, whose frames count no more', async () => {
    const primary = await startPrimary()
    const first = await connectStranger(primary, site.secondaryAddress)
    await linkAs(first)
    await primary.events.isUp()
    const second = await connectStranger(primary, site.secondaryAddress, 'control', first.identity)
    await linkAs(second)
    await primary.events.isDown()
    first.say({ kind: 'nonceAsk', number: 1 })
    expect(await first.ended()).toBe(closeCodes.replaced)
    second.say({ kind: 'nonceAsk', number: 2 })
    const event = await primary.events.next((one) => one.is === 'message')
    expect(event).toEqual({ is: 'message', message: { kind: 'nonceAsk', number: 2 } })
    second.webSocket.terminate()
  })

  test('another certificate than the pinned one does not disturb a session', async () => {
    const primary = await startPrimary()
    const first = await connectStranger(primary, site.secondaryAddress)
    await linkAs(first)
    await primary.events.isUp()
    const second = await connectStranger(primary, site.secondaryAddress)
    await proveAs(second, key)
    expect(await second.ended()).toBe(closeCodes.certificateChanged)
    first.say({ kind: 'nonceAsk', number: 1 })
    await primary.events.next((one) => one.is === 'message')
    expect(primary.events.seen.some((event) => event.is === 'down')).toBe(false)
    first.webSocket.terminate()
  })

  test('a peer that does not read is given up as silent, with bounded memory', async () => {
    const primary = await startPrimary()
    const stranger = await connectStranger(primary, site.secondaryAddress)
    await linkAs(stranger)
    await primary.events.isUp()
    stranger.webSocket.pause()
    const isSilent = primary.events.named('silent')
    let isNamed = false
    void isSilent.then(() => {
      isNamed = true
    })
    for (let number = 0; !isNamed && number < 10_000; number++) {
      primary.link.send({ kind: 'switchAsk', requestId: 'x'.repeat(50_000), person: 'p' })
      if (number % 10 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    await isSilent
    await primary.events.isDown()
    stranger.webSocket.terminate()
  })

  test('the clocks are compared while the link is up, and a skew heals', async () => {
    const primary = await startPrimary()
    const stranger = await connectStranger(primary, site.secondaryAddress)
    await linkAs(stranger)
    stranger.say({ kind: 'clockAsk', optional: true, number: 5 })
    const answer = await readKind(stranger, 'clockTell')
    expect(answer).toMatchObject({ number: 5 })
    expect(Math.abs(answer.wallMs - Date.now())).toBeLessThan(60_000)
    for (const offBy of [90_000, 0]) {
      const { number } = await readKind(stranger, 'clockAsk')
      stranger.say({ kind: 'clockTell', optional: true, number, wallMs: Date.now() + offBy })
      if (offBy > 0) await primary.events.named('clockSkew')
    }
    const from = primary.events.seen.findIndex((event) => event.is === 'problem')
    await primary.events.next((event) => event.is === 'problem' && event.problem === null, from)
    expect(primary.events.seen.some((event) => event.is === 'down')).toBe(false)
    stranger.webSocket.terminate()
  })

  const probeAs = async (server: Server): Promise<Stranger> => {
    const stranger = await connectStranger(server, site.secondaryAddress, 'probe')
    await proveAs(stranger, key, helloOf({ purpose: 'probe' }))
    await stranger.read()
    expect(await stranger.read()).toBe('{"kind":"ready"}')
    stranger.say({ kind: 'ready' })
    return stranger
  }
  const echo = (number: number, answerBytes: number) => ({ kind: 'echoAsk', number, answerBytes, fill: '' })

  test('a probe gets so many echoes and no more', async () => {
    const stranger = await probeAs(await startPrimary())
    for (let number = 1; number <= ECHOES + 1; number++) stranger.say(echo(number, 4))
    for (let number = 1; number <= ECHOES; number++)
      expect(JSON.parse(await stranger.read())).toEqual({ kind: 'echoTell', number, fill: 'xxxx' })
    expect(await stranger.ended()).toBe(closeCodes.probeDone)
  })

  test('a probe that asks for more than an echo may hold gets nothing', async () => {
    const stranger = await probeAs(await startPrimary())
    stranger.say(echo(1, ECHO_BYTES + 1))
    expect(await stranger.ended()).toBe(closeCodes.probeDone)
    await expect(stranger.read()).rejects.toThrow('closed')
  })

  test('bulk from an instance without a session is refused', async () => {
    const primary = await startPrimary()
    const stranger = await connectStranger(primary, site.secondaryAddress, 'bulk')
    await proveAs(stranger, key, helloOf({ purpose: 'bulk' }))
    expect(await stranger.ended()).toBe(closeCodes.noSession)
    expect(primary.events.seen.some((event) => event.is === 'bulk')).toBe(false)
  })
})

const allOf = (socket: TLSSocket): Promise<string> =>
  new Promise((resolve) => {
    let text = ''
    socket.on('data', (data) => {
      text += String(data)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(text))
  })

const pemOf = async () => {
  const identity = await createIdentity()
  expect(identity.fingerprint).toBe(
    fingerprintOf(Buffer.from(identity.certificatePem.split('\n').slice(1, -2).join(''), 'base64')),
  )
  return { key: identity.keyPem, cert: identity.certificatePem }
}
