import type { Stats } from 'node:fs'
import { nameIn } from '../context.ts'
import { type Entry, isContentUnchanged, isSameTime, type Kind, localOf, modeOf } from '../entry.ts'
import { type BytePath, linkStaysInside } from '../names.ts'
import { readTarget, type Visitor, visit } from '../walk.ts'
import type { Deletions } from './deletions.ts'
import { ANNOUNCED_WITHIN_MS, type Eye, noteUnannounced, setProblem } from './eye.ts'

/** What a look at an item changes: the set's tree, the index, and the word to the sender. */
export const createItems = (eye: Eye, deletions: Deletions): Visitor => {
  const { context, set } = eye
  const { store, log } = context

  const changedAt = (stats: Stats): number => Math.max(stats.ctimeMs, stats.mtimeMs)

  const put = (entry: Entry, stats: Stats): void => {
    set.tree.set(entry)
    store.put(set.id, entry)
    let ageMs = 0
    if (eye.walk !== null) {
      const most = eye.isFirstLook ? 0 : performance.now() - eye.walkedAt
      ageMs = Math.max(0, Math.min(Date.now() - changedAt(stats), most))
    }
    eye.changed(set, entry.path, ageMs)
  }

  /** Something new: a walk that finds it late says so. */
  const write = (entry: Entry, stats: Stats): void => {
    if (eye.walk !== null && changedAt(stats) < eye.walk.startWall - ANNOUNCED_WITHIN_MS) {
      noteUnannounced(eye, entry.path)
    }
    put(entry, stats)
  }

  const onFolder = (path: BytePath, stats: Stats, known: Entry | undefined): void => {
    const mode = modeOf('folder', stats)
    const isTimeKept = known?.local?.mtime === stats.mtimeMs
    // Another folder took the name: the watches below belong to the one that went.
    const isOther = known !== undefined && known.local?.ino !== stats.ino
    if (isOther) eye.watch?.remove(path)
    const isKnown =
      known !== undefined &&
      !isOther &&
      known.mode === mode &&
      known.uid === stats.uid &&
      known.gid === stats.gid &&
      (isTimeKept || isSameTime(known.mtime, stats.mtimeMs))
    if (isKnown) return
    const mtime = isTimeKept && known !== undefined ? known.mtime : stats.mtimeMs
    const { uid, gid } = stats
    const local = localOf(stats, Date.now())
    write({ path, kind: 'folder', size: 0, mtime, mode, uid, gid, hash: null, target: '', local }, stats)
  }

  const onContent = (path: BytePath, kind: Kind, stats: Stats, known: Entry | undefined): void => {
    const mode = modeOf(kind, stats)
    const isUnchanged = known !== undefined && isContentUnchanged(known, stats)
    const isDoubtful = known?.local?.isFresh === true && (eye.walk === null || eye.walk.depth === 'deep')
    const { uid, gid } = stats
    if (isUnchanged && (kind === 'link' || known.hash === null || !isDoubtful)) {
      if (known.mode !== mode || known.uid !== uid || known.gid !== gid) {
        write({ ...known, mode, uid, gid }, stats)
      }
      return
    }
    const target = kind === 'link' ? readTarget(set.root, path) : ''
    if (kind === 'link' && !linkStaysInside(path, target)) {
      items.refused(path, 'linkLeavesSet')
      if (known !== undefined) deletions.lose(path)
      return
    }
    const mtime = known?.local?.mtime === stats.mtimeMs ? known.mtime : stats.mtimeMs
    const size = kind === 'file' ? stats.size : 0
    const local = { ...localOf(stats, Date.now()), isFresh: false }
    const entry = { path, kind, size, mtime, mode, uid, gid, hash: null, target, local }
    // Read again for the clock's grain alone: nothing that a watch could have announced.
    if (isUnchanged) put(entry, stats)
    else write(entry, stats)
  }

  const items: Visitor = {
    folder: (folder) => {
      context.progressed()
      // It was looked at before its watch stood: what came in between has moved its time.
      if (eye.watch?.add(folder) === true && folder !== '') visit(set, folder, items)
    },
    item: (path, kind, stats) => {
      deletions.found(path)
      set.refused.delete(path)
      const known = set.tree.get(path)
      if (known !== undefined && known.kind !== kind) {
        // The new kind takes the place; what stood below a folder is lost.
        eye.watch?.remove(path)
        for (const child of set.tree.below(path)) deletions.lose(child)
      }
      const same = known?.kind === kind ? known : undefined
      if (kind === 'folder') onFolder(path, stats, same)
      else onContent(path, kind, stats, same)
    },
    missing: deletions.lose,
    refused: (path, code) => {
      if (set.refused.has(path)) return
      set.refused.set(path, code)
      log.warn(`Replication: ${nameIn(set, path)} is left out: ${code}.`)
      context.changed()
    },
    unreadable: (folder, detail) => {
      setProblem(eye, { code: 'folderUnreadable', name: nameIn(set, folder), count: 0 })
      log.warn(`Replication: ${nameIn(set, folder)} cannot be listed: ${detail}.`)
    },
  }
  return items
}
