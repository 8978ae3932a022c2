import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { WebSocket } from 'ws'
import { type ServerFrame, serverFrame } from '../../shared/contract/contract.ts'
import { answerCall, MOST_FRAME_BYTES } from '../engine/admin/answer-call.ts'
import type { EngineHandle } from '../engine/admin/engine-handle.ts'
import { scratchFolder } from '../engine/store/fixtures.ts'
import { logOn } from './fixtures/processes.ts'
import { startStubEngine } from './fixtures/stub-engine.ts'
import { startService } from './service.ts'

const token = 'the-token'

const startHere = async () => {
  const log = { info: () => {}, warn: () => {} }
  const clock = { ms: 0 }
  const started = await startService({
    address: '127.0.0.1',
    port: 0,
    files: new Map(),
    log,
    now: () => clock.ms,
  })
  if (!started.ok) throw new Error(started.message)
  onTestFinished(() => started.service.close())
  const engine = await startStubEngine({ dataDir: scratchFolder() })
  started.service.open(token, engine)
  const { port, linkUrl } = started.service
  return { clock, linkUrl, url: `http://127.0.0.1:${port}`, socketUrl: `ws://127.0.0.1:${port}/api` }
}

/** A connection whose frames can be waited for one by one. */
const connectTo = async (url: string, headers: Record<string, string>) => {
  const socket = new WebSocket(url, { headers, perMessageDeflate: false })
  onTestFinished(() => socket.terminate())
  const frames: ServerFrame[] = []
  const waiting: ((frame: ServerFrame) => void)[] = []
  socket.on('message', (data) => {
    const frame = serverFrame.parse(JSON.parse(String(data)))
    const next = waiting.shift()
    if (next === undefined) frames.push(frame)
    else next(frame)
  })
  const closed = new Promise<number>((resolve) => socket.once('close', resolve))
  await once(socket, 'open')
  return {
    closed,
    send: (frame: unknown) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    sendBinary: (bytes: Buffer) => socket.send(bytes),
    next: (): Promise<ServerFrame> => {
      const frame = frames.shift()
      return frame === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(frame)
    },
  }
}

/** The code an upgrade is refused with. */
const refusedWith = async (url: string, headers: Record<string, string>): Promise<number> => {
  const socket = new WebSocket(url, { headers })
  socket.on('error', () => {})
  const [, response] = await once(socket, 'unexpected-response')
  socket.terminate()
  return response.statusCode
}

const withToken = { authorization: `Bearer ${token}` }

test('the first frame is the whole picture, calls are answered, every change is pushed', async () => {
  const { socketUrl } = await startHere()
  const api = await connectTo(socketUrl, withToken)
  expect(await api.next()).toMatchObject({ kind: 'status', sequence: 1, status: { activeSystem: 'primary' } })
  api.send({ kind: 'call', id: 7, method: 'settings', input: {} })
  expect(await api.next()).toMatchObject({ kind: 'result', id: 7, output: { revision: 0, hasKey: false } })
  api.send({ kind: 'call', id: 8, method: 'switchOver', input: { requestId: 'r' } })
  const kinds: unknown[] = []
  for (let count = 0; count < 5; count += 1) {
    const frame = await api.next()
    kinds.push(frame.kind === 'status' ? frame.sequence : frame.kind)
  }
  expect(kinds).toEqual([2, 3, 4, 5, 'result'])
})

test('a browser connects with its cookie from its own page only', async () => {
  const { url, socketUrl, linkUrl, clock } = await startHere()
  const cookie = await logOn(url, linkUrl())
  const api = await connectTo(socketUrl, { cookie, origin: url })
  expect(await api.next()).toMatchObject({ kind: 'status' })
  expect(await refusedWith(socketUrl, { cookie })).toBe(403)
  expect(await refusedWith(socketUrl, { cookie, origin: 'http://evil.example' })).toBe(403)
  expect(await refusedWith(socketUrl, { cookie, origin: url, host: 'evil.example' })).toBe(403)
  expect(await refusedWith(socketUrl, { cookie: `${cookie}x`, origin: url })).toBe(401)
  expect(await refusedWith(socketUrl, { origin: url })).toBe(401)
  expect(await refusedWith(socketUrl, {})).toBe(403)
  expect(await refusedWith(socketUrl, { authorization: 'Bearer wrong' })).toBe(401)
  expect(await refusedWith(`${socketUrl}x`, withToken)).toBe(404)
  clock.ms += 13 * 60 * 60_000
  api.send({ kind: 'call', id: 1, method: 'settings', input: {} })
  expect(await api.closed).toBe(1008)
})

test('wrong calls are answered by their id, and no value is repeated', async () => {
  const { socketUrl } = await startHere()
  const api = await connectTo(socketUrl, withToken)
  await api.next()
  const error = async (method: string, input: unknown): Promise<ServerFrame> => {
    api.send({ kind: 'call', id: 3, method, input })
    return api.next()
  }
  for (const method of ['nothing', 'constructor', '__proto__', '']) {
    expect(await error(method, {})).toMatchObject({ kind: 'error', id: 3, code: 'badRequest' })
  }
  const settings = {
    enabled: true,
    role: 'primary',
    primaryAddress: 'x',
    secondaryAddress: '',
    lineSwitchAddress: '',
  }
  const refused = await error('apply', { requestId: 'r', revision: 0, key: 'my secret key', settings })
  expect(refused).toEqual({
    kind: 'error',
    id: 3,
    code: 'badRequest',
    message: 'The input of apply is not valid: look at settings.primaryAddress.',
  })
  expect(await error('confirmDeletions', { requestId: 'r', set: 'engine-breaks' })).toMatchObject({
    code: 'unavailable',
    message: 'The engine could not answer: no answer',
  })
})

test.each<[string, string | Buffer, number]>([
  ['not JSON', '{"kind":', 1008],
  ['not a frame', '{"kind":"call"}', 1008],
  ['more than a frame', '{"kind":"call","id":1,"method":"status","input":{},"more":1}', 1008],
  ['an overlong method', JSON.stringify({ kind: 'call', id: 1, method: 'x'.repeat(65), input: {} }), 1008],
  ['bytes', Buffer.from([0, 1, 2]), 1003],
  ['too long', ' '.repeat(MOST_FRAME_BYTES + 1), 1009],
])('a frame that is %s ends the connection, and only that one', async (_, frame, code) => {
  const { socketUrl } = await startHere()
  const [bad, good] = await Promise.all([connectTo(socketUrl, withToken), connectTo(socketUrl, withToken)])
  if (typeof frame === 'string') bad.send(frame)
  else bad.sendBinary(frame)
  expect(await bad.closed).toBe(code)
  await good.next()
  good.send({ kind: 'call', id: 1, method: 'status', input: {} })
  expect(await good.next()).toMatchObject({ kind: 'result', id: 1 })
})

test('calls that are never answered do not pile up', async () => {
  const { socketUrl } = await startHere()
  const api = await connectTo(socketUrl, withToken)
  await api.next()
  for (let id = 1; id <= 33; id += 1) {
    api.send({ kind: 'call', id, method: 'confirmDeletions', input: { requestId: 'r', set: 'never' } })
  }
  expect(await api.next()).toMatchObject({ kind: 'error', id: 33, code: 'unavailable' })
})

test('a viewer may look and may not act', async () => {
  const called: string[] = []
  const engine: EngineHandle = {
    call: (method) => {
      called.push(method)
      return Promise.resolve({ ok: true })
    },
    onStatus: () => {},
    onExit: () => {},
    stop: () => Promise.resolve(),
  }
  const viewer = { person: 'someone', authority: 'viewer' } as const
  const call = (method: string, input: unknown) =>
    answerCall({ kind: 'call', id: 1, method, input }, viewer, engine)
  expect(await call('settings', {})).toMatchObject({ kind: 'result' })
  for (const method of ['apply', 'switchOver', 'arm', 'disarm', 'confirmDeletions', 'tickCompletion']) {
    expect(await call(method, { requestId: 'r' })).toMatchObject({ kind: 'error', code: 'notAllowed' })
  }
  expect(called).toEqual(['settings'])
})
