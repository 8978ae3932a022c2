import { expect, it } from 'vitest'
import { giverWaitMs } from '../state.ts'
import { judging, START, stateWith } from '../testing/state.ts'
import { giverWaitOver as giverWaitOverRule } from './giver-wait-over.ts'

const giverWaitOver = judging(giverWaitOverRule)

it('nothing was given: nothing to wait for', () => {
  expect(giverWaitOver(stateWith(), START)).toMatchObject({ holds: true, value: 0 })
})

it('a giver waits out its grant, counted anew from a restart', () => {
  const s = stateWith({}, { durable: { given: 4 } })
  const end = START + giverWaitMs(s.timing)
  expect(giverWaitOver(s, end - 1)).toMatchObject({ holds: false, value: 1, remedy: 'wait' })
  expect(giverWaitOver(s, end).holds).toBe(true)
})
