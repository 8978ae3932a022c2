import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { root } from './entries.ts'
import { node16 } from './node16.ts'

const preload = (node: string): { status: number | null; stdout: string; stderr: string } =>
  spawnSync(node, ['--require', './build/require-node.cjs', '--eval', 'console.log("ran")'], {
    cwd: root,
    encoding: 'utf8',
  })

test('on Node 24 the script runs and nothing is said', () => {
  expect(preload(process.execPath)).toMatchObject({ status: 0, stdout: 'ran\n', stderr: '' })
})

test('on an older Node one sentence says what is missing and what to do', async () => {
  const ended = preload(await node16())
  expect(ended).toMatchObject({ status: 1, stdout: '' })
  expect(ended.stderr).toMatch(/^This script needs Node 24 and runs on Node 16\.20\.2: .*"npm ci".*\n$/)
})

test('the `node` of npm scripts is Node 24', () => {
  const version = spawnSync(`${root}/node_modules/.bin/node`, ['--version'], { encoding: 'utf8' })
  expect(version.stdout).toMatch(/^v24\./)
})
