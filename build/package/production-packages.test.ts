import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { isNeeded, productionPackages, requiredPackages } from './production-packages.ts'

/** A project with these packages: folder -> manifest. */
const project = (packages: Readonly<Record<string, object>>): string => {
  const root = mkdtempSync(join(tmpdir(), 'production-packages-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  for (const [folder, manifest] of Object.entries(packages)) {
    mkdirSync(join(root, folder), { recursive: true })
    writeFileSync(join(root, folder, 'package.json'), JSON.stringify({ version: '1.0.0', ...manifest }))
  }
  return root
}

test('a program asks for packages, not for Node, Electron or its own files', () => {
  const code =
    'require("node:fs"); require("url"); require("electron"); require("./chunks/a.cjs"); require("ws"); require("@a/b/c.js"); require("zod/v4"); require("ws")'
  expect(requiredPackages(code)).toEqual(['@a/b', 'ws', 'zod'])
})

test('what they depend on comes along, from where Node would take it', () => {
  const root = project({
    'node_modules/lmdb': {
      dependencies: { msg: '1' },
      optionalDependencies: { 'lmdb-here': '1', other: '1' },
    },
    'node_modules/lmdb/node_modules/msg': { version: '2.0.0', dependencies: { lmdb: '1' } },
    'node_modules/msg': {},
    'node_modules/lmdb-here': {},
    'node_modules/react': {},
  })
  expect(productionPackages(root, ['lmdb'])).toEqual([
    { folder: 'node_modules/lmdb', version: '1.0.0' },
    { folder: 'node_modules/lmdb-here', version: '1.0.0' },
    { folder: 'node_modules/lmdb/node_modules/msg', version: '2.0.0' },
  ])
})

test('one that is missing is named, with what to do', () => {
  const root = project({ 'node_modules/ws': { dependencies: { gone: '1' } } })
  expect(() => productionPackages(root, ['ws'])).toThrow(
    'The package gone, which the program loads, is not installed: run npm ci.',
  )
})

test.each([
  ['dist/index.cjs', true],
  ['LICENSE', true],
  ['LICENSE.md', true],
  ['dict/dict.txt', true],
  ['node.napi.glibc.node', true],
  ['node.napi.musl.node', false],
  ['node.abi127.glibc.node', false],
  ['index.d.ts', false],
  ['dist/index.cjs.map', false],
  ['dependencies/lmdb/mdb.c', false],
  ['README.md', false],
  ['.github/workflows/test.yml', false],
  ['lib/latest.js', true],
])('%s is packaged: %s', (path, expected) => {
  expect(isNeeded(path)).toBe(expected)
})
