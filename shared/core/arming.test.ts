import { expect, it } from 'vitest'
import { isArmed, isBound } from './leases.ts'
import { slowTiming } from './testing/pair.ts'
import { armedPair, holder, servingPair } from './testing/stories.ts'

it('the active stores "bound" first, the standby "armed" on its answer', () => {
  const pair = servingPair()
  pair.secondary.input({ type: 'command', command: 'arm', requestId: 'r', person: 'operator' })
  expect(pair.secondary.disk.armedFor).toBe(0)
  let armedBeforeBound = false
  pair.watch = () => {
    if (pair.secondary.disk.armedFor !== 0 && pair.primary.disk.held?.bound !== true) armedBeforeBound = true
  }
  pair.settle()
  expect(armedBeforeBound).toBe(false)
  expect(pair.secondary.disk.armedFor).toBe(2)
  expect(pair.primary.disk.held?.bound).toBe(true)
})

it('the guardian has the lease’s end before the standby hears of "bound"', () => {
  const pair = servingPair()
  pair.pass(5_000)
  pair.press('secondary', 'arm')
  const { effects } = pair.primary
  const said = effects.findIndex((effect) => effect.do === 'send' && effect.message.kind === 'armStored')
  const told = effects.slice(0, said).flatMap((effect) => (effect.do === 'deadline' ? [effect.until] : []))
  expect(said).toBeGreaterThan(-1)
  expect(told.at(-1)).toBeGreaterThan(0)
})

it('can be ticked only on the standby, linked, its replica Updated, a cut decided', () => {
  const pair = servingPair()
  expect(pair.press('primary', 'arm')).toContain('thisSystemIsStandby')
  pair.unplug()
  expect(pair.press('secondary', 'arm')).toEqual(['linked'])
  const boxless = servingPair({ hasArbiter: false })
  expect(boxless.press('secondary', 'arm')).toEqual(['cutDecided'])
  const stale = servingPair()
  stale.crash('secondary')
  stale.secondary.replica = 'destinationUpdating'
  stale.secondary.disk = { ...stale.secondary.disk, replicaUpdatedFor: 0 }
  stale.boot('secondary')
  stale.pass(3_000)
  expect(stale.press('secondary', 'arm')).toEqual(['replicaUpdated'])
})

it('an active without a running lease refuses: it would be bound and let go at once', () => {
  const pair = servingPair()
  pair.boxAnswers.primary = false
  pair.carries = (message) => message.kind !== 'ack'
  pair.pass(20_000)
  expect(pair.press('secondary', 'arm')).toEqual(['leaseRunning'])
  expect(holder(pair)).toBe('primary')
  expect(isBound(pair.primary.state)).toBe(false)
})

it('a lost answer leaves the active bound and the standby unarmed, until the standby says so', () => {
  const pair = servingPair()
  pair.carries = (message) => message.kind !== 'armStored'
  expect(pair.press('secondary', 'arm')).toBeUndefined()
  expect(pair.primary.disk.held?.bound).toBe(true)
  pair.carries = () => true
  pair.unplug()
  pair.plug()
  pair.pass(2_000)
  expect(pair.secondary.disk.armedFor).toBe(0)
  expect(pair.primary.disk.held?.bound).toBe(false)
})

it('a late or second answer arms nothing: only the one to the latest question does', () => {
  const pair = armedPair()
  const number = pair.secondary.disk.armNumber
  pair.press('secondary', 'disarm')
  pair.deliver('secondary', { kind: 'armStored', number, epoch: 2 })
  expect(pair.secondary.disk.armedFor).toBe(0)
})

it('an answer for another epoch than the holder heard of arms nothing', () => {
  const pair = servingPair()
  pair.carries = (message) => message.kind !== 'armStored'
  pair.press('secondary', 'arm')
  pair.deliver('secondary', { kind: 'armStored', number: pair.secondary.disk.armNumber, epoch: 4 })
  expect(pair.secondary.disk.armedFor).toBe(0)
})

it('only the standby ends it: erased on disk, then the numbered "off" unbinds', () => {
  const pair = armedPair()
  pair.carries = (message) => message.kind !== 'armOff'
  expect(pair.press('secondary', 'disarm')).toBeNull()
  expect(pair.secondary.disk.armedFor).toBe(0)
  expect(pair.primary.disk.held?.bound).toBe(true)
  pair.carries = () => true
  pair.pass(1_000)
  expect(pair.primary.disk.held?.bound).toBe(false)
})

it('an "off" older than the newest question does not unbind what was armed since', () => {
  const pair = armedPair()
  const number = pair.secondary.disk.armNumber
  pair.deliver('primary', { kind: 'armOff', number: number - 1, epoch: 2 })
  expect(pair.primary.disk.held?.bound).toBe(true)
})

it('an "off" for another epoch does not unbind', () => {
  const pair = armedPair()
  pair.deliver('primary', { kind: 'armOff', number: pair.secondary.disk.armNumber + 1, epoch: 3 })
  expect(pair.primary.disk.held?.bound).toBe(true)
})

it('unticking stops an automatic take-over that is under way', () => {
  const pair = armedPair()
  pair.crash('primary')
  pair.pass(slowTiming.declareLostMs)
  expect(pair.secondary.state.mode).toBe('takingOver')
  pair.press('secondary', 'disarm')
  pair.pass(60_000)
  expect(holder(pair)).toBe('nobody')
})

it('holds for one epoch: a record for another one counts for nothing', () => {
  const pair = armedPair()
  pair.carries = (message) => message.kind !== 'ack' && message.kind !== 'armOff'
  const heartbeat = pair.primary.state.peer?.heartbeat
  if (heartbeat == null) throw new Error('no heartbeat was heard')
  pair.deliver('primary', { ...heartbeat, seen: 5 })
  pair.pass(1_000)
  expect(pair.secondary.disk.peerHeld.epoch).toBe(6)
  expect(isArmed(pair.secondary.state)).toBe(false)
})

it('is kept over restarts of both', () => {
  const pair = armedPair()
  pair.crash('secondary')
  pair.boot('secondary')
  pair.pass(3_000)
  expect(isArmed(pair.secondary.state)).toBe(true)
  expect(isBound(pair.primary.state)).toBe(true)
})
