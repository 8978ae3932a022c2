import { expect, test } from 'vitest'
import { createGate } from './gate.ts'
import {
  FAILURE_ADDRESSES,
  FAILURES_AT_ONCE,
  FAILURES_PER_SECOND,
  UNPROVED_PEER,
  UNPROVED_STRANGERS,
} from './limits.ts'

const peer = '10.0.0.2'

const createTime = () => {
  let now = 0
  return {
    now: () => now,
    pass: (ms: number) => {
      now += ms
    },
  }
}

test('strangers fill their own places, never the peer’s', () => {
  const gate = createGate(peer, createTime())
  for (let taken = 0; taken < UNPROVED_STRANGERS; taken++) expect(gate.enter(`10.0.1.${taken}`)).toBe(true)
  expect(gate.enter('10.0.2.1')).toBe(false)
  for (let taken = 0; taken < UNPROVED_PEER; taken++) expect(gate.enter(peer)).toBe(true)
  expect(gate.enter(peer)).toBe(false)
  gate.leave(peer)
  gate.leave('10.0.1.1')
  expect([gate.enter(peer), gate.enter('10.0.2.1'), gate.enter('10.0.2.1')]).toEqual([true, true, false])
})

test('failures are limited per address and forgiven with time', () => {
  const time = createTime()
  const gate = createGate(peer, time)
  for (let failed = 0; failed < FAILURES_AT_ONCE; failed++) {
    expect(gate.isLimited(peer)).toBe(false)
    gate.failed(peer)
  }
  expect(gate.isLimited(peer)).toBe(true)
  expect(gate.isLimited('10.0.0.3')).toBe(false)
  time.pass(1_000 / FAILURES_PER_SECOND)
  expect(gate.isLimited(peer)).toBe(false)
  gate.failed(peer)
  expect(gate.isLimited(peer)).toBe(true)
})

test('the memory of failures is bounded', () => {
  const gate = createGate(peer, createTime())
  for (let failed = 0; failed < FAILURES_AT_ONCE; failed++) gate.failed('10.0.0.3')
  for (let other = 0; other < FAILURE_ADDRESSES; other++) gate.failed(`other ${other}`)
  expect(gate.isLimited('10.0.0.3')).toBe(false)
})
