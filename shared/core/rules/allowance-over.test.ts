import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { allowanceOver as allowanceOverRule } from './allowance-over.ts'

const allowanceOver = judging(allowanceOverRule)

it('a server that booted waits its allowance', () => {
  const s = stateWith()
  const { startUpAllowanceMs } = s.timing
  expect(allowanceOver(s, START)).toMatchObject({
    holds: false,
    value: startUpAllowanceMs,
    remedy: 'waitForAllowance',
  })
  expect(allowanceOver(s, START + startUpAllowanceMs)).toMatchObject({ holds: true, value: 0 })
})
