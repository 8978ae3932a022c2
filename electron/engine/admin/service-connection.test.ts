import { once } from 'node:events'
import net from 'node:net'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { noLink } from '../../../shared/domain/no-link.ts'
import { CONNECT_LIMIT_MS, connectTo } from './service-connection.ts'

let server: Pick<net.Server | WebSocketServer, 'close'>
afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())))

/** The system takes connections for a program that stands still. */
test(
  'a service that takes a connection and says nothing is called stuck, not gone',
  async () => {
    const sockets = new Set<net.Socket>()
    const silent = net.createServer((socket) => sockets.add(socket))
    server = silent
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as net.AddressInfo
    const connected = await connectTo({ address: '127.0.0.1', port }, {})
    for (const socket of sockets) socket.destroy()
    expect(connected).toMatchObject({ ok: false, code: null })
    expect(connected.ok ? '' : connected.message).toContain('its program is overloaded or stuck')
  },
  CONNECT_LIMIT_MS + 5_000,
)

test('an examination of the link is waited for longer than any other call, as in the windows', async () => {
  const service = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server = service
  await once(service, 'listening')
  const { port } = service.address() as net.AddressInfo
  const asked: string[] = []
  const told = new Promise<() => void>((resolve) => {
    service.on('connection', (socket) =>
      socket.on('message', (text) => {
        asked.push(String(text))
        const answer = JSON.stringify({ kind: 'result', id: 1, output: noLink })
        if (asked.length === 2) resolve(() => socket.send(answer))
      }),
    )
  })
  const connected = await connectTo({ address: '127.0.0.1', port }, {})
  if (!connected.ok) throw new Error(connected.message)
  const { connection } = connected
  onTestFinished(() => void vi.useRealTimers())
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const examined = connection.call('examineLink', {})
  const status = connection.call('status', {})
  const answer = await told
  vi.advanceTimersByTime(59_000)
  await expect(status).rejects.toThrow('The service did not answer within 30 s.')
  answer()
  expect(await examined).toEqual(noLink)
  vi.useRealTimers()
  connection.close()
  await connection.closed
})
