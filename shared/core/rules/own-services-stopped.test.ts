import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { ownServicesStopped as ownServicesStoppedRule } from './own-services-stopped.ts'

const ownServicesStopped = judging(ownServicesStoppedRule)

it.each([
  ['stopped', true],
  ['stopping', false],
  ['starting', false],
  ['running', false],
] as const)('services that are %s: %s', (services, holds) => {
  expect(ownServicesStopped(stateWith({ services }), START)).toMatchObject({ holds, value: services })
})
