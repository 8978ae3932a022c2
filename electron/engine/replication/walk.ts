import fs, { type Stats } from 'node:fs'
import { type Kind, kindOf } from './entry.ts'
import type { IsExcluded } from './excludes.ts'
import { type BytePath, join, parentOf, type RefusalCode, refusalOf, toFs } from './names.ts'
import type { Slicer } from './slices.ts'
import type { Tree } from './tree.ts'

/** What a look at the disk finds. All calls are made within one slice per folder: no await in between. */
export interface Visitor {
  /** Before a folder is listed: the moment to set a watch. */
  folder(folder: BytePath): void
  item(path: BytePath, kind: Kind, stats: Stats): void
  /** In the index, not on the disk. Children are named too, parents first. */
  missing(path: BytePath): void
  refused(path: BytePath, code: RefusalCode): void
  /** A folder that cannot be listed: what the index knows below it stays as it is. */
  unreadable(folder: BytePath, detail: string): void
}

export interface WalkedSet {
  readonly root: BytePath
  readonly tree: Tree
  readonly isExcluded: IsExcluded
}

export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown'

export const absolute = (root: BytePath, path: BytePath): BytePath => (path === '' ? root : `${root}/${path}`)

/** `lstat`, or undefined when nothing is there (or a parent is no folder). Other failures throw. */
export const look = (root: BytePath, path: BytePath): Stats | undefined => {
  try {
    return fs.lstatSync(toFs(absolute(root, path)), { throwIfNoEntry: false })
  } catch (error) {
    if (['ENOTDIR', 'ENOENT', 'ELOOP', 'ENAMETOOLONG'].includes(codeOf(error))) return undefined
    throw error
  }
}

/** Where a link points; '' when it vanished meanwhile (the next look finds it missing). */
export const readTarget = (root: BytePath, path: BytePath): BytePath => {
  try {
    return fs.readlinkSync(toFs(absolute(root, path)), { encoding: 'latin1' })
  } catch {
    return ''
  }
}

/** One item by name: visits it, or says it is missing. Returns whether it is a folder to walk into. */
export const visit = (set: WalkedSet, path: BytePath, visitor: Visitor): boolean => {
  if (set.isExcluded(path)) return false
  const refusal = refusalOf(path)
  if (refusal !== null) {
    visitor.refused(path, refusal)
    return false
  }
  let stats: Stats | undefined
  try {
    stats = look(set.root, path)
  } catch (error) {
    visitor.unreadable(parentOf(path), `${codeOf(error)}`)
    return false
  }
  const kind = stats === undefined ? null : kindOf(stats)
  if (stats === undefined || kind === null) {
    if (stats !== undefined) visitor.refused(path, 'specialFile')
    if (set.tree.get(path) !== undefined) {
      visitor.missing(path)
      for (const child of set.tree.below(path)) visitor.missing(child)
    }
    return false
  }
  visitor.item(path, kind, stats)
  return kind === 'folder'
}

/**
 * The first part of `folder` that is no real folder (any more), '' when all are: a link in between must not
 * be followed, whatever stood there before.
 */
export const brokenAt = (root: BytePath, folder: BytePath): BytePath => {
  if (folder === '') return ''
  for (let end = folder.indexOf('/'); ; end = folder.indexOf('/', end + 1)) {
    const part = end < 0 ? folder : folder.slice(0, end)
    if (look(root, part)?.isDirectory() !== true) return part
    if (end < 0) return ''
  }
}

/** Walks a folder of the set and everything below; follows no link. */
export const walk = async (
  set: WalkedSet,
  start: BytePath,
  visitor: Visitor,
  slicer: Slicer,
  isStopped: () => boolean,
): Promise<void> => {
  const pending: BytePath[] = [start]
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    if (slicer.isDue()) await slicer.breathe()
    if (isStopped()) return
    visitFolder(set, folder, visitor, pending)
  }
}

/** The items of one folder; the folders among them are added to `pending`. */
export const visitFolder = (
  set: WalkedSet,
  folder: BytePath,
  visitor: Visitor,
  pending: BytePath[],
): void => {
  let names: string[]
  try {
    if (folder !== '' && look(set.root, folder)?.isDirectory() !== true) {
      visit(set, folder, visitor)
      return
    }
    visitor.folder(folder)
    names = fs.readdirSync(toFs(absolute(set.root, folder)), { encoding: 'latin1' })
  } catch (error) {
    const code = codeOf(error)
    if (code !== 'ENOENT' && code !== 'ENOTDIR') visitor.unreadable(folder, code)
    else if (folder !== '') visit(set, folder, visitor)
    return
  }
  const known = set.tree.childrenOf(folder)
  if (known.size > 0) {
    const present = new Set(names)
    for (const name of [...known]) {
      if (!present.has(name)) visit(set, join(folder, name), visitor)
    }
  }
  for (const name of names) {
    const path = join(folder, name)
    if (visit(set, path, visitor)) pending.push(path)
  }
}
