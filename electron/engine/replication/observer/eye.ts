import fs from 'node:fs'
import { type Context, nameIn, type SetState, type ViewProblem } from '../context.ts'
import { type BytePath, parentOf, toFs } from '../names.ts'
import type { FolderWatch } from './watch.ts'

/** One source's eye on one set: what its parts (items, deletions, events, walks) share. */
export interface Eye {
  readonly context: Context
  readonly set: SetState
  /** The entry of a path changed or went. */
  readonly changed: (set: SetState, path: BytePath, ageMs: number) => void
  /** Names the watches announced and nobody looked at yet; null: the whole folder. */
  readonly announced: Map<BytePath, Set<string> | null>
  watch: FolderWatch | null
  walk: RunningWalk | null
  /** When the last full walk ended. */
  walkedAt: number
  /** No full walk of this process has ended yet. */
  isFirstLook: boolean
  isClosed: boolean
}

export interface RunningWalk {
  readonly depth: 'quick' | 'deep'
  readonly startWall: number
  /** Changes no watch had announced. */
  unannounced: number
  first: string
}

/** What is older than this when a walk begins had its time to be announced. */
export const ANNOUNCED_WITHIN_MS = 1_000

export const noteUnannounced = ({ walk, isFirstLook, watch, announced, set }: Eye, path: BytePath): void => {
  if (walk === null || isFirstLook || watch === null || watch.failure !== null) return
  if (announced.get(parentOf(path)) !== undefined) return
  walk.unannounced += 1
  if (walk.first === '') walk.first = nameIn(set, path)
}

export const setProblem = ({ context, set }: Eye, problem: ViewProblem | null): void => {
  const isNew = problem?.code !== set.problem?.code
  set.problem = problem
  if (!isNew) return
  if (problem === null) context.log.info(`Replication: set "${set.id}" is in order again.`)
  else {
    const count = problem.count > 0 ? ` (${problem.count} items)` : ''
    context.log.warn(`Replication: set "${set.id}": ${problem.code}${count}.`)
  }
  context.changed()
}

/** The device the set's folder stands on; null when there is no folder. */
export const deviceOf = (set: SetState): number | null => {
  try {
    const stats = fs.statSync(toFs(set.root))
    return stats.isDirectory() ? stats.dev : null
  } catch {
    return null
  }
}
