import { expect, it } from 'vitest'
import type { State } from '../state.ts'
import { judging, START, stateWith } from '../testing/state.ts'
import { ownNetwork as ownNetworkRule } from './own-network.ts'

const ownNetwork = judging(ownNetworkRule)
const { signOfLifeMs, declareLostMs, slowLookIntervalMs, lookTimeoutMs } = stateWith().timing

const withGateway = (answeredAt: number, change: Partial<State> = {}): State =>
  stateWith({ gateway: 'configured', gatewayAnsweredAt: answeredAt, ...change })

it('without a gateway to ask it says so, and holds', () => {
  expect(ownNetwork(stateWith(), START)).toMatchObject({ holds: true, value: 'notConfigured', limit: null })
})

it('an address without a network does not hold, whatever the gateway said', () => {
  expect(ownNetwork(withGateway(START, { hasCarrier: false }), START)).toMatchObject({
    holds: false,
    value: 'noCarrier',
    remedy: 'checkOwnNetwork',
  })
})

it('in a silence the gateway has to have answered since the active was heard', () => {
  const now = START + declareLostMs
  expect(ownNetwork(withGateway(now - signOfLifeMs), now)).toMatchObject({ holds: true, value: signOfLifeMs })
  expect(ownNetwork(withGateway(now - signOfLifeMs - 1), now).holds).toBe(false)
  expect(signOfLifeMs).toBeLessThan(declareLostMs)
})

it('while the active is heard it is asked seldom', () => {
  const limit = 2 * slowLookIntervalMs + lookTimeoutMs
  const heardAt = START + 60_000
  const of = (ageMs: number) =>
    ownNetwork(withGateway(heardAt - ageMs, { holderHeardAt: heardAt }), heardAt).holds
  expect(of(limit)).toBe(true)
  expect(of(limit + 1)).toBe(false)
})

it('a gateway that never answered has no age', () => {
  expect(ownNetwork(withGateway(Number.NEGATIVE_INFINITY), START)).toMatchObject({
    holds: false,
    value: null,
  })
})
