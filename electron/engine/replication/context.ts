import type { ReplicationView } from '../../../shared/contract/status.ts'
import type { Log } from '../ports.ts'
import { createExcludes, type IsExcluded } from './excludes.ts'
import type { IndexStore } from './index-store.ts'
import { type BytePath, display, type RefusalCode, toBytePath } from './names.ts'
import type { WorkerSettings } from './threads.ts'
import { Tree } from './tree.ts'

export type ViewProblem = NonNullable<ReplicationView['problem']>

export const LINK_DOWN: ViewProblem = { code: 'linkDown', name: '', count: 0 }

/** The note in the index that says on which device a set's folder stood. */
export const noteDevice = (set: string): string => `device ${set}`

/** One replicated set as this server holds it; lives as long as the worker, whatever the role. */
export interface SetState {
  readonly id: string
  readonly number: number
  readonly root: BytePath
  readonly tree: Tree
  readonly isExcluded: IsExcluded
  /** Names left out by rule on this side. */
  readonly refused: Map<BytePath, RefusalCode>
  problem: ViewProblem | null
}

/** What source and destination share. */
export interface Context {
  readonly settings: WorkerSettings
  readonly sets: readonly SetState[]
  readonly store: IndexStore
  readonly log: Log
  /** The view changed. */
  changed(): void
  /** Something moved on: waiting runs are not stuck. */
  progressed(): void
  /** Asks for a channel; it arrives as a pipe, or as a failure. */
  dial(): void
}

export const openSets = (settings: WorkerSettings, store: IndexStore, log: Log): SetState[] => {
  const isExcluded = createExcludes(settings.excludes)
  // Sets are numbered by id: both servers count alike, whatever the order of their settings.
  return [...settings.sets]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, path }, number) => {
      const tree = new Tree()
      try {
        for (const entry of store.load(id)) if (!isExcluded(entry.path)) tree.set(entry)
      } catch (error) {
        log.warn(`Replication index of set "${id}" is not readable (${String(error)}); it is made anew.`)
        store.clear(id)
      }
      const root = toBytePath(path.length > 1 ? path.replace(/\/+$/, '') : path)
      return { id, number, root, tree, isExcluded, refused: new Map(), problem: null }
    })
}

export const nameIn = (set: SetState, path: BytePath): string => `${set.id}/${display(path)}`

export const NAMES_SHOWN = 20

export const refusedOf = (sets: readonly SetState[]): Pick<ReplicationView, 'refused' | 'refusedCount'> => {
  const refused: { name: string; code: string }[] = []
  let refusedCount = 0
  for (const set of sets) {
    refusedCount += set.refused.size
    for (const [path, code] of set.refused) {
      if (refused.length >= NAMES_SHOWN) break
      refused.push({ name: nameIn(set, path).slice(0, 4096), code })
    }
  }
  return { refused, refusedCount }
}
