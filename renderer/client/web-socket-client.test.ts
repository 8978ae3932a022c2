import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws'
import type { ContractClient } from '../../shared/contract/contract.ts'
import { everyRecord } from '../../shared/contract/record.ts'
import type { Status } from '../../shared/contract/status.ts'
import { connectionSentences } from '../../shared/domain/labels.ts'
import { statuses } from '../fixtures/statuses.ts'
import { apiUrl, webSocketClient } from './web-socket-client.ts'

/** A real server and a real socket; the server does what the test tells it. */
let server: WebSocketServer
let client: ContractClient
let onCall: (socket: ServerSocket, call: { id: number; method: string }) => void
let connections: number

const push = (socket: ServerSocket, sequence: number, status: Status): void =>
  socket.send(JSON.stringify({ kind: 'status', sequence, status }))
const url = (): string => `ws://127.0.0.1:${(server.address() as AddressInfo).port}/api`
const nextStatus = (): Promise<Status> =>
  new Promise((resolve) => {
    const stop = client.onStatus((status) => {
      queueMicrotask(() => stop())
      resolve(status)
    })
  })
const connectionIs = (wanted: boolean): Promise<void> =>
  new Promise((resolve) => {
    client.onConnection((isConnected) => {
      if (isConnected === wanted) resolve()
    })
  })

beforeEach(async () => {
  connections = 0
  onCall = () => undefined
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/api' })
  server.on('connection', (socket) => {
    connections += 1
    socket.on('message', (data) => onCall(socket, JSON.parse(String(data))))
    push(socket, 1, statuses.healthy)
  })
  await new Promise((resolve) => server.once('listening', resolve))
})
afterEach(async () => {
  client.close()
  for (const socket of server.clients) socket.terminate()
  await new Promise((resolve) => server.close(resolve))
})

describe('status', () => {
  test('comes as the first frame; a later listener gets the last one at once', async () => {
    client = webSocketClient(url())
    expect(await nextStatus()).toEqual(statuses.healthy)
    let again: Status | null = null
    client.onStatus((status) => {
      again = status
    })()
    expect(again).toEqual(statuses.healthy)
  })
  test('an older frame is left out', async () => {
    client = webSocketClient(url())
    await nextStatus()
    const heard: number[] = []
    client.onStatus((status) => heard.push(status.epoch))
    for (const socket of server.clients) {
      push(socket, 3, { ...statuses.healthy, epoch: 33 })
      push(socket, 2, { ...statuses.healthy, epoch: 22 })
      push(socket, 4, { ...statuses.healthy, epoch: 44 })
    }
    await new Promise<void>((resolve) => {
      client.onStatus((status) => status.epoch === 44 && resolve())
    })
    expect(heard).toEqual([12, 33, 44])
  })
})

describe('calls', () => {
  test('are answered by their number, whatever the order', async () => {
    client = webSocketClient(url())
    await connectionIs(true)
    const held: { socket: ServerSocket; id: number; method: string }[] = []
    onCall = (socket, { id, method }) => {
      held.push({ socket, id, method })
      if (held.length < 2) return
      for (const call of held.reverse()) {
        const output = call.method === 'arm' ? { ok: true } : { entries: [], damaged: [], next: null }
        call.socket.send(JSON.stringify({ kind: 'result', id: call.id, output }))
      }
    }
    const [armed, record] = await Promise.all([
      client.call('arm', { requestId: 'a' }),
      client.call('record', { filter: everyRecord, limit: 10, after: null }),
    ])
    expect(armed).toEqual({ ok: true })
    expect(record).toEqual({ entries: [], damaged: [], next: null })
  })
  test("reject with the server's sentence", async () => {
    client = webSocketClient(url())
    await connectionIs(true)
    onCall = (socket, { id }) =>
      socket.send(JSON.stringify({ kind: 'error', id, code: 'notAllowed', message: 'Only operators may.' }))
    await expect(client.call('arm', { requestId: 'a' })).rejects.toThrow('Only operators may.')
  })
  test('reject an answer of a wrong shape', async () => {
    client = webSocketClient(url())
    await connectionIs(true)
    onCall = (socket, { id }) => socket.send(JSON.stringify({ kind: 'result', id, output: { ok: 'maybe' } }))
    await expect(client.call('arm', { requestId: 'a' })).rejects.toThrow(connectionSentences.notUnderstood)
  })
  test('without connection reject at once', async () => {
    client = webSocketClient('ws://127.0.0.1:9/api')
    await expect(client.call('arm', { requestId: 'a' })).rejects.toThrow(connectionSentences.notConnected)
  })
  test('reject when the connection is lost before the answer', async () => {
    client = webSocketClient(url())
    await connectionIs(true)
    onCall = (socket) => socket.terminate()
    await expect(client.call('arm', { requestId: 'a' })).rejects.toThrow(connectionSentences.lostMeanwhile)
  })
  test('time out, and the silent connection is given up', async () => {
    client = webSocketClient(url(), 50)
    await connectionIs(true)
    const lost = connectionIs(false)
    await expect(client.call('arm', { requestId: 'a' })).rejects.toThrow(connectionSentences.timeOut)
    await lost
  })
})

describe('a lost connection', () => {
  test('is said, and comes back by itself with a new first status', async () => {
    client = webSocketClient(url())
    await nextStatus()
    const heard: boolean[] = []
    client.onConnection((isConnected) => heard.push(isConnected))
    const lost = connectionIs(false)
    for (const socket of server.clients) socket.terminate()
    await lost
    expect(await nextStatus()).toEqual(statuses.healthy)
    expect(heard).toEqual([true, false, true])
    expect(connections).toBe(2)
  })
  test('a path that accepts and drops at once is no connection', async () => {
    const dropping = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    const dropped = new Promise<void>((resolve) => {
      let count = 0
      dropping.on('connection', (socket) => {
        socket.terminate()
        count += 1
        if (count === 2) resolve()
      })
    })
    await new Promise((resolve) => dropping.once('listening', resolve))
    client = webSocketClient(`ws://127.0.0.1:${(dropping.address() as AddressInfo).port}/api`)
    const heard: boolean[] = []
    client.onConnection((isConnected) => heard.push(isConnected))
    await dropped
    expect(heard).toEqual([false])
    await new Promise((resolve) => dropping.close(resolve))
  })
  test('a frame that is not understood ends the connection', async () => {
    client = webSocketClient(url())
    await nextStatus()
    const lost = connectionIs(false)
    for (const socket of server.clients) socket.send('{"kind":"status","sequence":2,"status":{}}')
    await lost
  })
})

test('the API stands beside the page', () => {
  expect(apiUrl({ protocol: 'http:', host: 'localhost:9680' })).toBe('ws://localhost:9680/api')
  expect(apiUrl({ protocol: 'https:', host: 'primary.example' })).toBe('wss://primary.example/api')
})
