import { expect, test } from 'vitest'
import type { AppFrame } from '../../shared/contract/desktop.ts'
import { connectionSentences } from '../../shared/domain/labels.ts'
import { statuses } from '../fixtures/statuses.ts'
import { ipcClient } from './ipc-client.ts'

/** A channel whose other end is this test. */
const channelPair = (callLimitMs?: number) => {
  const sent: { id: number; kind: string }[] = []
  let listener: (frame: string) => void = () => {}
  const client = ipcClient(
    {
      send: (frame) => sent.push(JSON.parse(frame)),
      onFrame: (next) => {
        listener = next
      },
    },
    callLimitMs,
  )
  const say = (frame: AppFrame | string): void =>
    listener(typeof frame === 'string' ? frame : JSON.stringify(frame))
  const hear = (): void => say({ kind: 'status', sequence: 1, status: statuses.healthy })
  return { client, sent, say, hear }
}

test('it is connected with the first status, which every listener gets', () => {
  const { client, hear } = channelPair()
  const heard: unknown[] = []
  client.onConnection((now) => heard.push(now))
  client.onStatus((status) => heard.push(status.activeSystem))
  hear()
  client.onStatus((status) => heard.push(`late: ${status.activeSystem}`))
  expect(heard).toEqual([false, true, 'primary', 'late: primary'])
})

test('a call is answered by its id, a wrong one with its sentence', async () => {
  const { client, sent, say, hear } = channelPair()
  await expect(client.call('status', {})).rejects.toThrow(connectionSentences.notConnected)
  hear()
  const answers = [client.call('arm', { requestId: 'a' }), client.call('disarm', { requestId: 'b' })]
  expect(sent.map(({ kind, id }) => [kind, id])).toEqual([
    ['call', 1],
    ['call', 2],
  ])
  say({ kind: 'error', id: 2, code: 'unavailable', message: 'The engine could not answer: no.' })
  say({ kind: 'result', id: 1, output: { ok: true } })
  await expect(answers[0]).resolves.toEqual({ ok: true })
  await expect(answers[1]).rejects.toThrow('The engine could not answer: no.')
})

test('when the app loses the engine calls end and it is said; the next status connects again', async () => {
  const { client, say, hear } = channelPair()
  const heard: boolean[] = []
  client.onConnection((now) => heard.push(now))
  hear()
  const call = client.call('status', {})
  say({ kind: 'connection', isConnected: false })
  await expect(call).rejects.toThrow(connectionSentences.lostMeanwhile)
  hear()
  expect(heard).toEqual([false, true, false, true])
})

test('what is not understood is not believed', async () => {
  const { client, say, hear } = channelPair()
  hear()
  const answer = client.call('status', {})
  say({ kind: 'result', id: 1, output: { activeSystem: 'neither' } })
  await expect(answer).rejects.toThrow(connectionSentences.notUnderstood)
  const call = client.call('status', {})
  say('{"kind":"shout"}')
  await expect(call).rejects.toThrow(connectionSentences.notUnderstood)
})

test('no answer in time and a closed window are sentences', async () => {
  const { client, sent, hear } = channelPair(5)
  hear()
  await expect(client.call('status', {})).rejects.toThrow(connectionSentences.timeOut)
  client.openWindow('administration')
  expect(sent.at(-1)).toEqual({ kind: 'open', window: 'administration' })
  client.close()
  await expect(client.call('status', {})).rejects.toThrow(connectionSentences.closed)
})
