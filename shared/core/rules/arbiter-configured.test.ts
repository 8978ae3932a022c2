import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { arbiterConfigured as arbiterConfiguredRule } from './arbiter-configured.ts'

const arbiterConfigured = judging(arbiterConfiguredRule)

it('asks for a third party both servers can ask', () => {
  expect(arbiterConfigured(stateWith(), START).holds).toBe(true)
  expect(arbiterConfigured(stateWith({}, { hasArbiter: false }), START)).toMatchObject({
    holds: false,
    remedy: 'setLineSwitchAddress',
  })
})

it('where there is none on purpose, a person looks at the other server', () => {
  const onPurpose = stateWith({ onCut: 'activeStays' }, { hasArbiter: false })
  expect(arbiterConfigured(onPurpose, START)).toMatchObject({ holds: false, remedy: 'forceIfOtherIsOff' })
})
