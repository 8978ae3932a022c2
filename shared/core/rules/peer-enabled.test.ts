import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import {
  peerEnabled as peerEnabledRule,
  peerNotServingAlone as peerNotServingAloneRule,
} from './peer-enabled.ts'

const peerEnabled = judging(peerEnabledRule)
const peerNotServingAlone = judging(peerNotServingAloneRule)

it.each([
  ['no', true, true, true],
  ['idle', false, true, 'disabled'],
  ['serving', false, false, 'disabledServing'],
] as const)(
  'a peer disabled "%s": automatic %s, its own epoch again %s',
  (peerDisabled, automatic, own, value) => {
    const s = stateWith({}, { durable: { peerDisabled } })
    expect(peerEnabled(s, START)).toMatchObject({ holds: automatic, value })
    expect(peerNotServingAlone(s, START)).toMatchObject({ holds: own, value })
  },
)
