import { createHash, type Hash } from 'node:crypto'
import fs from 'node:fs'
import type { SetState } from '../context.ts'
import type { Entry } from '../entry.ts'
import { type BytePath, join, RESERVED, toFs } from '../names.ts'
import { absolute, codeOf } from '../walk.ts'

/**
 * Files are put together in the hidden folder of their set, complete, checked and on disk, before a
 * rename shows them: a crash at any byte leaves the old or the new file.
 */
export interface Staged {
  readonly path: BytePath
  /** The content is on disk. */
  readonly synced: Promise<void>
}

export type StageOutcome =
  | { readonly ok: true; readonly staged: Staged }
  | { readonly ok: false; readonly code: 'diskFull' | 'writeFailed'; readonly detail: string }

export interface Transfer {
  readonly path: BytePath
  write(offset: number, data: Buffer): void
  /** Null: what arrived is not what was announced. */
  finish(entry: Entry): StageOutcome | null
  drop(): void
}

export const IS_ROOT = process.getuid?.() === 0

const stagingFolder = (set: SetState): BytePath => join(set.root, RESERVED)

/** Left-overs of a crash go. Throws when the set's folder cannot be written. */
export const cleanStaging = (set: SetState): void => {
  const folder = stagingFolder(set)
  const there = fs.lstatSync(toFs(folder), { throwIfNoEntry: false })
  if (there !== undefined && !there.isDirectory()) fs.unlinkSync(toFs(folder))
  if (there?.isDirectory()) {
    for (const name of fs.readdirSync(toFs(folder), { encoding: 'latin1' })) {
      fs.rmSync(toFs(join(folder, name)) as string, { recursive: true, force: true })
    }
  }
}

let counter = 0

export const newStagingPath = (set: SetState): BytePath => {
  const folder = stagingFolder(set)
  counter += 1
  return join(folder, `t${counter}`)
}

const openNew = (set: SetState, path: BytePath): number => {
  try {
    return fs.openSync(toFs(path), 'wx', 0o600)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    fs.mkdirSync(toFs(stagingFolder(set)), { mode: 0o700 })
    return fs.openSync(toFs(path), 'wx', 0o600)
  }
}

const writeAll = (fd: number, data: Buffer, position: number): void => {
  for (let at = 0; at < data.length; ) at += fs.writeSync(fd, data, at, data.length - at, position + at)
}

const dress = (fd: number, entry: Entry): void => {
  if (IS_ROOT) fs.fchownSync(fd, entry.uid, entry.gid)
  fs.fchmodSync(fd, entry.mode)
  fs.futimesSync(fd, entry.mtime / 1000, entry.mtime / 1000)
}

const failure = (error: unknown): StageOutcome => {
  const code = codeOf(error)
  const isFull = code === 'ENOSPC' || code === 'EDQUOT'
  return { ok: false, code: isFull ? 'diskFull' : 'writeFailed', detail: code }
}

export const removeQuietly = (path: BytePath): void => {
  try {
    fs.unlinkSync(toFs(path))
  } catch {
    // Cleaned at the next start.
  }
}

const syncAndClose = (fd: number): Promise<void> =>
  new Promise((resolve, reject) => {
    fs.fsync(fd, (error) => {
      fs.closeSync(fd)
      if (error === null || error === undefined) resolve()
      else reject(error)
    })
  })

const withoutNoise = (promise: Promise<void>): Promise<void> => {
  promise.catch(() => undefined)
  return promise
}

/** Writes a whole small file; its content was checked against the hash by the caller. */
export const stage = (set: SetState, entry: Entry, data: Buffer): StageOutcome => {
  const path = newStagingPath(set)
  let fd = -1
  try {
    fd = openNew(set, path)
    writeAll(fd, data, 0)
    dress(fd, entry)
    return { ok: true, staged: { path, synced: withoutNoise(syncAndClose(fd)) } }
  } catch (error) {
    if (fd >= 0) fs.closeSync(fd)
    removeQuietly(path)
    return failure(error)
  }
}

/** A large file in pieces, in order. A failed write is told at its end. */
export const startTransfer = (set: SetState): Transfer => {
  const path = newStagingPath(set)
  let hash: Hash | null = createHash('sha256')
  let fd = -1
  let length = 0
  let failed: StageOutcome | null = null
  const fail = (error: unknown) => {
    failed = failure(error)
    drop()
  }
  const drop = () => {
    if (fd >= 0) fs.closeSync(fd)
    fd = -1
    removeQuietly(path)
  }
  return {
    path,
    write: (offset, data) => {
      if (failed !== null) return
      try {
        if (fd < 0) fd = openNew(set, path)
        if (offset !== length) hash = null
        writeAll(fd, data, offset)
        hash?.update(data)
        length += data.length
      } catch (error) {
        fail(error)
      }
    },
    finish: (entry) => {
      if (failed !== null) return failed
      if (fd < 0 || hash === null || length !== entry.size || hash.digest('binary') !== entry.hash) {
        drop()
        return null
      }
      try {
        dress(fd, entry)
        const synced = withoutNoise(syncAndClose(fd))
        fd = -1
        return { ok: true, staged: { path, synced } }
      } catch (error) {
        fail(error)
        return failed
      }
    },
    drop,
  }
}

export const makeLink = (set: SetState, entry: Entry): BytePath => {
  const path = newStagingPath(set)
  const target = toFs(entry.target)
  try {
    fs.symlinkSync(target, toFs(path))
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    fs.mkdirSync(toFs(stagingFolder(set)), { mode: 0o700 })
    fs.symlinkSync(target, toFs(path))
  }
  return path
}

/** Mode, owner and time of what stands at a path that was just looked at. Links are not followed. */
export const dressPath = (set: SetState, entry: Entry): void => {
  const at = toFs(absolute(set.root, entry.path))
  if (IS_ROOT) fs.lchownSync(at, entry.uid, entry.gid)
  if (entry.kind !== 'link') fs.chmodSync(at, entry.mode)
  fs.lutimesSync(at, entry.mtime / 1000, entry.mtime / 1000)
}
