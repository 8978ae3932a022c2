import type { Stats } from 'node:fs'
import type { Context } from '../context.ts'
import { type Entry, isContentUnchanged, isSameTime, type Kind, localOf, modeOf } from '../entry.ts'
import type { BytePath } from '../names.ts'
import { readLarge } from '../reading.ts'
import type { Slicer } from '../slices.ts'
import { readTarget, type Visitor, walk } from '../walk.ts'
import type { Target } from './apply.ts'
import { IS_ROOT } from './staging.ts'

/** What the destination found in its own tree that its index did not say. */
export interface Findings {
  readonly changed: BytePath[]
}

/**
 * The destination's look at its own tree: every item by `lstat` against the index, new and changed files
 * hashed. What it finds is no work of the source: foreign, and told to it.
 */
export const lookOver = async (
  context: Context,
  target: Target,
  slicer: Slicer,
  isStopped: () => boolean,
): Promise<Findings> => {
  const { set } = target
  const changed: BytePath[] = []
  const toHash: BytePath[] = []
  const found = (entry: Entry): void => {
    set.tree.set(entry)
    context.store.put(set.id, entry)
    target.foreign.add(entry.path)
    changed.push(entry.path)
  }
  const lose = (path: BytePath): void => {
    if (set.tree.get(path) === undefined) return
    set.tree.delete(path)
    context.store.delete(set.id, path)
    target.foreign.delete(path)
    changed.push(path)
  }
  const visitor: Visitor = {
    folder: () => context.progressed(),
    item: (path, kind, stats) => {
      const known = set.tree.get(path)
      if (kind === 'folder' && known === undefined && target.kept.has(path)) return
      if (known !== undefined && known.kind !== kind) for (const child of set.tree.below(path)) lose(child)
      if (known !== undefined && known.kind === kind && isAsKnown(known, stats)) return
      const entry = entryOf(path, kind, stats, known, set.root)
      found(entry)
      if (kind === 'file' && entry.hash === null) toHash.push(path)
    },
    missing: lose,
    refused: (path, code) => {
      set.refused.set(path, code)
      lose(path)
    },
    unreadable: (folder, detail) => {
      set.problem = { code: 'folderUnreadable', name: `${set.id}/${folder}: ${detail}`, count: 0 }
    },
  }
  set.refused.clear()
  set.problem = null
  await walk(set, '', visitor, slicer, isStopped)
  for (const path of toHash) {
    if (isStopped()) return { changed }
    const entry = set.tree.get(path)
    if (entry?.kind !== 'file' || entry.hash !== null) continue
    const progressed = () => {
      context.progressed()
      return undefined
    }
    const read = await readLarge(set.root, path, 'unchanged', slicer, isStopped, progressed)
    if (!read.ok || set.tree.get(path) !== entry) continue
    const local = localOf(read.stats, read.readAtWallMs)
    const hashed = { ...entry, size: read.stats.size, mtime: read.stats.mtimeMs, hash: read.hash, local }
    set.tree.set(hashed)
    context.store.put(set.id, hashed)
    context.progressed()
  }
  return { changed }
}

const isAsKnown = (known: Entry, stats: Stats): boolean =>
  known.mode === modeOf(known.kind, stats) &&
  (!IS_ROOT || (known.uid === stats.uid && known.gid === stats.gid)) &&
  (known.kind === 'folder' ||
    (isContentUnchanged(known, stats) && (known.kind !== 'file' || known.hash !== null)))

const entryOf = (
  path: BytePath,
  kind: Kind,
  stats: Stats,
  known: Entry | undefined,
  root: BytePath,
): Entry => {
  const isContentKnown = known !== undefined && known.kind === kind && isContentUnchanged(known, stats)
  const isTimeKept =
    known?.local !== null && known !== undefined && isSameTime(known.local.mtime, stats.mtimeMs)
  return {
    path,
    kind,
    size: kind === 'file' ? stats.size : 0,
    mtime: isTimeKept ? known.mtime : stats.mtimeMs,
    mode: modeOf(kind, stats),
    uid: stats.uid,
    gid: stats.gid,
    hash: isContentKnown ? known.hash : null,
    target: kind === 'link' ? readTarget(root, path) : '',
    local: localOf(stats, Date.now()),
  }
}
