import { createHash, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BulkChannel } from '../ports.ts'
import { createSite, type Server, type Site } from './fixtures/pair.ts'
import { BULK_BUFFER_BYTES, BULK_FRAME_BYTES } from './limits.ts'

let site: Site
beforeEach(() => {
  site = createSite()
})
afterEach(() => site.close())

const MEBIBYTE = 1024 * 1024

interface Opened {
  readonly source: Server
  readonly destination: Server
  readonly sending: BulkChannel
  readonly receiving: BulkChannel
}

/** The destination opens: the Primary here, so that both dialling directions are used in one pair. */
const openFrom = async (opener: 'primary' | 'secondary'): Promise<Opened> => {
  const primary = await site.start('primary')
  const secondary = await site.start('secondary')
  await Promise.all([primary.events.isUp(), secondary.events.isUp()])
  const [destination, source] = opener === 'primary' ? [primary, secondary] : [secondary, primary]
  const receiving = await destination.link.openBulk()
  const event = await source.events.next((one) => one.is === 'bulk')
  if (event.is !== 'bulk') throw new Error('no channel')
  return { source, destination, sending: event.channel, receiving }
}

test.each(['primary', 'secondary'] as const)('50 MB to the %s arrive whole and in order', async (opener) => {
  const { sending, receiving } = await openFrom(opener)
  const total = 50 * MEBIBYTE
  const hash = createHash('sha256')
  let bytes = 0
  const arrived = new Promise<void>((resolve) => {
    receiving.onFrame((frame) => {
      hash.update(frame)
      bytes += frame.byteLength
      if (bytes === total) resolve()
    })
  })
  const expected = createHash('sha256')
  for (let sent = 0; sent < total; sent += MEBIBYTE) {
    const frame = randomBytes(MEBIBYTE)
    expected.update(frame)
    await sending.send(frame)
  }
  await arrived
  expect(hash.digest('hex')).toBe(expected.digest('hex'))
})

test('a receiver that pauses makes the sender wait; the control socket does not', async () => {
  const { source, destination, sending, receiving } = await openFrom('secondary')
  let bytes = 0
  receiving.onFrame((frame) => {
    bytes += frame.byteLength
  })
  receiving.pause()
  const total = 48
  let resolved = 0
  const all = Array.from({ length: total }, () =>
    sending.send(Buffer.alloc(MEBIBYTE)).then(() => {
      resolved += 1
    }),
  )
  source.link.send({ kind: 'nonceAsk', number: 1 })
  await destination.events.next((event) => event.is === 'message')
  expect(resolved).toBeLessThan(total)
  expect(resolved * MEBIBYTE).toBeGreaterThanOrEqual(BULK_BUFFER_BYTES)
  receiving.resume()
  await Promise.all(all)
  const answered = new Promise<void>((resolve) => sending.onFrame(() => resolve()))
  while (bytes < total * MEBIBYTE) await new Promise((resolve) => setImmediate(resolve))
  await receiving.send(Buffer.from('done'))
  await answered
})

test('frames that came before someone listened are kept', async () => {
  const { sending, receiving } = await openFrom('secondary')
  await sending.send(Buffer.from('one'))
  await sending.send(Buffer.from('two'))
  const got: string[] = []
  await new Promise<void>((resolve) => {
    receiving.onFrame((frame) => {
      got.push(Buffer.from(frame).toString())
      if (got.length === 2) resolve()
    })
  })
  expect(got).toEqual(['one', 'two'])
})

test('closing one end closes the other, and ends what waits', async () => {
  const { sending, receiving } = await openFrom('secondary')
  receiving.onFrame(() => undefined)
  receiving.pause()
  const waiting = Array.from({ length: 64 }, () => sending.send(Buffer.alloc(MEBIBYTE)))
  const ends = Promise.allSettled(waiting)
  const closed = new Promise<void>((resolve) => sending.onClose(resolve))
  receiving.close()
  await closed
  expect((await ends).at(-1)?.status).toBe('rejected')
  await expect(sending.send(Buffer.alloc(1))).rejects.toThrow('closed')
})

test('the channels go down with the link', async () => {
  const { source, sending, receiving, destination } = await openFrom('secondary')
  const closed = Promise.all(
    [sending, receiving].map((one) => new Promise<void>((done) => one.onClose(done))),
  )
  await destination.link.close()
  await closed
  await source.events.isDown()
  await expect(source.link.openBulk()).rejects.toThrow('no link')
})

test('a frame over the limit is refused here, in one sentence', async () => {
  const { sending } = await openFrom('secondary')
  await expect(sending.send(Buffer.alloc(BULK_FRAME_BYTES + 1))).rejects.toThrow('over the limit')
})

test('opening while the link closes ends in a sentence, never in silence', async () => {
  const { destination } = await openFrom('secondary')
  const opening = destination.link.openBulk()
  const outcome = expect(opening).rejects.toThrow(/\./)
  await destination.link.close()
  await outcome
})
