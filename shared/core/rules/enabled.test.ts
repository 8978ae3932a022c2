import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { enabled as enabledRule } from './enabled.ts'

const enabled = judging(enabledRule)

it('a server that stands alone takes control from nobody', () => {
  expect(enabled(stateWith(), START).holds).toBe(true)
  expect(enabled(stateWith({ mode: 'disabled' }), START)).toMatchObject({
    holds: false,
    value: false,
    remedy: 'enableRedundancy',
  })
})
