import fs from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import {
  type Change,
  createTestPair,
  differenceOf,
  follow,
  type TestPair,
  until,
  untilUpdated,
} from './testing/pair.ts'
import { timeLimits } from './testing/time-limits.ts'

vi.setConfig(timeLimits)

/** How a hold on deletions ends: full walks are rarer here than any limit, so that the watches alone end it. */

let pair: TestPair
afterEach(() => pair.close())

const never = new AbortController().signal
const inTree = (name: string) => path.join(pair.a.tree, name)
const aside = () => `${pair.a.tree} aside`
const isFile = (name: string) => name.startsWith('f')
const problem = () => pair.a.replicator.view().problem
const untilProblem = (code: string, count: number) =>
  until(
    `${code} (${count})`,
    () => problem()?.code === code && problem()?.count === count,
    60_000,
    () => JSON.stringify(problem()),
  )
/** What stands on the standby, by inode: a file that went and was copied again has another one. */
const standing = () =>
  fs
    .readdirSync(pair.b.tree)
    .filter(isFile)
    .map((name) => `${name} ${fs.statSync(path.join(pair.b.tree, name)).ino}`)

const moveBack = (names: readonly string[]) => {
  for (const name of names) fs.renameSync(path.join(aside(), name), inTree(name))
}

/** A pair whose active was emptied while its engine was off. */
const emptied = async (
  files: number,
  change: Change = {},
): Promise<{ names: string[]; before: string[] }> => {
  pair = createTestPair(change)
  for (let file = 0; file < files; file += 1) fs.writeFileSync(inTree(`f${file}`), `content ${file}`)
  follow(pair, 2)
  await untilUpdated(pair.b)
  await pair.a.replicator.close()
  const before = standing()
  const names = fs.readdirSync(pair.a.tree).filter(isFile)
  fs.mkdirSync(aside())
  for (const name of names) fs.renameSync(inTree(name), path.join(aside(), name))
  pair.a.restart()
  pair.a.replicator.setRole({ as: 'source', epoch: 2 })
  await untilProblem('folderSuddenlyEmpty', files)
  await until(
    'the standby is linked again',
    () => pair.b.replicator.view().problem?.code === 'folderSuddenlyEmpty',
  )
  return { names, before }
}

test('when all is back the hold is over: nothing went, a run succeeds, the next deletion is an ordinary one', async () => {
  const { names, before } = await emptied(301)
  moveBack(names.slice(0, 200))
  await untilProblem('deletionsHeld', 101)
  moveBack(names.slice(200, 300))
  await untilProblem('deletionsHeld', 1)
  expect(await pair.a.replicator.copyChanges(never)).toMatchObject({ ok: false, code: 'deletionsHeld' })
  moveBack(names.slice(300))
  await until('the hold is over', () => problem() === null)
  await until('the standby hears of it', () => pair.b.replicator.view().problem === null)
  expect(await pair.a.replicator.confirmDeletions('files')).toEqual({ ok: false, code: 'notHeld' })
  expect(await pair.a.replicator.copyChanges(never)).toMatchObject({ ok: true })
  expect(await pair.a.replicator.finalSync(never)).toMatchObject({ ok: true })
  expect(standing()).toEqual(before)
  fs.rmSync(inTree('f7'))
  await until('it follows', () => differenceOf(pair.a.tree, pair.b.tree) === null)
  expect(problem()).toBeNull()
})

test('one file made anew, and many new ones, let none of the others go; a person does', async () => {
  const { before } = await emptied(30)
  fs.writeFileSync(inTree('f0'), 'made anew')
  await untilProblem('deletionsHeld', 29)
  for (let file = 0; file < 500; file += 1) fs.writeFileSync(inTree(`new ${file}`), 'new')
  await until('the new ones are there', () => fs.readdirSync(pair.b.tree).length >= 530)
  expect(await pair.a.replicator.finalSync(never)).toMatchObject({ ok: false, code: 'deletionsHeld' })
  expect(standing().length).toBe(before.length)
  expect(await pair.a.replicator.confirmDeletions('files')).toEqual({ ok: true, count: 29 })
  await until('it follows', () => differenceOf(pair.a.tree, pair.b.tree) === null)
})

test('a folder that is away for a while ends no hold', async () => {
  const { names, before } = await emptied(3, { fullScanIntervalMs: 500 })
  fs.renameSync(pair.a.tree, `${pair.a.tree} away`)
  await until('the folder is missing', () => problem()?.code === 'folderMissing')
  expect(await pair.a.replicator.copyChanges(never)).toMatchObject({ ok: false, code: 'folderMissing' })
  fs.renameSync(`${pair.a.tree} away`, pair.a.tree)
  await untilProblem('folderSuddenlyEmpty', 3)
  moveBack(names)
  await until('the hold is over', () => problem() === null)
  expect(standing()).toEqual(before)
})
