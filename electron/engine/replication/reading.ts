import { createHash } from 'node:crypto'
import fs, { type Stats } from 'node:fs'
import { toFs } from './names.ts'
import type { Slicer } from './slices.ts'
import { absolute, codeOf } from './walk.ts'

/** A file's content is only believed when the file was the same before and after the reading. */
export type ReadOutcome =
  | { readonly ok: true; readonly stats: Stats; readonly hash: string; readonly readAtWallMs: number }
  | { readonly ok: false; readonly why: 'changed' | 'gone' | 'unreadable'; readonly detail: string }

/** `asRead`: the bytes that were read count, though someone writes (a last resort of the final sync). */
export type Trust = 'unchanged' | 'asRead'

const FLAGS = fs.constants.O_RDONLY | (fs.constants.O_NOFOLLOW ?? 0) | (fs.constants.O_NONBLOCK ?? 0)

export const openFile = (root: string, path: string): number => fs.openSync(toFs(absolute(root, path)), FLAGS)

export const readFailure = (error: unknown): ReadOutcome => {
  const code = codeOf(error)
  const isGone = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO'].includes(code)
  return { ok: false, why: isGone ? 'gone' : 'unreadable', detail: code }
}

export const isSameFile = (before: Stats, after: Stats): boolean =>
  before.size === after.size &&
  before.mtimeMs === after.mtimeMs &&
  before.ctimeMs === after.ctimeMs &&
  before.ino === after.ino

/** Fills `into` from the file's start; false when the file ended early. */
export const readWhole = (fd: number, into: Buffer, position: number): boolean => {
  let at = 0
  while (at < into.length) {
    const read = fs.readSync(fd, into, at, into.length - at, position + at)
    if (read === 0) return false
    at += read
  }
  return true
}

/** Reads a small file at once into the room `roomFor` gives for its size. */
export const readSmall = (
  root: string,
  path: string,
  limit: number,
  trust: Trust,
  roomFor: (size: number) => Buffer,
): ReadOutcome => {
  let fd: number
  try {
    fd = openFile(root, path)
  } catch (error) {
    return readFailure(error)
  }
  try {
    const stats = fs.fstatSync(fd)
    if (!stats.isFile()) return { ok: false, why: 'changed', detail: 'it is no file any more' }
    if (stats.size > limit) return { ok: false, why: 'changed', detail: 'it grew' }
    const readAtWallMs = Date.now()
    const room = roomFor(stats.size)
    if (!readWhole(fd, room, 0)) return { ok: false, why: 'changed', detail: 'it was cut' }
    if (trust === 'unchanged' && !isSameFile(stats, fs.fstatSync(fd)))
      return { ok: false, why: 'changed', detail: 'it was written' }
    const hash = createHash('sha256').update(room).digest('binary')
    return { ok: true, stats, hash, readAtWallMs }
  } catch (error) {
    return readFailure(error)
  } finally {
    fs.closeSync(fd)
  }
}

const CHUNK = 1024 * 1024

/**
 * Reads a file of any size in chunks with pauses; `onChunk` may wait (back-pressure) and gets a buffer
 * that is used again. The hash is of what was read.
 */
export const readLarge = async (
  root: string,
  path: string,
  trust: Trust,
  slicer: Slicer,
  isStopped: () => boolean,
  onChunk: (chunk: Buffer, offset: number) => Promise<void> | undefined,
): Promise<ReadOutcome> => {
  let fd: number
  try {
    fd = openFile(root, path)
  } catch (error) {
    return readFailure(error)
  }
  try {
    const stats = fs.fstatSync(fd)
    if (!stats.isFile()) return { ok: false, why: 'changed', detail: 'it is no file any more' }
    const readAtWallMs = Date.now()
    const hash = createHash('sha256')
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, Math.max(1, stats.size)))
    for (let offset = 0; offset < stats.size; offset += CHUNK) {
      if (isStopped()) return { ok: false, why: 'changed', detail: 'stopped' }
      const part = chunk.subarray(0, Math.min(CHUNK, stats.size - offset))
      if (!readWhole(fd, part, offset)) return { ok: false, why: 'changed', detail: 'it was cut' }
      hash.update(part)
      const waiting = onChunk(part, offset)
      if (waiting !== undefined) await waiting
      if (slicer.isDue()) await slicer.breathe()
    }
    if (trust === 'unchanged' && !isSameFile(stats, fs.fstatSync(fd))) {
      return { ok: false, why: 'changed', detail: 'it was written' }
    }
    return { ok: true, stats, hash: hash.digest('binary'), readAtWallMs }
  } catch (error) {
    return readFailure(error)
  } finally {
    fs.closeSync(fd)
  }
}
