import { expect, it } from 'vitest'
import { until } from '../fixtures/bench.ts'
import { createProcessRunner } from './process-runner.ts'

it('a service that ends again and again is failing, with what it said', async () => {
  let isWanted = true
  const argv = ['/bin/sh', '-c', 'echo "no dial tone" >&2; exit 3']
  const entry = {
    id: 'pbx',
    runner: { kind: 'process' as const, argv },
    token: '',
    pid: null,
    startTime: null,
  }
  const runner = createProcessRunner(entry, {
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
  const failing = await until(() => runner.failing())
  isWanted = false
  expect(failing).toMatchObject({ times: 3, why: expect.stringContaining('exit code 3: no dial tone') })
})
