import fs from 'node:fs'
import net, { type AddressInfo } from 'node:net'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readStaticFiles } from '../engine/admin/static-files.ts'
import { scratchFolder } from '../engine/store/fixtures.ts'
import { startStubEngine } from '../service/fixtures/stub-engine.ts'
import { startService } from '../service/service.ts'
import { SESSION_MS } from '../service/sessions.ts'
import { type OtherServer, reach } from './other-server.ts'

/** A real service, its sockets, and a clock that the test moves. */
const startThere = async () => {
  const clock = { ms: 0 }
  const dataDir = scratchFolder()
  const started = await startService({
    address: '127.0.0.2',
    port: 0,
    files: readStaticFiles(scratchFolder()),
    log: { info: () => {}, warn: () => {} },
    now: () => clock.ms,
  })
  if (!started.ok) throw new Error(started.message)
  const { service } = started
  onTestFinished(() => service.close())
  service.open('the-admin-token', await startStubEngine({ dataDir }))
  const calls = (): unknown[] =>
    fs
      .readFileSync(path.join(dataDir, 'calls.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  return { service, clock, calls }
}

const reached = async (link: string): Promise<OtherServer> => {
  const answer = await reach(link, null, 'tester')
  if (!answer.ok) throw new Error(answer.why)
  onTestFinished(() => answer.server.stop())
  return answer.server
}
const connectionIs = (server: OtherServer, wanted: boolean): Promise<void> =>
  new Promise((resolve) => server.onConnection((now) => now === wanted && resolve()))

test('with a link it hears and commands that server, by name', async () => {
  const { service, calls } = await startThere()
  const server = await reached(service.linkUrl())
  const status = await new Promise((resolve) => server.onStatus((_sequence, now) => resolve(now)))
  expect(status).toMatchObject({ currentServer: expect.anything() })
  expect(await server.call('disarm', { requestId: 'a' })).toEqual({ ok: true })
  expect(calls().at(-1)).toEqual({ method: 'disarm', person: 'link:tester', authority: 'operator' })
})

test('a link is good once', async () => {
  const { service } = await startThere()
  const link = service.linkUrl()
  await reached(link)
  expect(await reach(link, null, 'tester')).toEqual({ ok: false, why: 'used' })
})

test('a lost connection comes back by itself while the session is valid', async () => {
  const { service, calls } = await startThere()
  const server = await reached(service.linkUrl())
  const lost = connectionIs(server, false)
  // What the service does not understand ends the connection, not the session.
  await expect(server.call('x'.repeat(100) as 'status', {})).rejects.toThrow()
  await lost
  await connectionIs(server, true)
  expect(await server.call('disarm', { requestId: 'b' })).toEqual({ ok: true })
  expect(calls().at(-1)).toMatchObject({ person: 'link:tester' })
})

test('when that server knows the session no more it is said, and not tried for ever', async () => {
  const { service, clock } = await startThere()
  const server = await reached(service.linkUrl())
  const over = new Promise<void>((resolve) => server.onOver(resolve))
  clock.ms += SESSION_MS
  await expect(server.call('disarm', { requestId: 'c' })).rejects.toThrow(
    /connection to the service was lost/,
  )
  await over
  await expect(server.call('disarm', { requestId: 'd' })).rejects.toThrow(/does not answer/)
})

const token = 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEF_'
/** Somebody else at an address of this computer. */
const startStranger = async (answer: string): Promise<string> => {
  const stranger = net.createServer((socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end(answer))
  })
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.2', resolve))
  onTestFinished(() => void stranger.close())
  return `http://127.0.0.2:${(stranger.address() as AddressInfo).port}/?link=${token}`
}

test.each([
  ['HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', 'notAService'],
  ['HTTP/1.1 303 See Other\r\ncontent-length: 0\r\n\r\n', 'notAService'],
  [
    'HTTP/1.1 303 See Other\r\nset-cookie: other=abcdefghijklmnopqrst\r\ncontent-length: 0\r\n\r\n',
    'notAService',
  ],
  ['SSH-2.0-OpenSSH_9.2\r\n', 'notAService'],
  ['HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\n\r\n', 'tooManyTries'],
  ['', 'unreachable'],
])('whoever answers %j is no service: %s', async (answer, why) => {
  expect(await reach(await startStranger(answer), null, 'tester')).toEqual({ ok: false, why })
})

test('nobody there is said', async () => {
  const link = `http://127.0.0.2:1/?link=${token}`
  expect(await reach(link, null, 'tester')).toEqual({ ok: false, why: 'unreachable' })
})
