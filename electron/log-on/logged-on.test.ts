import { expect, test } from 'vitest'
import type { AppFrame, ShellFrame } from '../../shared/contract/desktop.ts'
import type { Status } from '../../shared/contract/status.ts'
import { sampleStatus } from '../service/fixtures/sample-status.ts'
import { createLoggedOn } from './logged-on.ts'
import type { OtherServer, Reached } from './other-server.ts'

/** A server that says what the test tells it to. */
const server = (name: string) => {
  const calls: string[] = []
  let onStatus: (sequence: number, status: Status) => void = () => {}
  let onConnection: (isConnected: boolean) => void = () => {}
  let onOver: () => void = () => {}
  let isStopped = false
  const other: OtherServer = {
    place: { address: '127.0.0.2', port: 9680 },
    call: async (method) => calls.push(`${name}: ${method}`),
    onStatus: (listener) => {
      onStatus = listener
    },
    onConnection: (listener) => {
      onConnection = listener
      listener(true)
    },
    onOver: (listener) => {
      onOver = listener
    },
    stop: () => {
      isStopped = true
    },
  }
  return {
    other,
    calls,
    isStopped: () => isStopped,
    show: (address: string) =>
      onStatus(1, { ...sampleStatus, currentServer: { address, role: 'secondary' } }),
    connect: (isConnected: boolean) => onConnection(isConnected),
    over: () => onOver(),
  }
}

const bench = (reached?: Reached) => {
  const here = server('here')
  const there = server('there')
  const loggedOn = createLoggedOn(here.other, async () => reached ?? { ok: true, server: there.other })
  const said: (AppFrame | ShellFrame)[] = []
  let changes = 0
  loggedOn.onFrame((frame) => said.push(frame))
  loggedOn.onLogOn(() => {
    changes += 1
  })
  return {
    here,
    there,
    loggedOn,
    changes: () => changes,
    heard: () => said.splice(0).map(({ kind }) => kind),
  }
}
const always = () => true

test('after a log-on the windows hear and command the other server, and it alone', async () => {
  const { here, there, loggedOn, changes, heard } = bench()
  here.show('10.0.0.1')
  expect(heard()).toEqual(['status'])
  expect(await loggedOn.logOnThere('link', always)).toBe(null)
  expect(changes()).toBe(1)
  expect(loggedOn.status()).toBe(null)
  expect(loggedOn.shown()).toEqual({ kind: 'there', address: '127.0.0.2:9680', isOver: false })
  here.show('10.0.0.1')
  here.connect(false)
  expect(heard()).toEqual([])
  there.show('10.0.0.2')
  expect(heard()).toEqual(['server', 'status'])
  expect(loggedOn.shown()).toMatchObject({ address: '10.0.0.2' })
  await loggedOn.commanded().call('arm', {}, { person: 'p', authority: 'operator' })
  expect([here.calls, there.calls]).toEqual([[], ['there: arm']])
})

test('back here the other server is left, and says nothing any more', async () => {
  const { here, there, loggedOn, changes, heard } = bench()
  await loggedOn.logOnThere('link', always)
  here.show('10.0.0.1')
  loggedOn.logOnHere()
  expect([changes(), there.isStopped(), loggedOn.shown().kind]).toEqual([2, true, 'here'])
  expect(loggedOn.first().map(({ kind }) => kind)).toEqual(['server', 'status'])
  there.show('10.0.0.2')
  there.connect(false)
  there.over()
  expect(heard()).toEqual([])
})

test('a lost connection and the end of the log-on are said', async () => {
  const { there, loggedOn, heard } = bench()
  await loggedOn.logOnThere('link', always)
  there.show('10.0.0.2')
  heard()
  there.connect(false)
  expect(heard()).toEqual(['connection'])
  expect(loggedOn.status()).toBe(null)
  there.over()
  expect(heard()).toEqual(['server'])
  expect(loggedOn.shown()).toEqual({ kind: 'there', address: '10.0.0.2', isOver: true })
})

test('a refused log-on changes nothing', async () => {
  const { loggedOn, changes } = bench({ ok: false, why: 'used' })
  expect(await loggedOn.logOnThere('link', always)).toBe('used')
  expect([changes(), loggedOn.shown().kind]).toEqual([0, 'here'])
})

test('a log-on that was given up meanwhile changes nothing, and its session is left', async () => {
  const { there, loggedOn, changes } = bench()
  expect(await loggedOn.logOnThere('link', () => false)).toBe(null)
  expect([changes(), loggedOn.shown().kind, there.isStopped()]).toEqual([0, 'here', true])
})
