import { expect, test } from 'vitest'
import type { FrameChannel } from '../../shared/contract/desktop.ts'
import { splitChannel } from './shell.ts'

/** A channel whose other end is this test. */
const split = () => {
  const sent: unknown[] = []
  const said: { listener: (text: string) => void } = { listener: () => undefined }
  const channel: FrameChannel = {
    send: (text) => sent.push(JSON.parse(text)),
    onFrame: (listener) => {
      said.listener = listener
    },
  }
  const { engine, shell } = splitChannel(channel)
  const forEngine: string[] = []
  engine.onFrame((text) => forEngine.push(text))
  return { engine, shell, sent, forEngine, say: (frame: unknown) => said.listener(JSON.stringify(frame)) }
}

test("what the app says itself is the shell's, everything else the engine's", () => {
  const { shell, forEngine, say } = split()
  const warnings: string[] = []
  shell.onWarning((is) => warnings.push(is))
  say({ kind: 'server', server: { kind: 'there', address: '10.0.0.2', isOver: false } })
  say({ kind: 'warning', is: 'elsewhere' })
  expect(shell.state.getState().server).toEqual({ kind: 'there', address: '10.0.0.2', isOver: false })
  expect(warnings).toEqual(['elsewhere'])
  expect(forEngine).toEqual([])
  say({ kind: 'connection', isConnected: false })
  say({ kind: 'server', server: 'hostile' })
  expect(forEngine).toHaveLength(2)
})

test('a log-on is running until it is refused', () => {
  const { shell, sent, say } = split()
  shell.logOn('http://127.0.0.2:9680/?link=x')
  expect(sent).toEqual([{ kind: 'logOn', link: 'http://127.0.0.2:9680/?link=x' }])
  expect(shell.state.getState().logOn).toEqual({ phase: 'running' })
  say({ kind: 'logOnRefused', why: 'used' })
  expect(shell.state.getState().logOn).toEqual({ phase: 'refused', why: 'used' })
  shell.forgetRefusal()
  expect(shell.state.getState().logOn).toEqual({ phase: 'idle' })
})
