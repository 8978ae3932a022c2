import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createTestPair, differenceOf, follow, type TestPair, until, untilUpdated } from './testing/pair.ts'
import { timeLimits } from './testing/time-limits.ts'

vi.setConfig(timeLimits)

let pair: TestPair
beforeEach(() => {
  pair = createTestPair({ excludes: ['boards', '**/*.local'] })
})
afterEach(() => pair.close())

const put = (root: string, name: string, content: string) => {
  fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true })
  fs.writeFileSync(path.join(root, name), content)
}

test('what the destination holds more or otherwise goes to salvage, byte by byte, at the first copy', async () => {
  put(pair.a.tree, 'same', 'same')
  put(pair.a.tree, 'conflict', 'of the source')
  put(pair.a.tree, 'was a folder', 'a file here')
  put(pair.b.tree, 'same', 'same')
  put(pair.b.tree, 'conflict', 'of the destination')
  put(pair.b.tree, 'surplus/deep/file', 'only here')
  put(pair.b.tree, 'was a folder/inside', 'in the folder')
  fs.mkdirSync(path.join(pair.b.tree, 'empty surplus'))
  fs.symlinkSync('same', path.join(pair.b.tree, 'surplus link'))
  follow(pair, 4)
  await untilUpdated(pair.b)
  expect(differenceOf(pair.a.tree, pair.b.tree)).toBeNull()
  const salvage = path.join(pair.b.data, 'salvage/4')
  const salvaged = (name: string) => fs.readFileSync(path.join(salvage, 'files', name), 'utf8')
  expect(salvaged('conflict')).toBe('of the destination')
  expect(salvaged('surplus/deep/file')).toBe('only here')
  expect(salvaged('was a folder/inside')).toBe('in the folder')
  expect(fs.readlinkSync(path.join(salvage, 'files/surplus link'))).toBe('same')
  expect(fs.statSync(path.join(salvage, 'files/empty surplus')).isDirectory()).toBe(true)
  expect(fs.existsSync(path.join(salvage, 'files/same'))).toBe(false)
  const lines = fs.readFileSync(path.join(salvage, 'items.jsonl'), 'utf8').trim().split('\n')
  const items = lines.map((line) => JSON.parse(line) as { path: string; why: string; size: number })
  expect(items.map(({ path: at, why }) => `${why} ${at}`).sort()).toEqual([
    'conflict conflict',
    'surplus surplus link',
    'surplus surplus/deep/file',
    'surplus was a folder/inside',
  ])
  await until('the view counts them', () => pair.b.replicator.view().salvagedCount === 4)

  // Within the epoch the destination simply follows.
  put(pair.a.tree, 'conflict', 'changed again')
  fs.rmSync(path.join(pair.a.tree, 'same'))
  await until('it follows', () => differenceOf(pair.a.tree, pair.b.tree) === null)
  expect(pair.b.replicator.view().salvagedCount).toBe(4)
})

test('after a swap the old active is salvaged under the new epoch', async () => {
  put(pair.a.tree, 'file', 'first')
  follow(pair, 2)
  await untilUpdated(pair.b)
  pair.b.replicator.setRole({ as: 'idle' })
  put(pair.a.tree, 'file', 'made by the old active')
  put(pair.a.tree, 'late', 'never copied')
  follow(pair, 3, pair.b)
  await untilUpdated(pair.a)
  expect(differenceOf(pair.b.tree, pair.a.tree)).toBeNull()
  const salvage = path.join(pair.a.data, 'salvage/3/files')
  expect(fs.readFileSync(path.join(salvage, 'file'), 'utf8')).toBe('made by the old active')
  expect(fs.readFileSync(path.join(salvage, 'late'), 'utf8')).toBe('never copied')
})

test('excluded names never travel and are never touched', async () => {
  put(pair.a.tree, 'boards/card', 'of a')
  put(pair.a.tree, 'folder/x.local', 'of a')
  put(pair.a.tree, 'folder/y', 'y')
  put(pair.b.tree, 'boards/card', 'of b')
  put(pair.b.tree, 'gone/x.local', 'of b')
  put(pair.b.tree, 'gone/other', 'surplus')
  follow(pair, 2)
  await untilUpdated(pair.b)
  const read = (name: string) => fs.readFileSync(path.join(pair.b.tree, name), 'utf8')
  expect(read('boards/card')).toBe('of b')
  expect(read('gone/x.local')).toBe('of b')
  expect(fs.existsSync(path.join(pair.b.tree, 'folder/x.local'))).toBe(false)
  expect(fs.existsSync(path.join(pair.b.tree, 'gone/other'))).toBe(false)
  expect(await pair.a.replicator.finalSync(new AbortController().signal)).toMatchObject({ ok: true })
})

test('what someone changes on the destination is put right, and salvaged', async () => {
  put(pair.a.tree, 'file', 'right')
  follow(pair, 2)
  await untilUpdated(pair.b)
  put(pair.b.tree, 'file', 'made here')
  put(pair.b.tree, 'own', 'made here')
  expect(await pair.a.replicator.finalSync(new AbortController().signal)).toMatchObject({ ok: true })
  expect(differenceOf(pair.a.tree, pair.b.tree)).toBeNull()
  const salvage = path.join(pair.b.data, 'salvage/2/files')
  expect(fs.readFileSync(path.join(salvage, 'file'), 'utf8')).toBe('made here')
  expect(fs.readFileSync(path.join(salvage, 'own'), 'utf8')).toBe('made here')
})
