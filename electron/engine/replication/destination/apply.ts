import fs, { type Stats } from 'node:fs'
import { nameIn, type SetState } from '../context.ts'
import { type Entry, isContentUnchanged, kindOf } from '../entry.ts'
import type { IndexStore } from '../index-store.ts'
import {
  type BytePath,
  join,
  linkStaysInside,
  parentOf,
  type RefusalCode,
  refusalOf,
  toFs,
} from '../names.ts'
import { absolute, codeOf, look } from '../walk.ts'
import type { FailureCode } from '../wire.ts'
import type { Salvage } from './salvage.ts'
import { dressPath, makeLink, removeQuietly, type Staged } from './staging.ts'

/** What became of one operation. */
export type Applied = { readonly ok: true } | NotApplied
export type NotApplied =
  | { readonly ok: false; readonly is: 'refused'; readonly code: RefusalCode }
  | { readonly ok: false; readonly is: 'failed'; readonly code: FailureCode; readonly detail: string }

export const DONE: Applied = { ok: true }
export const refused = (code: RefusalCode): NotApplied => ({ ok: false, is: 'refused', code })
export const failed = (code: FailureCode, detail: string): NotApplied => ({
  ok: false,
  is: 'failed',
  code,
  detail,
})

/** One set on the destination, with what is not (yet) the source's. */
export interface Target {
  readonly set: SetState
  /** Items whose content did not come from this epoch's source: salvaged before they are replaced. */
  readonly foreign: Set<BytePath>
  /** Folders the source has not, standing only for excluded items inside: left out of the equality. */
  readonly kept: Set<BytePath>
  readonly isCaseInsensitive: boolean
}

/** A name that may be used here, whoever sent it. */
export const isClean = (target: Target, path: BytePath): boolean =>
  refusalOf(path) === null && !target.set.isExcluded(path)

export interface Applier {
  place(target: Target, entry: Entry, staged: Staged): Applied
  keep(target: Target, entry: Entry): Applied
  move(target: Target, entry: Entry, from: BytePath): Applied
  remove(target: Target, path: BytePath): Applied
  /** Folders and salvage of everything since the last call are on disk; rejects when they are not. */
  sync(): Promise<void>
}

export const createApplier = (store: IndexStore, salvage: Salvage): Applier => {
  /** Folders seen to be real folders since the last `sync`, and those to put on disk. */
  const seen = new Map<SetState, Set<BytePath>>()
  const touched = new Map<SetState, Set<BytePath>>()
  const note = (map: Map<SetState, Set<BytePath>>, set: SetState): Set<BytePath> => {
    const found = map.get(set) ?? new Set<BytePath>()
    map.set(set, found)
    return found
  }

  /** Never through a link: every parent must be a real folder. */
  const checkParents = (set: SetState, path: BytePath): Applied => {
    const known = note(seen, set)
    const parents: BytePath[] = []
    for (let at = parentOf(path); at !== '' && !known.has(at); at = parentOf(at)) parents.push(at)
    for (const parent of parents.reverse()) {
      const stats = look(set.root, parent)
      if (stats === undefined) return failed('changedHere', `no folder ${nameIn(set, parent)}`)
      if (stats.isSymbolicLink()) return refused('parentIsLink')
      if (!stats.isDirectory()) return failed('changedHere', `${nameIn(set, parent)} is no folder`)
      known.add(parent)
    }
    return DONE
  }

  const isOurs = (target: Target, path: BytePath, stats: Stats): boolean => {
    const known = target.set.tree.get(path)
    return known !== undefined && isContentUnchanged(known, stats) && !target.foreign.has(path)
  }

  /** Makes room: what stands there and is not the source's own older state goes to salvage. */
  const clear = (target: Target, path: BytePath, becomes: Entry | null): Applied => {
    const { set } = target
    const there = look(set.root, path)
    if (there === undefined) return target.isCaseInsensitive ? clashOf(target, path) : DONE
    const known = set.tree.get(path)
    if (target.isCaseInsensitive && known === undefined) return refused('caseClash')
    if (there.isDirectory()) return failed('changedHere', `${nameIn(set, path)} is a folder`)
    if (isOurs(target, path, there)) return DONE
    const isSameContent =
      known !== undefined &&
      becomes !== null &&
      isContentUnchanged(known, there) &&
      known.kind === becomes.kind &&
      known.hash === becomes.hash &&
      known.target === becomes.target
    // Fifos and sockets hold nothing; they are not replaced either.
    if (kindOf(there) === null) return failed('changedHere', `${nameIn(set, path)} is a special file`)
    if (!isSameContent) salvage.keep(set, path, there, becomes === null ? 'surplus' : 'conflict')
    return DONE
  }

  const record = (target: Target, entry: Entry): void => {
    const { set } = target
    const stats = look(set.root, entry.path)
    if (stats === undefined) throw new Error(`${nameIn(set, entry.path)} vanished while it was written`)
    const local = { mtime: stats.mtimeMs, ctime: stats.ctimeMs, ino: stats.ino, isFresh: false }
    const kept = { ...entry, local }
    set.tree.set(kept)
    store.put(set.id, kept)
    target.foreign.delete(entry.path)
    target.kept.delete(entry.path)
    note(touched, set).add(parentOf(entry.path))
  }

  const forget = (target: Target, path: BytePath): void => {
    const { set } = target
    if (set.tree.get(path)?.kind === 'folder') {
      note(touched, set).delete(path)
      seen.delete(set)
    }
    set.tree.delete(path)
    store.delete(set.id, path)
    target.foreign.delete(path)
    note(touched, set).add(parentOf(path))
  }

  /** A folder whose mode shuts its own owner out is opened for the change; `sync` puts the mode back. */
  const withOpenParent = (set: SetState, path: BytePath, act: () => void): void => {
    try {
      act()
    } catch (error) {
      if (codeOf(error) !== 'EACCES') throw error
      const parent = parentOf(path)
      fs.chmodSync(toFs(absolute(set.root, parent)), (set.tree.get(parent)?.mode ?? 0) | 0o700)
      note(touched, set).add(parent)
      act()
    }
  }

  const guarded = (set: SetState, path: BytePath, act: () => Applied): Applied => {
    const refusal = refusalOf(path) ?? (set.isExcluded(path) ? 'excluded' : null)
    if (refusal !== null) return refused(refusal)
    try {
      const parents = checkParents(set, path)
      return parents.ok ? act() : parents
    } catch (error) {
      const code = codeOf(error)
      if (code === 'ENOSPC' || code === 'EDQUOT') return failed('diskFull', code)
      if (code === 'ENAMETOOLONG') return refused('nameTooLong')
      const detail = error instanceof Error ? error.message : String(error)
      return failed('writeFailed', `${nameIn(set, path)}: ${detail}`.slice(0, 900))
    }
  }

  const keepFolder = (target: Target, entry: Entry): Applied => {
    const { set } = target
    const there = look(set.root, entry.path)
    if (there !== undefined && !there.isDirectory()) return failed('changedHere', 'something stands there')
    if (there === undefined) {
      if (target.isCaseInsensitive && !clashOf(target, entry.path).ok) return refused('caseClash')
      withOpenParent(set, entry.path, () => fs.mkdirSync(toFs(absolute(set.root, entry.path))))
    } else if (target.isCaseInsensitive && set.tree.get(entry.path) === undefined) {
      if (!clashOf(target, entry.path).ok) return refused('caseClash')
    }
    dressPath(set, entry)
    record(target, entry)
    // Its own time comes last, when all its items are in place.
    note(touched, set).add(entry.path)
    return DONE
  }

  const keepLink = (target: Target, entry: Entry): Applied => {
    const { set } = target
    if (!linkStaysInside(entry.path, entry.target)) return refused('linkLeavesSet')
    const cleared = clear(target, entry.path, entry)
    if (!cleared.ok) return cleared
    const temp = makeLink(set, entry)
    withOpenParent(set, entry.path, () => fs.renameSync(toFs(temp), toFs(absolute(set.root, entry.path))))
    dressPath(set, entry)
    record(target, entry)
    return DONE
  }

  return {
    place: (target, entry, staged) =>
      guarded(target.set, entry.path, () => {
        const cleared = clear(target, entry.path, entry)
        if (!cleared.ok) return cleared
        const to = toFs(absolute(target.set.root, entry.path))
        withOpenParent(target.set, entry.path, () => fs.renameSync(toFs(staged.path), to))
        record(target, entry)
        return DONE
      }),

    keep: (target, entry) =>
      guarded(target.set, entry.path, () => {
        if (entry.kind === 'folder') return keepFolder(target, entry)
        if (entry.kind === 'link') return keepLink(target, entry)
        const known = target.set.tree.get(entry.path)
        const there = look(target.set.root, entry.path)
        if (known === undefined || there === undefined || !isContentUnchanged(known, there)) {
          return failed('changedHere', 'it changed here')
        }
        if (known.hash === null || known.hash !== entry.hash) return failed('changedHere', 'other content')
        dressPath(target.set, entry)
        record(target, entry)
        return DONE
      }),

    move: (target, entry, from) =>
      guarded(target.set, entry.path, () => {
        const { set } = target
        const fromRefusal = refusalOf(from) ?? (set.isExcluded(from) ? 'excluded' : null)
        if (fromRefusal !== null) return refused(fromRefusal)
        const parents = checkParents(set, from)
        if (!parents.ok) return parents
        const known = set.tree.get(from)
        const there = look(set.root, from)
        if (known === undefined || there === undefined || !isOurs(target, from, there)) {
          return failed('changedHere', 'the content is not there any more')
        }
        if (known.hash !== entry.hash) return failed('changedHere', 'other content')
        const cleared = clear(target, entry.path, entry)
        if (!cleared.ok) return cleared
        withOpenParent(set, entry.path, () =>
          withOpenParent(set, from, () =>
            fs.renameSync(toFs(absolute(set.root, from)), toFs(absolute(set.root, entry.path))),
          ),
        )
        forget(target, from)
        dressPath(set, entry)
        record(target, entry)
        return DONE
      }),

    remove: (target, path) =>
      guarded(target.set, path, () => {
        const { set } = target
        const there = look(set.root, path)
        if (there === undefined) {
          forget(target, path)
          return DONE
        }
        const at = toFs(absolute(set.root, path))
        if (!there.isDirectory()) {
          const cleared = clear(target, path, null)
          if (!cleared.ok) return cleared
          if (look(set.root, path) !== undefined) withOpenParent(set, path, () => fs.unlinkSync(at))
          forget(target, path)
          return DONE
        }
        const holds = fs.readdirSync(at, { encoding: 'latin1' }).map((name) => join(path, name))
        if (holds.some((item) => !set.isExcluded(item) && !target.kept.has(item))) {
          return failed('changedHere', `${nameIn(set, path)} is not empty`)
        }
        if (holds.length > 0) {
          forget(target, path)
          target.kept.add(path)
          return DONE
        }
        if (target.foreign.has(path)) salvage.keep(set, path, there, 'surplus')
        withOpenParent(set, path, () => fs.rmdirSync(at))
        forget(target, path)
        return DONE
      }),

    sync: async () => {
      salvage.sync()
      const folders = [...touched].flatMap(([set, paths]) => [...paths].map((path) => ({ set, path })))
      touched.clear()
      seen.clear()
      await Promise.all(folders.map(({ set, path }) => settleFolder(set, path)))
    },
  }
}

/** On systems that ignore case: another item of the folder whose name differs by case only. */
const clashOf = ({ set }: Target, path: BytePath): Applied => {
  const fold = Buffer.from(path, 'latin1').toString('utf8').toLowerCase()
  for (const name of set.tree.childrenOf(parentOf(path))) {
    const other = join(parentOf(path), name)
    if (other !== path && Buffer.from(other, 'latin1').toString('utf8').toLowerCase() === fold) {
      return refused('caseClash')
    }
  }
  return DONE
}

const CANNOT_SYNC_FOLDERS = ['EINVAL', 'ENOTSUP', 'ENOSYS']

/** The folder's own mode and time after a change inside, and its names on disk. */
const settleFolder = (set: SetState, path: BytePath): Promise<void> =>
  new Promise((resolve, reject) => {
    let fd: number
    try {
      const flags = fs.constants.O_RDONLY | fs.constants.O_DIRECTORY | fs.constants.O_NOFOLLOW
      fd = fs.openSync(toFs(absolute(set.root, path)), path === '' ? 'r' : flags)
    } catch {
      resolve()
      return
    }
    const entry = set.tree.get(path)
    if (entry?.kind === 'folder') {
      try {
        fs.fchmodSync(fd, entry.mode)
        fs.futimesSync(fd, entry.mtime / 1000, entry.mtime / 1000)
      } catch {
        // The next walk sees the difference and names it.
      }
    }
    fs.fsync(fd, (error) => {
      fs.closeSync(fd)
      // Some file systems have no such call for a folder; any other failure means that the names may be lost.
      if (error === null || error === undefined || CANNOT_SYNC_FOLDERS.includes(codeOf(error))) resolve()
      else reject(error)
    })
  })

export const dropStaged = (staged: Staged): void => {
  staged.synced.catch(() => undefined)
  removeQuietly(staged.path)
}
