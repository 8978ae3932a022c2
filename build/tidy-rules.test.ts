import { describe, expect, test } from 'vitest'
import { readmeFindings } from './tidy-readme.ts'
import { type Finding, length, machine, openEnds, outsideLinks, type TextFile } from './tidy-rules.ts'

const file = (path: string, text: string): TextFile => ({ path, text })
const severities = (findings: readonly Finding[]): string[] => findings.map((found) => found.severity)

describe('length', () => {
  const lines = (count: number): TextFile => file('a.ts', 'x\n'.repeat(count))
  test('350 lines say nothing, 351 are noted, 401 fail unless a reason is written down', () => {
    expect(length(lines(350))).toEqual([])
    expect(severities(length(lines(351)))).toEqual(['note'])
    expect(severities(length(lines(401)))).toEqual(['error'])
    expect(length(lines(401), { 'a.ts': 'a table of one standard' })).toEqual([])
  })
})

test.each([
  'it.only("x", () => {})',
  'describe.skip("x", () => {})',
  'test.todo("x")',
  'test.describe.only("x")',
  '// TODO later',
  '// FIXME',
  '// @ts-ignore',
  'const a = b as any',
])('open end: %s', (line) => {
  expect(openEnds(file('a.ts', `ok\n${line}`)).map((found) => found.at)).toEqual(['a.ts:2'])
})

test('what only looks like an open end is left alone', () => {
  const text = "it('x')\ntest.skipIf(isRoot)('y')\nconst skip = list.skip(1)\nconst todo = 1\n"
  expect(openEnds(file('a.ts', text))).toEqual([])
})

test('a path of the machine the work was done on is found, a path every system has is not', () => {
  const found = (text: string, root: string): number => machine(file('docs/a.md', text), root).length
  expect(found('see /srv/x/repo/build', '/srv/x/repo')).toBe(1)
  expect(found('see /srv/x/other.md', '/srv/x/repo')).toBe(1)
  expect(found('in /home/somebody/pbx', '/tmp/repo')).toBe(1)
  expect(found('in /root/.npm', '/tmp/repo')).toBe(1)
  expect(found('in /tmp/rm-1 and /var/lib/redundancy-manager', '/tmp/repo')).toBe(0)
  expect(found("join(root, 'a') /rootless /homework", '/tmp/repo')).toBe(0)
})

test('a link or an import stays in the repository and leads to something', () => {
  const exists = (path: string): boolean => path === 'docs/b.md' || path === 'shared/x.ts'
  const says = (path: string, text: string): string[] =>
    outsideLinks(file(path, text), exists).map((f) => f.says)
  expect(says('docs/a.md', '[b](b.md) [x](../shared/x.ts) [w](https://example.org) [h](#top)')).toEqual([])
  expect(says('docs/a.md', '[c](c.md)')).toEqual(['"c.md" leads nowhere'])
  expect(says('docs/a.md', '[c](../../elsewhere/c.md)')).toEqual([
    '"../../elsewhere/c.md" leads out of the repository',
  ])
  expect(says('e2e/a.ts', "import { x } from '../../elsewhere/x.ts'")).toHaveLength(1)
  expect(says('shared/a.ts', "import { x } from './x.ts'")).toEqual([])
  expect(says('renderer/a.ts', "import { x } from '../electron/../shared/x.ts'")).toEqual([
    '"../electron/../shared/x.ts" is a roundabout way of "../shared/x.ts"',
  ])
})

describe('README', () => {
  const scripts = { demo: '', test: '' }
  const good = '```\nnpm ci && npm run demo\n```\nthen `npm ci && npm test`'
  const says = (readme: string): string[] =>
    readmeFindings(readme, scripts, () => false).map((found) => found.says)

  test('names the two commands, in this order', () => {
    expect(says(good)).toEqual([])
    expect(says('`npm ci && npm test`, `npm ci && npm run demo`')).toHaveLength(1)
    expect(says('nothing')).toHaveLength(1)
  })

  test('names only scripts and files that exist', () => {
    expect(says(`${good} \`npm run gone\``)).toEqual([
      'names "npm run gone", which package.json does not have',
    ])
    expect(says(`${good} \`node e2e/gone.ts\``)).toEqual(['names "node e2e/gone.ts", which is not there'])
  })
})
