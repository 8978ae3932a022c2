import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { until } from '../testing/pair.ts'
import { timeLimits } from '../testing/time-limits.ts'
import { type FolderWatch, watchFolders } from './watch.ts'

vi.setConfig(timeLimits)

let root = ''
let watch: FolderWatch
let said: string[] = []
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'watch-'))
  said = []
  watch = watchFolders(
    root,
    (folder, name) => said.push(`${folder}: ${name}`),
    (detail) => said.push(`failure ${detail}`),
  )
})
afterEach(() => {
  watch.close()
  fs.rmSync(root, { recursive: true, force: true })
})

const at = (name: string) => path.join(root, name)

test('a folder tells of its own end under the name it has now, whatever it was called when first watched', async () => {
  fs.mkdirSync(at('old'))
  watch.add('old')
  fs.renameSync(at('old'), at('new'))
  // The new name is found before anyone looked at the old one.
  watch.add('new')
  watch.remove('old')
  fs.rmdirSync(at('new'))
  fs.mkdirSync(at('new'))
  await until('the end is told', () => said.includes('new: new'))
})

test('a folder at whose old path another one stands is watched at both', async () => {
  fs.mkdirSync(at('old'))
  watch.add('old')
  fs.renameSync(at('old'), at('new'))
  fs.mkdirSync(at('old'))
  watch.add('new')
  watch.add('old')
  fs.writeFileSync(at('new/one'), '')
  fs.writeFileSync(at('old/two'), '')
  await until('both are told', () => said.includes('new: one') && said.includes('old: two'))
  expect(said.filter((line) => line.startsWith('failure'))).toEqual([])
})
