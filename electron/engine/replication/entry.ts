import type { Stats } from 'node:fs'
import type { BytePath } from './names.ts'

export type Kind = 'file' | 'folder' | 'link'

/**
 * One item of a tree. Immutable: a change makes a new one, so "the standby has exactly this" is one
 * comparison of references.
 */
export interface Entry {
  readonly path: BytePath
  readonly kind: Kind
  /** Bytes of a file, 0 otherwise. */
  readonly size: number
  /** Milliseconds since 1970 as the source said it (a double: 0.25 us). Compared at 2 us. */
  readonly mtime: number
  /** The twelve permission bits; 0 for a link. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** SHA-256 of a file's content, 32 latin1 characters; null when not known yet. Null for others. */
  readonly hash: string | null
  /** Where a link points, '' otherwise. */
  readonly target: BytePath
  /** What this machine's own `lstat` said when the content was known: unchanged means known still. */
  readonly local: Local | null
}

export interface Local {
  readonly mtime: number
  readonly ctime: number
  readonly ino: number
  /**
   * The content was read so soon after its last change that the clock's grain may hide another one:
   * it is read again at the next occasion.
   */
  readonly isFresh: boolean
}

/** Two times are the same when no more than 2 us apart: `utimes` is not exact. */
export const isSameTime = (a: number, b: number): boolean => Math.abs(a - b) <= 0.002

export const kindOf = (stats: Stats): Kind | null =>
  stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : null

/** A change within this time of the reading may hide behind the clock's grain (4 ms steps and slack). */
const FRESH_MS = 50

export const localOf = (stats: Stats, readAtWallMs: number): Local => ({
  mtime: stats.mtimeMs,
  ctime: stats.ctimeMs,
  ino: stats.ino,
  isFresh: readAtWallMs - Math.max(stats.ctimeMs, stats.mtimeMs) < FRESH_MS,
})

/** The content is the one the entry knows: nothing that a write would change has changed. */
export const isContentUnchanged = (entry: Entry, stats: Stats): boolean =>
  entry.local !== null &&
  entry.size === (entry.kind === 'file' ? stats.size : 0) &&
  entry.local.mtime === stats.mtimeMs &&
  entry.local.ctime === stats.ctimeMs &&
  entry.local.ino === stats.ino

export const modeOf = (kind: Kind, stats: Stats): number => (kind === 'link' ? 0 : stats.mode & 0o7777)

/** Same item for the equality of trees; folder times and owners are carried, but left out of it. */
export const isEqual = (a: Entry, b: Entry): boolean =>
  a.kind === b.kind &&
  a.size === b.size &&
  a.mode === b.mode &&
  a.hash === b.hash &&
  a.target === b.target &&
  (a.kind === 'folder' || isSameTime(a.mtime, b.mtime))

/** Nothing is left to send: equal, and folder time and owner too. */
export const isSettled = (a: Entry, b: Entry): boolean =>
  isEqual(a, b) && isSameTime(a.mtime, b.mtime) && a.uid === b.uid && a.gid === b.gid
