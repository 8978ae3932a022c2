import { expect, it } from 'vitest'
import { nextRestartDelay } from './restart-delay.ts'
import { readUnitStatus } from './unit-runner.ts'

it.each([
  ['ActiveState=active\nMainPID=7\nControlGroup=/a', 'running', false],
  ['ActiveState=deactivating\nMainPID=0\nControlGroup=', 'running', false],
  ['ActiveState=inactive\nMainPID=0\nControlGroup=', 'stopped', true],
  ['ActiveState=failed\nMainPID=0\nControlGroup=', 'stopped', true],
  ['ActiveState=inactive\nMainPID=7\nControlGroup=', 'stopped', false],
  ['ActiveState=inactive', 'stopped', false],
  ['', 'unknown', false],
  ['ActiveState=maintenance\nMainPID=0', 'unknown', false],
] as const)('reads %j', (text, state, isProvedStopped) => {
  expect(readUnitStatus(text)).toEqual({ state, isProvedStopped })
})

it('pauses longer between failing starts, and starts over after a sound run', () => {
  const pauses: number[] = []
  for (let last: number | null = null; pauses.length < 8; pauses.push(last)) last = nextRestartDelay(last, 0)
  expect(pauses).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000])
  expect(nextRestartDelay(10_000, 10_000)).toBe(200)
})
