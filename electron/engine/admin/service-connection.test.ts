import net from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { CONNECT_LIMIT_MS, connectTo } from './service-connection.ts'

let server: net.Server
afterEach(() => new Promise<void>((resolve) => server.close(() => resolve())))

/** The system takes connections for a program that stands still. */
test(
  'a service that takes a connection and says nothing is called stuck, not gone',
  async () => {
    const sockets = new Set<net.Socket>()
    server = net.createServer((socket) => sockets.add(socket))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as net.AddressInfo
    const connected = await connectTo({ address: '127.0.0.1', port }, {})
    for (const socket of sockets) socket.destroy()
    expect(connected).toMatchObject({ ok: false, code: null })
    expect(connected.ok ? '' : connected.message).toContain('its program is overloaded or stuck')
  },
  CONNECT_LIMIT_MS + 5_000,
)
