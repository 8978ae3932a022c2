import fs from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { scratchFolder } from '../../store/fixtures.ts'
import { until } from '../fixtures/bench.ts'
import { createRunnerWorld, entryOf } from '../fixtures/runner-world.ts'
import { nextRestartDelay } from './restart-delay.ts'
import { createUnitRunner, readUnitStatus } from './unit-runner.ts'

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
  expect(readUnitStatus(text)).toMatchObject({ state, isProvedStopped })
})

/** What stands for systemctl answers with the file beside it. */
const unitRunner = () => {
  const folder = scratchFolder()
  const systemctlFile = path.join(folder, 'systemctl')
  fs.writeFileSync(
    systemctlFile,
    '#!/bin/sh\ncase "$1" in show) cat "$(dirname "$0")/shown" ;; start) cat "$(dirname "$0")/start" >&2; exit 5 ;; esac\n',
    { mode: 0o755 },
  )
  const entry = entryOf({ kind: 'unit', unit: 'pbx.service' })
  const runner = createUnitRunner(entry, createRunnerWorld(systemctlFile))
  const look = async (activeState: string, restarts: number, result: string) => {
    const shown = [`ActiveState=${activeState}`, 'MainPID=7', `NRestarts=${restarts}`, `Result=${result}`]
    fs.writeFileSync(path.join(folder, 'shown'), `${shown.join('\n')}\n`)
    await runner.refresh()
    return runner.failing()
  }
  return { runner, look, startSays: (text: string) => fs.writeFileSync(path.join(folder, 'start'), text) }
}

it('a unit that systemd restarts again and again is failing, one that was restarted long ago is not', async () => {
  const { look } = unitRunner()
  expect(await look('active', 7, 'success')).toBeNull()
  expect(await look('activating', 9, 'exit-code')).toBeNull()
  expect(await look('active', 10, 'exit-code')).toEqual({
    times: 3,
    why: 'systemd had to restart pbx.service (exit-code)',
  })
  expect(await look('active', 10, 'exit-code')).not.toBeNull()
})

it('so is one that systemd gave up before the first look', async () => {
  const { look } = unitRunner()
  expect(await look('failed', 5, 'start-limit-hit')).toMatchObject({
    why: expect.stringContaining('start-limit-hit'),
  })
})

it('so is one that cannot be started', async () => {
  const { runner, startSays } = unitRunner()
  startSays('Unit pbx.service not found.')
  runner.start()
  const failing = await until(() => runner.failing())
  expect(failing.why).toBe('systemctl start pbx.service failed (Unit pbx.service not found.)')
})

it('pauses longer between failing starts, and starts over after a sound run', () => {
  const pauses: number[] = []
  for (let last: number | null = null; pauses.length < 8; pauses.push(last)) last = nextRestartDelay(last, 0)
  expect(pauses).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000])
  expect(nextRestartDelay(10_000, 10_000)).toBe(200)
})
