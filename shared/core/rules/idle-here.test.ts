import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { idleHere as rule } from './idle-here.ts'

const idleHere = judging(rule)

it.each([
  ['standby', true],
  ['granted', true],
  ['takingOver', false],
  ['active', false],
  ['disabled', false],
] as const)('a server that is %s: %s', (mode, holds) => {
  expect(idleHere(stateWith({ mode }), START)).toMatchObject({ holds, value: mode })
})
