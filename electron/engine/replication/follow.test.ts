import fs from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { replicationView } from '../../../shared/contract/status.ts'
import { createTestPair, differenceOf, follow, type TestPair, until, untilUpdated } from './testing/pair.ts'
import { timeLimits } from './testing/time-limits.ts'

vi.setConfig(timeLimits)

let pair: TestPair
beforeEach(() => {
  pair = createTestPair()
})
afterEach(() => pair.close())

const at = (name: string) => path.join(pair.a.tree, name)
const same = () =>
  until(
    'trees are equal',
    () => differenceOf(pair.a.tree, pair.b.tree) === null,
    60_000,
    () => String(differenceOf(pair.a.tree, pair.b.tree)),
  )

test('a first copy of 2,000 files, then every kind of change', async () => {
  for (let folder = 0; folder < 20; folder += 1) {
    fs.mkdirSync(at(`folder ${folder}`))
    for (let file = 0; file < 100; file += 1) {
      fs.writeFileSync(at(`folder ${folder}/file ${file}`), `content ${folder} ${file} `.repeat(file))
    }
  }
  const views: unknown[] = []
  pair.a.replicator.onChange(() => views.push(pair.a.replicator.view()))
  pair.b.replicator.onChange(() => views.push(pair.b.replicator.view()))
  follow(pair, 2)
  await untilUpdated(pair.b)
  for (const view of views) replicationView.parse(view)
  expect(differenceOf(pair.a.tree, pair.b.tree)).toBeNull()

  fs.writeFileSync(at('new'), 'new')
  await same()
  fs.writeFileSync(at('new'), 'other content')
  await same()
  fs.appendFileSync(at('new'), ' and more')
  await same()
  fs.renameSync(at('new'), at('renamed'))
  await same()
  fs.chmodSync(at('renamed'), 0o640)
  await same()
  fs.utimesSync(at('renamed'), 1_000_000_000.5, 1_000_000_000.123456)
  await same()
  fs.symlinkSync('folder 1/file 7', at('link'))
  await same()
  fs.rmSync(at('renamed'))
  await same()
  fs.renameSync(at('folder 3'), at('folder 4/moved'))
  await same()
  fs.mkdirSync(at('empty/inner'), { recursive: true })
  fs.chmodSync(at('empty'), 0o711)
  await same()
  fs.rmSync(at('link'))
  fs.mkdirSync(at('link'))
  fs.writeFileSync(at('link/inside'), 'was a link')
  await same()
  fs.rmSync(at('folder 5'), { recursive: true })
  fs.writeFileSync(at('folder 5'), 'was a folder')
  await same()

  const outcome = await pair.a.replicator.finalSync(new AbortController().signal)
  expect(outcome.ok).toBe(true)
  expect(pair.a.replicator.view()).toMatchObject({ state: 'sourceMonitoring', lagFiles: 0, problem: null })
  expect(pair.b.replicator.view()).toMatchObject({
    state: 'destinationUpdated',
    salvagedCount: 0,
    problem: null,
  })
})
