import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { findFault } from './find-fault.ts'
import { core } from './mutations/mutation.ts'
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

test('a core that only throws is no finding, and what it threw is said', async () => {
  const edits = [core('step', '  leaseTick(turn)\n  handOverTick', '  leaseTock(turn)\n  handOverTick')]
  const number = 100_000 + process.pid
  const found = await findFault({ name: 'throws', why: '', edits }, { number, from: 1, most: 10 })
  expect(found.runs).toBeNull()
  expect(found.violation).toContain('ReferenceError: leaseTock is not defined')
})
