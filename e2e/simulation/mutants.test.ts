import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { mutations } from './mutations.ts'

const root = path.resolve(import.meta.dirname, '../..')

test.each(mutations)('$name: what it changes stands exactly once', ({ edits }) => {
  expect(edits.length).toBeGreaterThan(0)
  for (const { file, find, replace } of edits) {
    expect(fs.readFileSync(path.join(root, file), 'utf8').split(find), file).toHaveLength(2)
    expect(replace).not.toBe(find)
  }
})

test('no two faults have the same name', () => {
  expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length)
})
