import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { root } from './entries.ts'

test.each([
  ['build/test.ts', '--foo', /^Unknown option '--foo'\. Usage: npm test .*--only.*\n$/],
  ['build/test.ts', '--only', /^Option '--only <value>' argument missing\. Usage: npm test .*\n$/],
  ['build/test.ts', '--only=foo', /^There is no stage "foo": --only takes types, .*\. Usage: npm test .*\n$/],
  ['build/build.ts', '--foo', /^Unknown option '--foo'\. Usage: npm run build\n$/],
  ['build/package.ts', '--foo', /^Unknown option '--foo'\. Usage: npm run package\n$/],
  ['build/package.ts', 'foo', /^Unexpected argument 'foo'\. Usage: npm run package\n$/],
  ['e2e/demo/demo.ts', '--foo', /^Unknown option '--foo'\. Usage: npm run demo .*\n$/],
  [
    'e2e/desktop/heartbeats.ts',
    '--minutes=-1',
    /^--minutes is a number .*\. Usage: npm run heartbeats .*\n$/,
  ],
  ['e2e/simulation/run.ts', '--foo', /^Unknown option '--foo'\. Usage: npm run simulate .*\n$/],
  ['e2e/simulation/run.ts', '--runs=0', /^--runs and --seed take .*\. Usage: npm run simulate .*\n$/],
  ['e2e/simulation/run-mutations.ts', '--foo', /^Unknown option '--foo'\. Usage: npm run simulate:mutations/],
  ['e2e/faults/run.ts', '--foo', /^Unknown option '--foo'\. Usage: npm run test:faults .*\n$/],
  [
    'e2e/faults/run.ts',
    '--case',
    /^Option '--case <value>' argument missing\. Usage: npm run test:faults .*\n$/,
  ],
  ['e2e/faults/run.ts', '--case=zzz', /^No fault case has "zzz" in its name, .*\. Usage: .*\n$/],
  ['e2e/faults/run.ts', '--jobs=0', /^--repeat and --jobs take .*\. Usage: .*\n$/],
  [
    'e2e/bench/failover/failover.ts',
    '--foo',
    /^Unknown option '--foo'\. Usage: npm run bench:failover .*\n$/,
  ],
  ['e2e/bench/failover/failover.ts', '--only', /^Option '--only <value>' argument missing\. Usage: .*\n$/],
  ['e2e/bench/failover/failover.ts', '--only=zzz', /^No row begins with "zzz"\. Usage: .*\n$/],
  [
    'e2e/bench/failover/failover.ts',
    '--write --only=1',
    /^--write keeps all rows or none: leave out --only\. Usage: .*\n$/,
  ],
  ['e2e/bench/failover/failover.ts', '--trials=x', /^--trials takes .*\. Usage: .*\n$/],
])('%s %s: one sentence and exit code 2', (file, word, sentence) => {
  const ended = spawnSync(process.execPath, [file, ...word.split(' ')], { cwd: root, encoding: 'utf8' })
  expect(ended).toMatchObject({ status: 2, stdout: '' })
  expect(ended.stderr).toMatch(sentence)
  expect(ended.stderr.split('\n')).toHaveLength(2)
})
