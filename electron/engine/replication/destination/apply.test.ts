import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { SetState } from '../context.ts'
import type { IndexStore } from '../index-store.ts'
import { Tree } from '../tree.ts'
import { createApplier, type Target } from './apply.ts'
import { openSalvage } from './salvage.ts'

let home = ''
beforeEach(() => {
  home = fs.mkdtempSync(path.join(os.tmpdir(), 'apply-'))
  fs.mkdirSync(path.join(home, 'tree'))
})
afterEach(() => {
  vi.restoreAllMocks()
  fs.rmSync(home, { recursive: true, force: true })
})

const store = { put: () => undefined, delete: () => undefined } as unknown as IndexStore

const targetOf = (): Target => {
  const set: SetState = {
    id: 'files',
    number: 0,
    root: path.join(home, 'tree'),
    tree: new Tree(),
    isExcluded: () => false,
    refused: new Map(),
    problem: null,
  }
  return { set, foreign: new Set(), kept: new Set(), isCaseInsensitive: false }
}

test('a folder whose names could not be put on disk is told', async () => {
  const applier = createApplier(store, openSalvage(path.join(home, 'data'), 2))
  const target = targetOf()
  const folder = { path: 'new', kind: 'folder', size: 0, mtime: 1e12, mode: 0o755, hash: null } as const
  expect(applier.keep(target, { ...folder, uid: 0, gid: 0, target: '', local: null })).toEqual({ ok: true })
  vi.spyOn(fs, 'fsync').mockImplementation((_fd, done) => {
    setImmediate(done, Object.assign(new Error('EIO: i/o error'), { code: 'EIO' }))
  })
  await expect(applier.sync()).rejects.toThrow('EIO')
})

test('a copy to another disk is there, name and all, before the original may go', () => {
  const salvage = openSalvage(path.join(home, 'data'), 2)
  const target = targetOf()
  fs.writeFileSync(path.join(home, 'tree/mine'), 'mine')
  const other = () => {
    throw Object.assign(new Error('EXDEV'), { code: 'EXDEV' })
  }
  vi.spyOn(fs, 'linkSync').mockImplementation(other)
  const names = new Map<number, string>()
  const open = fs.openSync
  vi.spyOn(fs, 'openSync').mockImplementation((file, flags, mode) => {
    const fd = open(file, flags, mode)
    names.set(fd, path.relative(home, String(file)))
    return fd
  })
  const synced: (string | undefined)[] = []
  const fsync = fs.fsyncSync
  vi.spyOn(fs, 'fsyncSync').mockImplementation((fd) => {
    synced.push(names.get(fd))
    fsync(fd)
  })
  const stats = fs.lstatSync(path.join(home, 'tree/mine'))
  salvage.keep(target.set, 'mine', stats, 'conflict')
  expect(synced[0]).toBe('data/salvage/2/files/mine')
  expect(synced).toEqual(expect.arrayContaining(['data/salvage/2/items.jsonl', 'data/salvage/2/files']))
  expect(fs.readFileSync(path.join(home, 'data/salvage/2/files/mine'), 'utf8')).toBe('mine')
  expect(fs.readFileSync(path.join(home, 'tree/mine'), 'utf8')).toBe('mine')
})
