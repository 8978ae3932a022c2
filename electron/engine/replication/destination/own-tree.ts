import fs from 'node:fs'
import { type Context, nameIn, noteDevice, type SetState, type ViewProblem } from '../context.ts'
import type { Entry } from '../entry.ts'
import { type BytePath, RESERVED, toFs } from '../names.ts'
import { deviceOf } from '../observer/eye.ts'
import { manifestFrames } from '../pack.ts'
import { rootOf } from '../root.ts'
import type { Slicer } from '../slices.ts'
import { codeOf } from '../walk.ts'
import type { Target } from './apply.ts'
import { lookOver } from './look-over.ts'
import { cleanStaging } from './staging.ts'

/** The standby's own trees: which sets can be used, what stands in them, and what of that is news. */
export interface OwnTree {
  readonly targets: readonly Target[]
  /** Sets that cannot be used, or were not looked at yet: nothing is written to them. */
  readonly absent: ReadonlySet<SetState>
  /** Null: no such set, or not usable. */
  targetOf(number: number): Target | null
  /** Takes up every absent set that can be used: what stands there is taken as nobody's, unless known. */
  open(): Promise<void>
  /** Looks over every usable set; what differs from the index is told to the source. Returns how much. */
  lookOver(): Promise<number>
  /** What stands at these paths, for the source. */
  tell(target: Target, paths: readonly BytePath[]): void
  manifest(): Iterable<Uint8Array>
  root(): string
  /** One of the absent sets can be used (again). */
  hasReturned(): boolean
  /** A set whose folder went, or whose disk did, is absent from now. */
  checkFolders(): void
  /** The first replication is complete: what stands here is the source's, but for what it was told since. */
  becomesTheSources(): void
  /** Someone says that the set's folder is the right one; false: it is not there now. */
  confirm(set: SetState): boolean
  /** Resolves when no look runs. */
  idle(): Promise<void>
}

export const createOwnTree = (
  context: Context,
  epoch: number,
  slicer: Slicer,
  /** The first replication of this epoch is complete: what the index knows is the source's. */
  isCompleted: () => boolean,
  isStopped: () => boolean,
  send: (frame: Uint8Array) => void,
  /** A set is absent that the source was told of. */
  onLost: () => void,
): OwnTree => {
  const { store, log } = context
  const targets: readonly Target[] = context.sets.map((set) => ({
    set,
    foreign: new Set<BytePath>(),
    kept: new Set<BytePath>(),
    isCaseInsensitive: false,
  }))
  const absent = new Set<SetState>(context.sets)
  /** Found by later looks than the first: the source may not have heard of it yet. */
  const news = new Map<Target, Set<BytePath>>(targets.map((target) => [target, new Set()]))
  let looking: Promise<unknown> = Promise.resolve()

  /** Not null: the folder is not there, or another disk hangs in its place; nothing is written to it. */
  const whyUnusable = (set: SetState): ViewProblem | null => {
    const at = toFs(set.root)
    const recorded = store.note(noteDevice(set.id))
    try {
      const stats = fs.statSync(at)
      if (!stats.isDirectory()) return { code: 'folderMissing', name: set.id, count: 0 }
      if (recorded === stats.dev) return null
      const isOtherDisk = recorded !== undefined && set.tree.count > 0
      if (isOtherDisk && fs.readdirSync(at).every((name) => name === RESERVED)) {
        return { code: 'copyFolderEmpty', name: set.id, count: set.tree.count }
      }
      store.setNote(noteDevice(set.id), stats.dev)
      return null
    } catch (error) {
      const code = codeOf(error)
      const isMissing = code === 'ENOENT' || code === 'ENOTDIR'
      return { code: isMissing ? 'folderMissing' : 'folderUnreadable', name: set.id, count: 0 }
    }
  }

  const isUsable = (set: SetState): boolean => {
    try {
      const isNew = store.note(noteDevice(set.id)) === undefined && set.tree.count === 0
      if (isNew) fs.mkdirSync(toFs(set.root), { recursive: true })
      const problem = whyUnusable(set)
      if (problem === null) cleanStaging(set)
      set.problem = problem
    } catch {
      set.problem = { code: 'folderUnreadable', name: set.id, count: 0 }
    }
    return set.problem === null
  }

  const setAside = (set: SetState): void => {
    absent.add(set)
    log.warn(
      `Replication: the folder of set "${set.id}" on this standby is not usable (${set.problem?.code}).`,
    )
  }

  /** A folder that is not there would show no difference, and an empty place where a disk hung only losses. */
  const isLost = (set: SetState): boolean => {
    const problem = whyUnusable(set)
    if (problem === null) return false
    set.problem = problem
    setAside(set)
    onLost()
    return true
  }

  const inTurn = <T>(look: () => Promise<T>): Promise<T> => {
    const run = looking.then(look)
    looking = run.catch(() => undefined)
    return run
  }

  const openAll = async (): Promise<void> => {
    for (const target of targets) {
      if (isStopped()) return
      const { set } = target
      if (!absent.has(set)) continue
      if (!isUsable(set)) {
        setAside(set)
        continue
      }
      await lookOver(context, target, slicer, isStopped)
      if (!isCompleted()) for (const path of set.tree.paths()) target.foreign.add(path)
      absent.delete(set)
    }
  }

  const lookOverAll = async (): Promise<number> => {
    let found = 0
    for (const target of targets) {
      if (isStopped()) return found
      const { set } = target
      if (absent.has(set) || isLost(set)) continue
      const { changed } = await lookOver(context, target, slicer, isStopped)
      found += changed.length
      for (const path of changed) news.get(target)?.add(path)
      if (changed.length === 0) continue
      log.warn(
        `Replication: ${changed.length} items of set "${set.id}" changed on this standby, first ${nameIn(set, changed[0] ?? '')}.`,
      )
      tell(target, changed)
    }
    return found
  }

  const tell = (target: Target, paths: readonly BytePath[]): void => {
    const present: Entry[] = []
    const gone: BytePath[] = []
    for (const path of paths) {
      const entry = target.set.tree.get(path)
      if (entry === undefined) gone.push(path)
      else present.push(entry)
    }
    for (const frame of manifestFrames(epoch, target.set.number, present, gone)) send(frame)
  }

  return {
    targets,
    absent,
    targetOf: (number) => {
      const target = targets[number]
      return target === undefined || absent.has(target.set) ? null : target
    },
    open: () => inTurn(openAll),
    lookOver: () => inTurn(lookOverAll),
    tell,
    manifest: function* () {
      for (const { set } of targets) {
        if (!absent.has(set)) yield* manifestFrames(epoch, set.number, set.tree.values(), [])
      }
    },
    root: () => rootOf(targets.map(({ set }) => ({ id: set.id, tree: set.tree, isLeftOut: () => false }))),
    hasReturned: () => [...absent].some(isUsable),
    checkFolders: () => {
      for (const { set } of targets) if (!absent.has(set)) isLost(set)
    },
    becomesTheSources: () => {
      for (const target of targets)
        for (const path of target.foreign)
          if (news.get(target)?.has(path) !== true) target.foreign.delete(path)
    },
    confirm: (set) => {
      const device = deviceOf(set)
      if (device !== null) store.setNote(noteDevice(set.id), device)
      return device !== null
    },
    idle: async () => {
      await looking
    },
  }
}
