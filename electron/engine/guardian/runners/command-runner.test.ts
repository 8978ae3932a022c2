import { expect, it } from 'vitest'
import { until } from '../fixtures/bench.ts'
import { createRunnerWorld, entryOf } from '../fixtures/runner-world.ts'
import { createCommandRunner } from './command-runner.ts'

it('a service whose start command fails again and again is failing, with what it said', async () => {
  const start = ['/bin/sh', '-c', 'echo "no dial tone" >&2; exit 3']
  const entry = entryOf({ kind: 'command', start, stop: ['/bin/true'] })
  const runner = createCommandRunner(entry, createRunnerWorld())
  runner.start()
  expect(runner.failing()).toBeNull()
  expect(await until(() => runner.failing())).toEqual({
    times: 3,
    why: 'its start command failed (exit code 3: no dial tone)',
  })
})
