import fs from 'node:fs'
import type { Context, SetState } from '../context.ts'
import { type BytePath, parentOf, toFs } from '../names.ts'
import type { Slicer } from '../slices.ts'
import { brokenAt, codeOf, look, visit, walk } from '../walk.ts'
import { createDeletions } from './deletions.ts'
import { createEvents } from './events.ts'
import { deviceOf, type Eye, setProblem } from './eye.ts'
import { createItems } from './items.ts'
import { watchFolders } from './watch.ts'

/**
 * The source's eye on one set: folder watches as a hint, full walks as the truth, and the guard before
 * deletions. It keeps the set's tree; `changed` names every path whose entry changed or went.
 */
export interface Observer {
  readonly isWatching: boolean
  /** It is missing, and its deletion is not held back. */
  isAboutToGo(path: BytePath): boolean
  /** `deep`: contents read so early that the clock's grain may hide a change are read again. */
  fullWalk(depth: 'quick' | 'deep'): Promise<void>
  /** Looks at one path now. */
  recheck(path: BytePath): void
  /** Works off what the watches announced; no watch event waits after it. */
  workOff(): Promise<void>
  /** Decides on pending deletions at once. */
  settleDeletions(): void
  /** How many items were let go; null: none are held. */
  confirmDeletions(): number | null
  /** While paused, watch events are only kept. */
  pause(): void
  resume(): void
  close(): void
}

export const createObserver = (
  context: Context,
  set: SetState,
  slicer: Slicer,
  changed: (set: SetState, path: BytePath, ageMs: number) => void,
): Observer => {
  const { log } = context
  const eye: Eye = {
    context,
    set,
    changed,
    announced: new Map(),
    watch: null,
    walk: null,
    walkedAt: performance.now(),
    isFirstLook: true,
    isClosed: false,
  }
  const deletions = createDeletions(eye)
  const items = createItems(eye, deletions)
  let working: Promise<void> = Promise.resolve()
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    working = working.then(work)
    return working
  }
  const events = createEvents(eye, items, slicer, inTurn)
  let watchedIno = 0

  const fullWalk = async (depth: 'quick' | 'deep'): Promise<void> => {
    if (eye.isClosed) return
    const device = deviceOf(set)
    if (device === null) return folderIsMissing()
    watchRoot()
    if (set.problem?.code === 'folderMissing') setProblem(eye, null)
    const before = set.problem
    if (set.problem?.code === 'folderUnreadable') set.problem = null
    const running = { depth, startWall: Date.now(), unannounced: 0, first: '' }
    eye.walk = running
    forgetRefusals()
    try {
      await walk(set, '', items, slicer, () => eye.isClosed)
    } catch (error) {
      const name = `${set.id}: ${codeOf(error)}`
      if (!eye.isClosed) setProblem(eye, { code: 'folderUnreadable', name, count: 0 })
    }
    if (eye.isClosed) return
    if (before?.code === 'folderUnreadable' && set.problem === null) context.changed()
    deletions.settle()
    if (running.unannounced > 0) {
      log.warn(
        `Replication: the full walk of set "${set.id}" found ${running.unannounced} changes no watch had announced, first ${running.first}.`,
      )
    }
    eye.walk = null
    eye.isFirstLook = false
    eye.walkedAt = performance.now()
    deletions.walked(device)
  }

  const folderIsMissing = (): void => {
    eye.watch?.close()
    eye.watch = null
    deletions.forget()
    const code = fs.existsSync(toFs(set.root)) ? 'folderUnreadable' : 'folderMissing'
    setProblem(eye, { code, name: set.id, count: set.tree.count })
  }

  /** Another folder may stand at the set's path than the one that is watched. */
  const watchRoot = (): void => {
    const { ino } = fs.statSync(toFs(set.root))
    if (eye.watch !== null && ino !== watchedIno) {
      eye.watch.close()
      eye.watch = null
    }
    watchedIno = ino
    eye.watch ??= watchFolders(set.root, events.announce, onWatchFailure)
  }

  const onWatchFailure = (code: string): void => {
    log.warn(
      `Replication: set "${set.id}" cannot be watched completely (${code}); it is walked more often instead. ` +
        'Raise fs.inotify.max_user_watches and restart.',
    )
  }

  /** Names refused before that are not there any more. */
  const forgetRefusals = (): void => {
    for (const path of [...set.refused.keys()])
      if (look(set.root, path) === undefined) set.refused.delete(path)
  }

  return {
    get isWatching() {
      return eye.watch !== null && eye.watch.failure === null
    },
    isAboutToGo: deletions.isAboutToGo,
    fullWalk: (depth) => inTurn(() => fullWalk(depth)),
    recheck: (path) => {
      if (deviceOf(set) === null) return
      const broken = brokenAt(set.root, parentOf(path))
      visit(set, broken === '' ? path : broken, items)
    },
    workOff: events.workOff,
    settleDeletions: deletions.settle,
    confirmDeletions: deletions.confirm,
    pause: events.pause,
    resume: events.resume,
    close: () => {
      eye.isClosed = true
      eye.watch?.close()
      events.close()
      deletions.close()
    },
  }
}
