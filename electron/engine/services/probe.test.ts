import dgram from 'node:dgram'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { down, type Limit, unknown, up } from './finding.ts'
import { askPhones } from './phones.ts'
import { lookWith } from './probe.ts'

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

const AMPLE: Limit = { timeoutMs: 10_000, signal: new AbortController().signal }
const SHORT: Limit = { timeoutMs: 200, signal: new AbortController().signal }
const unused = (): never => {
  throw new Error('not asked')
}

const listening = async (server: net.Server): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket) => sockets.add(socket))
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy()
    return new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}
const freePort = async () => {
  const server = net.createServer()
  const port = await listening(server)
  await cleanups.pop()?.()
  return port
}
const web = async (answer: http.RequestListener) => {
  const server = http.createServer(answer)
  return `http://127.0.0.1:${await listening(server)}/`
}
const udp = async (answer: (request: string, reply: (text: string) => void) => void) => {
  const socket = dgram.createSocket('udp4')
  socket.on('message', (bytes, from) =>
    answer(bytes.toString(), (text) => socket.send(text, from.port, from.address)),
  )
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  cleanups.push(() => new Promise<void>((resolve) => socket.close(resolve)))
  return socket.address().port
}
const callIdOf = (request: string) => /Call-ID: (\S+)/.exec(request)?.[1]

describe('tcp', () => {
  const look = (port: number, limit = AMPLE) =>
    lookWith({ kind: 'tcp', host: '127.0.0.1', port }, unused, limit)

  it('is up when the connection is taken', async () => {
    const server = net.createServer((socket) => socket.on('error', () => {}))
    expect(await look(await listening(server))).toEqual(up)
  })

  it('is down when it is refused', async () => {
    const port = await freePort()
    expect(await look(port)).toEqual(down(`connection refused by 127.0.0.1:${port}`))
  })

  it('is down at an address nobody has', async () => {
    const probe = { kind: 'tcp', host: '192.0.2.1', port: 9 } as const
    expect(await lookWith(probe, unused, SHORT)).toMatchObject({ value: 'down' })
  })
})

describe('http', () => {
  const look = (url: string, limit = AMPLE) => lookWith({ kind: 'http', url }, unused, limit)

  it.each([
    [200, 'up'],
    [302, 'up'],
    [401, 'up'],
    [404, 'up'],
    [500, 'down'],
    [503, 'down'],
  ])('status %i is %s', async (status, value) => {
    const url = await web((_, response) => response.writeHead(status).end())
    expect(await look(url)).toMatchObject({ value })
  })

  it('does not wait for the body', async () => {
    const url = await web((_, response) => response.writeHead(200).flushHeaders())
    expect(await look(url)).toEqual(up)
  })

  it('is down when it takes the request and hangs', async () => {
    const url = await web(() => {})
    expect(await look(url, SHORT)).toEqual(down(`${new URL(url).host} did not answer within 200 ms`))
  })

  it('is down when it breaks off, or speaks something else', async () => {
    const reset = net.createServer((socket) => socket.on('error', () => {}).resetAndDestroy())
    expect(await look(`http://127.0.0.1:${await listening(reset)}/`)).toMatchObject({ value: 'down' })
    const other = net.createServer((socket) => socket.on('error', () => {}).end('220 mail ready\r\n'))
    expect(await look(`http://127.0.0.1:${await listening(other)}/`)).toMatchObject({ value: 'down' })
  })

  it('refuses other schemes', async () => {
    expect(await look('ftp://127.0.0.1/')).toEqual(down('ftp: is not http: or https:'))
  })

  it('ends with its owner', async () => {
    const owner = new AbortController()
    const url = await web(() => owner.abort())
    expect(await look(url, { timeoutMs: 60_000, signal: owner.signal })).toMatchObject({ value: 'down' })
  })
})

describe('sip', () => {
  const look = (port: number, limit = AMPLE) =>
    lookWith({ kind: 'sip', host: '127.0.0.1', port }, unused, limit)

  it.each(['200 OK', '401 Unauthorized', '404 Not Found', '503 Service Unavailable'])(
    'is up by %s',
    async (status) => {
      const port = await udp((request, reply) =>
        reply(`SIP/2.0 ${status}\r\nCall-ID: ${callIdOf(request)}\r\n\r\n`),
      )
      expect(await look(port)).toEqual(up)
    },
  )

  it('repeats a lost request, the same one', async () => {
    const heard: string[] = []
    const port = await udp((request, reply) => {
      heard.push(request)
      if (heard.length === 3) reply(`SIP/2.0 200 OK\r\ni: ${callIdOf(request)}\r\n\r\n`)
    })
    expect(await look(port)).toEqual(up)
    expect(new Set(heard).size).toBe(1)
  })

  it('is down when all is lost', async () => {
    const port = await udp(() => {})
    expect(await look(port, SHORT)).toEqual(down(`127.0.0.1:${port} did not answer within 200 ms`))
  })

  it('is down when the port is closed, without waiting', async () => {
    const port = await udp(() => {})
    await cleanups.pop()?.()
    expect(await look(port)).toEqual(down(`connection refused by 127.0.0.1:${port}`))
  })

  it('does not count what answers another call', async () => {
    const port = await udp((request, reply) => {
      reply('SIP/2.0 200 OK\r\nCall-ID: another\r\n\r\n')
      reply(request)
      reply('')
    })
    expect(await look(port, SHORT)).toMatchObject({ value: 'down' })
  })

  it('is down when the name is not known', async () => {
    const probe = { kind: 'sip', host: 'no-such-host.invalid', port: 5060 } as const
    expect(await lookWith(probe, unused, SHORT)).toMatchObject({ value: 'down' })
  })
})

it('process: what its keeper says', async () => {
  const look = (state: 'running' | 'stopped' | 'unknown') => lookWith({ kind: 'process' }, () => state, AMPLE)
  expect(await look('running')).toEqual(up)
  expect(await look('stopped')).toEqual(down('its process is not running'))
  expect(await look('unknown')).toEqual(unknown('nothing is known of its process'))
})

describe('telephones', () => {
  const page = (body: string, status = 200) => web((_, response) => response.writeHead(status).end(body))

  it('reads the names', async () => {
    const url = await page('{"expected":["101","102"],"registered":["102"],"more":1}')
    expect(await askPhones(url, AMPLE)).toEqual({
      ok: true,
      phones: { expected: ['101', '102'], registered: ['102'] },
    })
  })

  it.each([
    ['no JSON', 'hello', 200],
    ['another shape', '{"expected":"101","registered":[]}', 200],
    ['too long a name', JSON.stringify({ expected: ['x'.repeat(65)], registered: [] }), 200],
    ['too many names', JSON.stringify({ expected: Array(4_097).fill('1'), registered: [] }), 200],
    ['too much', ' '.repeat(2 << 20), 200],
    ['a refusal', '{"expected":[],"registered":[]}', 403],
  ])('refuses %s', async (_, body, status) => {
    expect(await askPhones(await page(body, status), AMPLE)).toMatchObject({ ok: false })
  })

  it('refuses half an answer', async () => {
    const url = await web((_, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('{"expected"')
      setImmediate(() => response.destroy())
    })
    expect(await askPhones(url, AMPLE)).toMatchObject({ ok: false })
  })
})
