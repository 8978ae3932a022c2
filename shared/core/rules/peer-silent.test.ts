import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { peerSilent as peerSilentRule } from './peer-silent.ts'

const peerSilent = judging(peerSilentRule)

it('asks for the whole silence', () => {
  const s = stateWith()
  const { declareLostMs } = s.timing
  expect(peerSilent(s, START + declareLostMs - 1)).toMatchObject({
    holds: false,
    value: declareLostMs - 1,
    limit: declareLostMs,
  })
  expect(peerSilent(s, START + declareLostMs).holds).toBe(true)
})
