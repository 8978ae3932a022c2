import fs, { type Stats } from 'node:fs'
import type { Context, SetState, ViewProblem } from './context.ts'
import { nameIn } from './context.ts'
import { type Entry, isContentUnchanged, isSameTime, type Kind, localOf, modeOf } from './entry.ts'
import { DRAIN_ITEMS, type Hold, holdOf } from './guard.ts'
import { readTarget } from './look-over.ts'
import { type BytePath, join, linkStaysInside, nameOf, parentOf, toFs } from './names.ts'
import type { Slicer } from './slices.ts'
import { brokenAt, codeOf, look, type Visitor, visit, visitFolder, walk } from './walk.ts'
import { type FolderWatch, watchFolders } from './watch.ts'

/**
 * The source's eye on one set: folder watches as a hint, full walks as the truth, and the guard before
 * deletions. It keeps the set's tree; `changed` names every path whose entry changed or went.
 */
export interface Observer {
  readonly set: SetState
  /** Items found changed by a full walk that no watch had announced, since the start. */
  readonly unannounced: number
  readonly isWatching: boolean
  readonly hold: Hold
  readonly isMissingHeld: (path: BytePath) => boolean
  /** `deep`: contents read so early that the clock's grain may hide a change are read again. */
  fullWalk(depth: 'quick' | 'deep'): Promise<void>
  /** Looks at one path now. */
  recheck(path: BytePath): void
  /** Works off what the watches announced; no watch event waits after it. */
  workOff(): Promise<void>
  /** Decides on pending deletions at once. */
  settleDeletions(): void
  confirmDeletions(): void
  /** While paused, watch events are only kept. */
  pause(): void
  resume(): void
  close(): void
}

const SETTLE_MS = 1
/** Deletions wait for quiet, so that a mass deletion is seen as one. */
const DELETION_QUIET_MS = 100
const DELETION_MOST_MS = 1_000
const ANNOUNCED_WITHIN_MS = 1_000
const CALM_MS = 5_000

export const noteDevice = (set: string): string => `device ${set}`

export const createObserver = (
  context: Context,
  set: SetState,
  slicer: Slicer,
  changed: (set: SetState, path: BytePath, ageMs: number) => void,
): Observer => {
  const { store, log } = context
  const missing = new Set<BytePath>()
  const events = new Map<BytePath, Set<string> | null>()
  let eventTimer: NodeJS.Timeout | null = null
  let deletionTimer: NodeJS.Timeout | null = null
  let deletionsSince = 0
  let isClosed = false
  let isPaused = false
  let isFirstLook = true
  let hold: Hold = 'none'
  let lostBefore = 0
  let lostAt = 0
  let walkedAt = performance.now()
  let walking: { depth: 'quick' | 'deep'; startWall: number; unannounced: number; first: string } | null =
    null
  let unannounced = 0
  let working: Promise<void> = Promise.resolve()
  let watch: FolderWatch | null = null
  let watchedIno = 0

  const closed = () => isClosed

  const crash = (error: unknown): void => {
    setImmediate(() => {
      throw error
    })
  }

  // ---- one item ----

  const setProblem = (problem: ViewProblem | null): void => {
    const isNew = problem?.code !== set.problem?.code
    set.problem = problem
    if (isNew && problem !== null) {
      log.warn(
        `Replication: set "${set.id}": ${problem.code}${problem.count > 0 ? ` (${problem.count} items)` : ''}.`,
      )
    } else if (isNew) log.info(`Replication: set "${set.id}" is in order again.`)
    if (isNew) context.changed()
  }

  const write = (entry: Entry, stats: Stats): void => {
    set.tree.set(entry)
    store.put(set.id, entry)
    let ageMs = 0
    if (walking !== null) {
      const changedAt = Math.max(stats.ctimeMs, stats.mtimeMs)
      ageMs = Math.max(0, Math.min(Date.now() - changedAt, isFirstLook ? 0 : performance.now() - walkedAt))
      if (changedAt < walking.startWall - ANNOUNCED_WITHIN_MS) noteUnannounced(entry.path)
    }
    changed(set, entry.path, ageMs)
  }

  const noteUnannounced = (path: BytePath): void => {
    if (walking === null || isFirstLook || watch === null || watch.failure !== null) return
    if (events.get(parentOf(path)) !== undefined) return
    walking.unannounced += 1
    if (walking.first === '') walking.first = nameIn(set, path)
  }

  const onFolder = (path: BytePath, stats: Stats, known: Entry | undefined): void => {
    const mode = modeOf('folder', stats)
    const isTimeKept = known?.local?.mtime === stats.mtimeMs
    // Another folder took the name: the watches below belong to the one that went.
    const isOther = known !== undefined && known.local?.ino !== stats.ino
    if (isOther) watch?.remove(path)
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
    const isDoubtful = known?.local?.isFresh === true && (walking === null || walking.depth === 'deep')
    const { uid, gid } = stats
    if (isUnchanged && (kind === 'link' || known.hash === null || !isDoubtful)) {
      if (known.mode !== mode || known.uid !== uid || known.gid !== gid) {
        write({ ...known, mode, uid, gid }, stats)
      }
      return
    }
    const target = kind === 'link' ? readTarget(set.root, path) : ''
    if (kind === 'link' && !linkStaysInside(path, target)) {
      visitor.refused(path, 'linkLeavesSet')
      if (known !== undefined) lose(path)
      return
    }
    const mtime = known?.local?.mtime === stats.mtimeMs ? known.mtime : stats.mtimeMs
    const size = kind === 'file' ? stats.size : 0
    const local = { ...localOf(stats, Date.now()), isFresh: false }
    write({ path, kind, size, mtime, mode, uid, gid, hash: null, target, local }, stats)
  }

  const lose = (path: BytePath): void => {
    if (missing.has(path)) return
    missing.add(path)
    watch?.remove(path)
    if (walking !== null) {
      const parent = look(set.root, parentOf(path))
      if (parent !== undefined && parent.mtimeMs < walking.startWall - ANNOUNCED_WITHIN_MS)
        noteUnannounced(path)
    }
    if (deletionTimer === null) deletionsSince = performance.now()
    else clearTimeout(deletionTimer)
    const waited = performance.now() - deletionsSince
    const wait = Math.max(0, Math.min(DELETION_QUIET_MS, DELETION_MOST_MS - waited))
    deletionTimer = setTimeout(settleDeletions, wait)
  }

  const visitor: Visitor = {
    folder: (folder) => {
      // It was looked at before its watch stood: what came in between has moved its time.
      if (watch?.add(folder) === true && folder !== '') visit(set, folder, visitor)
    },
    item: (path, kind, stats) => {
      missing.delete(path)
      set.refused.delete(path)
      const known = set.tree.get(path)
      if (known !== undefined && known.kind !== kind) {
        // The new kind takes the place; what stood below a folder is lost.
        watch?.remove(path)
        for (const child of set.tree.below(path)) lose(child)
      }
      const same = known?.kind === kind ? known : undefined
      if (kind === 'folder') onFolder(path, stats, same)
      else onContent(path, kind, stats, same)
    },
    missing: lose,
    refused: (path, code) => {
      if (!set.refused.has(path)) {
        set.refused.set(path, code)
        log.warn(`Replication: ${nameIn(set, path)} is left out: ${code}.`)
        context.changed()
      }
    },
    unreadable: (folder, detail) => {
      setProblem({ code: 'folderUnreadable', name: nameIn(set, folder), count: 0 })
      log.warn(`Replication: ${nameIn(set, folder)} cannot be listed: ${detail}.`)
    },
  }

  // ---- deletions ----

  const device = (): number | null => {
    try {
      const stats = fs.statSync(toFs(set.root))
      return stats.isDirectory() ? stats.dev : null
    } catch {
      return null
    }
  }

  const settleDeletions = () => {
    if (deletionTimer !== null) clearTimeout(deletionTimer)
    deletionTimer = null
    if (isClosed) return
    if (missing.size > 0 && device() === null) {
      // The folder itself went: nothing can be said of its items.
      missing.clear()
      setProblem({ code: 'folderMissing', name: set.id, count: set.tree.count })
      return
    }
    const recorded = store.note(noteDevice(set.id))
    const moved = countMoved()
    const wanted = holdOf({
      known: set.tree.count - moved,
      missing: missing.size - moved,
      lostBefore,
      isOtherDevice: recorded !== undefined && recorded !== device(),
      isFirstLook,
    })
    // What is held stays held until it is back or someone confirmed.
    if (hold !== 'none' && missing.size > 0) return setHold(wanted === 'none' ? hold : wanted)
    setHold(wanted)
    if (wanted === 'none') release()
  }

  /** Missing items that stand elsewhere in the set under another name: a renamed folder is no loss. */
  const countMoved = (): number => {
    if (missing.size <= DRAIN_ITEMS && missing.size < set.tree.count) return 0
    const present = new Map<number, Entry>()
    for (const entry of set.tree.values()) {
      if (entry.local !== null && !missing.has(entry.path)) present.set(entry.local.ino, entry)
    }
    let moved = 0
    for (const path of missing) {
      const gone = set.tree.get(path)
      const here = gone?.local == null ? undefined : present.get(gone.local.ino)
      if (here !== undefined && here.kind === gone?.kind && here.size === gone.size) moved += 1
    }
    return moved
  }

  const setHold = (wanted: Hold): void => {
    hold = wanted
    if (wanted !== 'none') setProblem({ code: wanted, name: set.id, count: missing.size })
    else if (set.problem?.code === 'deletionsHeld' || set.problem?.code === 'folderSuddenlyEmpty')
      setProblem(null)
  }

  const release = (): void => {
    if (missing.size === 0) return
    lostBefore += missing.size
    lostAt = performance.now()
    // Children before their folders.
    const gone = [...missing].sort((a, b) => (a < b ? 1 : -1))
    missing.clear()
    for (const path of gone) {
      if (set.tree.get(path) === undefined) continue
      set.tree.delete(path)
      store.delete(set.id, path)
      changed(set, path, 0)
    }
  }

  // ---- watch events ----

  const onEvent = (folder: BytePath, name: string | null): void => {
    const names = events.get(folder)
    if (name === null) events.set(folder, null)
    else if (names === undefined) events.set(folder, new Set([name]))
    else names?.add(name)
    schedule()
  }

  const schedule = (): void => {
    if (eventTimer !== null || isPaused || isClosed) return
    eventTimer = setTimeout(() => {
      eventTimer = null
      workOff().catch(crash)
    }, SETTLE_MS)
  }

  /**
   * An event that carries the folder's own name is about the folder itself: it may be gone, and another
   * one with the same name and even the same inode in its place, which nobody watches.
   */
  const visitAnew = (folder: BytePath, found: BytePath[]): void => {
    watch?.drop(folder)
    const inside: BytePath[] = []
    visitFolder(set, folder, visitor, inside)
    found.push(...inside.filter((path) => watch?.has(path) !== true))
  }

  const workOff = (): Promise<void> => {
    working = working.then(async () => {
      if (events.size === 0 || isClosed || device() === null) return
      const taken = [...events]
      events.clear()
      const found: BytePath[] = []
      for (const [folder, names] of taken) {
        const broken = brokenAt(set.root, folder)
        if (broken !== '') {
          visit(set, broken, visitor)
          continue
        }
        if (names === null) visitFolder(set, folder, visitor, found)
        else if (names.has(nameOf(folder))) visitAnew(folder, found)
        else
          for (const name of names)
            if (visit(set, join(folder, name), visitor)) found.push(join(folder, name))
        if (folder !== '' && look(set.root, folder) !== undefined) visit(set, folder, visitor)
        if (slicer.isDue()) await slicer.breathe()
        if (isClosed) return
      }
      // A folder that came (or came back) is walked at once: its items were there before its watch.
      for (const folder of found) await walk(set, folder, visitor, slicer, closed)
    })
    return working
  }

  // ---- the full walk ----

  const fullWalk = (depth: 'quick' | 'deep'): Promise<void> => {
    working = working.then(async () => {
      if (isClosed) return
      const dev = device()
      if (dev === null) {
        watch?.close()
        watch = null
        missing.clear()
        const code = fs.existsSync(toFs(set.root)) ? 'folderUnreadable' : 'folderMissing'
        setProblem({ code, name: set.id, count: set.tree.count })
        return
      }
      const { ino } = fs.statSync(toFs(set.root))
      if (watch !== null && ino !== watchedIno) {
        watch.close()
        watch = null
      }
      watchedIno = ino
      if (watch === null) watch = watchFolders(set.root, onEvent, onWatchFailure)
      if (set.problem?.code === 'folderMissing') setProblem(null)
      const before = set.problem
      if (set.problem?.code === 'folderUnreadable') set.problem = null
      walking = { depth, startWall: Date.now(), unannounced: 0, first: '' }
      forgetRefusals()
      try {
        await walk(set, '', visitor, slicer, closed)
      } catch (error) {
        if (!isClosed) setProblem({ code: 'folderUnreadable', name: `${set.id}: ${codeOf(error)}`, count: 0 })
      }
      if (isClosed) return
      if (before?.code === 'folderUnreadable' && set.problem === null) context.changed()
      settleDeletions()
      if (walking.unannounced > 0) {
        unannounced += walking.unannounced
        log.warn(
          `Replication: the full walk of set "${set.id}" found ${walking.unannounced} changes no watch had announced, first ${walking.first}.`,
        )
      }
      walking = null
      isFirstLook = false
      walkedAt = performance.now()
      if (hold === 'none' && missing.size === 0) {
        if (store.note(noteDevice(set.id)) !== dev) store.setNote(noteDevice(set.id), dev)
        if (walkedAt - lostAt > CALM_MS) lostBefore = 0
      }
    })
    return working
  }

  /** Names refused before that are not there any more. */
  const forgetRefusals = (): void => {
    for (const path of [...set.refused.keys()])
      if (look(set.root, path) === undefined) set.refused.delete(path)
  }

  const onWatchFailure = (code: string): void => {
    log.warn(
      `Replication: set "${set.id}" cannot be watched completely (${code}); it is walked more often instead. ` +
        'Raise fs.inotify.max_user_watches and restart.',
    )
  }

  return {
    set,
    get unannounced() {
      return unannounced
    },
    get isWatching() {
      return watch !== null && watch.failure === null
    },
    get hold() {
      return hold
    },
    isMissingHeld: (path) => missing.has(path),
    fullWalk,
    recheck: (path) => {
      if (device() === null) return
      const broken = brokenAt(set.root, parentOf(path))
      visit(set, broken === '' ? path : broken, visitor)
    },
    workOff,
    settleDeletions,
    confirmDeletions: () => {
      const dev = device()
      if (hold === 'none' || dev === null) return
      log.info(`Replication: the deletion of ${missing.size} items of set "${set.id}" was confirmed.`)
      store.setNote(noteDevice(set.id), dev)
      setHold('none')
      release()
      lostBefore = 0
    },
    pause: () => {
      isPaused = true
    },
    resume: () => {
      isPaused = false
      if (events.size > 0) schedule()
    },
    close: () => {
      isClosed = true
      watch?.close()
      if (eventTimer !== null) clearTimeout(eventTimer)
      if (deletionTimer !== null) clearTimeout(deletionTimer)
    },
  }
}
