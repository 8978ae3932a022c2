import { expect, it, onTestFinished } from 'vitest'
import { until } from '../fixtures/bench.ts'
import { createCommandRunner } from './command-runner.ts'

it('a service whose start command fails again and again is failing, with what it said', async () => {
  let isWanted = true
  onTestFinished(() => {
    isWanted = false
  })
  const start = ['/bin/sh', '-c', 'echo "no dial tone" >&2; exit 3']
  const entry = {
    id: 'pbx',
    runner: { kind: 'command' as const, start, stop: ['/bin/true'] },
    token: '',
    pid: null,
    startTime: null,
  }
  const runner = createCommandRunner(entry, {
    log: { info: () => undefined, warn: () => undefined },
    environment: () => ({}),
    mayStart: () => true,
    isWanted: () => isWanted,
    members: () => [],
    save: () => Promise.resolve(),
    systemctlFile: '',
  })
  runner.start()
  expect(runner.failing()).toBeNull()
  expect(await until(() => runner.failing())).toEqual({
    times: 3,
    why: 'its start command failed (exit code 3: no dial tone)',
  })
})
