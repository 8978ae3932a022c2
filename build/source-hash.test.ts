import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sourceHash } from './source-hash.ts'

let folder = ''
let before = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sources-'))
  for (const path of ['shared/core', 'electron', 'build']) mkdirSync(join(folder, path), { recursive: true })
  writeFileSync(join(folder, 'shared/core/step.ts'), 'export const step = 1\n')
  writeFileSync(join(folder, 'package.json'), '{}\n')
  before = sourceHash(folder)
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a build is stale when a source changed, came, went or moved', () => {
  writeFileSync(join(folder, 'shared/core/step.ts'), 'export const step = 2\n')
  expect(sourceHash(folder)).not.toBe(before)
  writeFileSync(join(folder, 'shared/core/step.ts'), 'export const step = 1\n')
  expect(sourceHash(folder)).toBe(before)
  writeFileSync(join(folder, 'electron/new.ts'), '')
  expect(sourceHash(folder)).not.toBe(before)
  rmSync(join(folder, 'electron/new.ts'))
  writeFileSync(join(folder, 'package.json'), '{ "dependencies": {} }\n')
  expect(sourceHash(folder)).not.toBe(before)
})

test('a build is fresh when only a test or a time changed', () => {
  writeFileSync(join(folder, 'shared/core/step.test.ts'), 'nothing\n')
  utimesSync(join(folder, 'shared/core/step.ts'), 1, 1)
  expect(sourceHash(folder)).toBe(before)
})
