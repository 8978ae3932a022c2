import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { lineOnOwnSide as lineOnOwnSideRule } from './line-on-own-side.ts'

const lineOnOwnSide = judging(lineOnOwnSideRule)

it.each([
  ['primary', 'A', true],
  ['primary', 'B', false],
  ['secondary', 'B', true],
  ['secondary', 'mixed', false],
  ['secondary', 'forcedLocally', false],
] as const)('the %s with the line on %s: %s', (role, position, holds) => {
  const s = stateWith({ reading: { position, at: START } }, { role })
  expect(lineOnOwnSide(s, START)).toMatchObject({ holds, value: position })
})

it('a line that was not read is on nobody’s side', () => {
  expect(lineOnOwnSide(stateWith(), START)).toMatchObject({ holds: false, value: 'unverified', limit: 'B' })
})
