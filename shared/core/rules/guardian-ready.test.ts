import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { guardianReady as guardianReadyRule } from './guardian-ready.ts'

const guardianReady = judging(guardianReadyRule)

it('asks for the process that stops the services at the end of the lease', () => {
  expect(guardianReady(stateWith(), START)).toMatchObject({ holds: false, remedy: 'checkGuardian' })
  expect(guardianReady(stateWith({ guardianReady: true }), START).holds).toBe(true)
})
