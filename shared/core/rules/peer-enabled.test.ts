import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import {
  peerEnabled as peerEnabledRule,
  peerNotServingAlone as peerNotServingAloneRule,
} from './peer-enabled.ts'

const peerEnabled = judging(peerEnabledRule)
const peerNotServingAlone = judging(peerNotServingAloneRule)

it.each([
  ['no', true, true],
  ['idle', false, true],
  ['serving', false, false],
] as const)('a peer disabled "%s": automatic %s, its own epoch again %s', (peerDisabled, automatic, own) => {
  const s = stateWith({}, { durable: { peerDisabled } })
  expect(peerEnabled(s, START)).toMatchObject({ holds: automatic, value: peerDisabled })
  expect(peerNotServingAlone(s, START)).toMatchObject({ holds: own, value: peerDisabled })
})
