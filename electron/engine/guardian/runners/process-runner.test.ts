import { expect, it } from 'vitest'
import { until } from '../fixtures/bench.ts'
import { createRunnerWorld, entryOf } from '../fixtures/runner-world.ts'
import { createProcessRunner } from './process-runner.ts'

it('a service that ends again and again is failing, with what it said', async () => {
  const argv = ['/bin/sh', '-c', 'echo "no dial tone" >&2; exit 3']
  const runner = createProcessRunner(entryOf({ kind: 'process', argv }), createRunnerWorld())
  runner.start()
  expect(runner.failing()).toBeNull()
  const failing = await until(() => runner.failing())
  expect(failing).toMatchObject({ times: 3, why: expect.stringContaining('exit code 3: no dial tone') })
})
