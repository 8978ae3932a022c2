import { once } from 'node:events'
import http from 'node:http'
import net from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { Probe, ServiceDefinition } from '../../../shared/contract/site.ts'
import { hasCarrier } from './carrier.ts'
import { createSurroundings, type Surroundings } from './surroundings.ts'

/** Real sockets on loopback: the other server is 127.0.0.22. */

const PEER = '127.0.0.22'
const LIMIT_MS = 3_000
const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

const listening = async (server: net.Server): Promise<number> => {
  server.listen(0, PEER)
  await once(server, 'listening')
  ends.push(() => new Promise((resolve) => server.close(resolve)))
  return (server.address() as net.AddressInfo).port
}
const serviceWith = (probe: Probe): ServiceDefinition => ({
  id: 'one',
  shownAs: 'other',
  runs: 'whenActive',
  runner: { kind: 'unit', unit: 'one' },
  probe,
})
const around = (probes: readonly Probe[], gateway: string | null = null): Surroundings => {
  const made = createSurroundings({
    services: probes.map(serviceWith),
    ownAddress: '127.0.0.21',
    peerAddress: PEER,
    gateway,
  })
  ends.push(() => made.close())
  return made
}
const tcp = (port: number): Probe => ({ kind: 'tcp', host: '127.0.0.1', port })
/** A port that nobody serves: one that was served a moment ago. */
const closedPort = async (): Promise<number> => {
  const server = net.createServer()
  const port = await listening(server)
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('the other server’s services', () => {
  it('one that answers is named, however many do not', async () => {
    const port = await listening(net.createServer((socket) => socket.destroy()))
    const look = await around([tcp(await closedPort()), tcp(port)]).look(true, LIMIT_MS)
    expect(look).toEqual({ answering: `tcp:${PEER}:${port}`, gateway: 'notConfigured', hasCarrier: true })
  })

  it('an error page comes from a living service', async () => {
    const port = await listening(http.createServer((_, response) => response.writeHead(500).end()))
    const { answering } = await around([{ kind: 'http', url: `http://localhost:${port}/` }]).look(
      true,
      LIMIT_MS,
    )
    expect(answering).toBe(`http:${PEER}:${port}`)
  })

  it('a refused connection is no answer, and is known at once', async () => {
    const { answering } = await around([tcp(await closedPort())]).look(true, 60_000)
    expect(answering).toBeNull()
  })

  it('they are not asked when only the own network is', async () => {
    let isAsked = false
    const server = net.createServer((socket) => {
      isAsked = true
      socket.destroy()
    })
    const port = await listening(server)
    expect((await around([tcp(port)]).look(false, LIMIT_MS)).answering).toBeNull()
    expect(isAsked).toBe(false)
  })
})

describe('the own network', () => {
  it('a gateway that refuses a connection answers', async () => {
    expect((await around([], '127.0.0.23').look(false, LIMIT_MS)).gateway).toBe('answers')
  })

  it('one that is nowhere is silent, within the limit', async () => {
    // Nobody can be connected to there, nor pinged without saying so.
    expect((await around([], '255.255.255.255').look(false, 200)).gateway).toBe('silent')
  })

  it('an address no interface has is without a network; loopback never is', () => {
    expect(hasCarrier('192.0.2.7')).toBe(false)
    expect(hasCarrier('127.0.0.21')).toBe(true)
  })
})
