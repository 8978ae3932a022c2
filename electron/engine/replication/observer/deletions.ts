import { noteDevice } from '../context.ts'
import type { Entry } from '../entry.ts'
import { type BytePath, parentOf } from '../names.ts'
import { look } from '../walk.ts'
import { ANNOUNCED_WITHIN_MS, deviceOf, type Eye, noteUnannounced, setProblem } from './eye.ts'
import { type Hold, holdOf, stillHeld } from './guard.ts'

/** Items that went, on their way to being deleted on the standby: they wait for quiet, then pass the guard. */
export interface Deletions {
  lose(path: BytePath): void
  /** It is (back) there. */
  found(path: BytePath): void
  /** It is missing, and nobody holds that back. */
  isAboutToGo(path: BytePath): boolean
  /** Decides on what waits at once. */
  settle(): void
  /** Lets go what is held: how many items; null: nothing is. */
  confirm(): number | null
  /** The set's folder is not there: nothing can be said of its items; what is held stays so. */
  forget(): void
  /** A full walk found all in order, on this device. */
  walked(device: number): void
  close(): void
}

/** Deletions wait for quiet, so that a mass deletion is seen as one. */
const QUIET_MS = 100
const WAIT_MOST_MS = 1_000
const CALM_MS = 5_000

export const createDeletions = (eye: Eye): Deletions => {
  const { context, set } = eye
  const { store, log } = context
  const missing = new Set<BytePath>()
  let timer: NodeJS.Timeout | null = null
  let waitingSince = 0
  let hold: Hold = 'none'
  /** Let go since the last full walk that found all in order, by inode: a renamed item shows up again. */
  const lost = new Map<number, Entry>()
  let lostAt = 0

  const settle = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    if (eye.isClosed) return
    if (missing.size > 0 && deviceOf(set) === null) {
      forget()
      setProblem(eye, { code: 'folderMissing', name: set.id, count: set.tree.count })
      return
    }
    const wanted = hold === 'none' ? judge() : stillHeld(set.tree.count, missing.size)
    setHold(wanted)
    if (wanted === 'none') release()
  }

  /** At the next quiet moment: what goes or comes is decided on as a whole. */
  const settleSoon = (): void => {
    if (timer === null) waitingSince = performance.now()
    else clearTimeout(timer)
    const waited = performance.now() - waitingSince
    timer = setTimeout(settle, Math.max(0, Math.min(QUIET_MS, WAIT_MOST_MS - waited)))
  }

  const forget = (): void => {
    if (hold === 'none') missing.clear()
  }

  const judge = (): Hold => {
    const recorded = store.note(noteDevice(set.id))
    const holdWith = (moved: number): Hold =>
      holdOf({
        known: set.tree.count - moved,
        missing: missing.size - moved,
        lostBefore: lost.size,
        isOtherDevice: recorded !== undefined && recorded !== deviceOf(set),
        isFirstLook: eye.isFirstLook,
      })
    // Renamed items can only make less of a loss: looked for when it would count.
    return holdWith(0) === 'none' ? 'none' : holdWith(leaveOutMoved())
  }

  /** Items that stand elsewhere in the set under another name are no loss: how many of those missing now. */
  const leaveOutMoved = (): number => {
    const present = new Map<number, Entry>()
    for (const entry of set.tree.values()) {
      if (entry.local !== null && !missing.has(entry.path)) present.set(entry.local.ino, entry)
    }
    const isPresent = (gone: Entry | undefined): boolean => {
      if (gone?.local == null) return false
      const here = present.get(gone.local.ino)
      // What was read while it was being written has grown since.
      return here?.kind === gone.kind && (here.size === gone.size || gone.local.isFresh)
    }
    for (const [inode, entry] of lost) if (isPresent(entry)) lost.delete(inode)
    return [...missing].filter((path) => isPresent(set.tree.get(path))).length
  }

  const setHold = (wanted: Hold): void => {
    hold = wanted
    if (wanted !== 'none') setProblem(eye, { code: wanted, name: set.id, count: missing.size })
    else if (set.problem?.code === 'deletionsHeld' || set.problem?.code === 'folderSuddenlyEmpty')
      setProblem(eye, null)
  }

  /** A file that was never read was never on the standby: no loss. */
  const countLost = (entry: Entry): void => {
    if (entry.kind === 'file' && entry.hash === null) return
    // Without an inode it cannot show up again, and counts under a number no inode has.
    lost.set(entry.local?.ino ?? -1 - lost.size, entry)
  }

  const release = (): void => {
    if (missing.size === 0) return
    lostAt = performance.now()
    // Children before their folders.
    const gone = [...missing].sort((a, b) => (a < b ? 1 : -1))
    missing.clear()
    for (const path of gone) {
      const entry = set.tree.get(path)
      if (entry === undefined) continue
      countLost(entry)
      set.tree.delete(path)
      store.delete(set.id, path)
      eye.changed(set, path, 0)
    }
  }

  return {
    lose: (path) => {
      if (missing.has(path)) return
      missing.add(path)
      eye.watch?.remove(path)
      if (eye.walk !== null) {
        const parent = look(set.root, parentOf(path))
        if (parent !== undefined && parent.mtimeMs < eye.walk.startWall - ANNOUNCED_WITHIN_MS)
          noteUnannounced(eye, path)
      }
      settleSoon()
    },
    found: (path) => {
      if (missing.delete(path) && hold !== 'none') settleSoon()
    },
    isAboutToGo: (path) => hold === 'none' && missing.has(path),
    settle,
    confirm: () => {
      if (missing.size === 0) settle()
      const device = deviceOf(set)
      if (hold === 'none' || device === null) return null
      const count = missing.size
      log.info(`Replication: the deletion of ${count} items of set "${set.id}" was confirmed.`)
      store.setNote(noteDevice(set.id), device)
      setHold('none')
      release()
      lost.clear()
      return count
    },
    forget,
    walked: (device) => {
      if (hold !== 'none' || missing.size > 0) return
      if (store.note(noteDevice(set.id)) !== device) store.setNote(noteDevice(set.id), device)
      if (performance.now() - lostAt > CALM_MS) lost.clear()
    },
    close: () => {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
