import { expect, it } from 'vitest'
import { judging } from '../testing/state.ts'
import { servingPair } from '../testing/stories.ts'
import { noHolderHeard as noHolderHeardRule } from './no-holder-heard.ts'

const noHolderHeard = judging(noHolderHeardRule)

it('an active that is heard stands against a force, until it has been silent', () => {
  const pair = servingPair()
  expect(noHolderHeard(pair.secondary.state, pair.now).holds).toBe(false)
  pair.carries = () => false
  const { peerHeardAt } = pair.secondary.state
  expect(noHolderHeard(pair.secondary.state, peerHeardAt + 2_000)).toMatchObject({
    holds: false,
    value: 2_000,
  })
  expect(noHolderHeard(pair.secondary.state, peerHeardAt + 2_001)).toMatchObject({ holds: true, value: null })
})

it('an idle server that is heard does not', () => {
  const pair = servingPair()
  expect(noHolderHeard(pair.primary.state, pair.now).holds).toBe(true)
})
