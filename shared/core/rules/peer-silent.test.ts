import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { peerSilent as peerSilentRule } from './peer-silent.ts'

const peerSilent = judging(peerSilentRule)
const never = Number.NEGATIVE_INFINITY

it.each([
  ['the whole silence', null, 0],
  ['one heartbeat less after the connection closed', { stoppedAskedAt: never }, 1],
])('asks for %s', (_, holderLost, heartbeats) => {
  const s = { ...stateWith(), holderLost }
  const limit = s.timing.declareLostMs - heartbeats * s.timing.heartbeatMs
  expect(peerSilent(s, START + limit - 1)).toMatchObject({ holds: false, value: limit - 1, limit })
  expect(peerSilent(s, START + limit).holds).toBe(true)
})

it('the word "stopped" stands for the silence, for one heartbeat', () => {
  const s = { ...stateWith(), holderLost: { stoppedAskedAt: START } }
  const { heartbeatMs } = s.timing
  expect(peerSilent(s, START + heartbeatMs)).toMatchObject({ rule: 'peerServicesStopped', holds: true })
  expect(peerSilent(s, START + heartbeatMs + 1)).toMatchObject({ rule: 'peerSilentLongEnough', holds: false })
})
