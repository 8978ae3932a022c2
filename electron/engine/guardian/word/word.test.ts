import net from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { askWord } from './ask-word.ts'
import { MAX_WORD_LENGTH, proveQuestion } from './word.ts'
import { createWordServer, type WordServer } from './word-server.ts'

const KEY = Buffer.alloc(32, 1)
const LONG_ENOUGH_MS = 10_000
const log = { info: () => undefined, warn: () => undefined }

let server: WordServer
let port: number
let questions: number

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address() as net.AddressInfo
      probe.close(() => resolve(address.port))
    })
  })

beforeEach(async () => {
  port = await freePort()
  questions = 0
  server = createWordServer({
    ownAddress: '127.0.0.1',
    peerAddress: '127.0.0.2',
    port,
    role: 'primary',
    key: KEY,
    log,
    answer: async () => {
      questions += 1
      return { kind: 'stopped', epoch: 6 }
    },
  })
  await server.open()
})

afterEach(() => server.close())

const ask = (changes: { key?: Buffer; role?: 'primary' | 'secondary'; ownAddress?: string } = {}) =>
  askWord(
    {
      ownAddress: changes.ownAddress ?? '127.0.0.2',
      peerAddress: '127.0.0.1',
      port,
      role: changes.role ?? 'secondary',
    },
    changes.key ?? KEY,
    LONG_ENOUGH_MS,
  )

/** Says one line as the peer and resolves with everything heard until the end. */
const converse = (line: (nonce: string) => string): Promise<string> =>
  new Promise((resolve) => {
    let heard = ''
    const socket = net.connect({ host: '127.0.0.1', port, localAddress: '127.0.0.2' })
    socket.once('data', (chunk: Buffer) => {
      socket.write(line(JSON.parse(chunk.toString()).nonce))
      socket.on('data', (more: Buffer) => {
        heard += more.toString()
      })
    })
    socket.on('error', () => undefined)
    socket.once('close', () => resolve(heard))
  })

it('answers a proved question', async () => {
  expect(await ask()).toEqual({ kind: 'stopped', epoch: 6 })
})

it.each([
  ['another key', { key: Buffer.alloc(32, 2) }],
  ['the same role on both sides', { role: 'primary' as const }],
  ['another address', { ownAddress: '127.0.0.3' }],
])('is silent towards %s', async (_, changes) => {
  expect(await ask(changes)).toMatchObject({ kind: 'none' })
  expect(questions).toBe(0)
})

it('is silent towards a recorded question: its nonce was another', async () => {
  const askingNonce = 'a'.repeat(32)
  const context = { key: KEY, answering: 'primary', asking: 'secondary', askingNonce } as const
  const recorded = proveQuestion({ ...context, answeringNonce: 'b'.repeat(32) })
  expect(await converse(() => `${JSON.stringify({ nonce: askingNonce, mac: recorded })}\n`)).toBe('')
  const fresh = await converse(
    (nonce) =>
      `${JSON.stringify({ nonce: askingNonce, mac: proveQuestion({ ...context, answeringNonce: nonce }) })}\n`,
  )
  expect(JSON.parse(fresh)).toMatchObject({ kind: 'stopped', epoch: 6 })
})

it.each([
  ['nonsense', 'hello\n'],
  ['a line without end', 'x'.repeat(MAX_WORD_LENGTH + 1)],
])('hangs up on %s', async (_, said) => {
  expect(await converse(() => said)).toBe('')
  expect(questions).toBe(0)
})

it('believes no answer that was changed on the way', async () => {
  const liar = net.createServer((client) => {
    const real = net.connect({ host: '127.0.0.1', port, localAddress: '127.0.0.2' })
    client.pipe(real)
    real.on('data', (chunk: Buffer) => client.write(chunk.toString().replace('"epoch":6', '"epoch":8')))
    real.on('close', () => client.end())
  })
  const liarPort = await freePort()
  await new Promise<void>((resolve) => liar.listen(liarPort, '127.0.0.4', () => resolve()))
  const address = { ownAddress: '127.0.0.2', peerAddress: '127.0.0.4', port: liarPort } as const
  expect(await askWord({ ...address, role: 'secondary' }, KEY, LONG_ENOUGH_MS)).toEqual({
    kind: 'none',
    detail: 'its answer does not prove the Redundancy Key',
  })
  liar.close()
})

it('waits no longer than it may', async () => {
  const silent = net.createServer(() => undefined)
  const silentPort = await freePort()
  await new Promise<void>((resolve) => silent.listen(silentPort, '127.0.0.4', () => resolve()))
  const address = { ownAddress: '127.0.0.2', peerAddress: '127.0.0.4', port: silentPort } as const
  expect(await askWord({ ...address, role: 'secondary' }, KEY, 50)).toEqual({
    kind: 'none',
    detail: 'no answer within 50 ms',
  })
  silent.close()
})
