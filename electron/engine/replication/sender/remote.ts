import type { SetState } from '../context.ts'
import type { Entry } from '../entry.ts'
import type { BytePath, RefusalCode } from '../names.ts'
import { Tree } from '../tree.ts'
import { SMALL_LIMIT } from '../wire.ts'
import { keyOf } from './lag.ts'

/** A name the standby refused by rule; `entry` is what was sent: another one is tried again. */
export interface Refusal {
  readonly set: SetState
  readonly path: BytePath
  readonly code: RefusalCode
  readonly entry: Entry
}

/** What the standby holds: its manifest, then every operation sent. Known for one session of the channel. */
export interface Remote {
  treeOf(set: SetState): Tree
  holds(set: SetState, entry: Entry): void
  /** Some large content of this size stands there: hashing first may spare a transfer. */
  hasLargeOf(size: number): boolean
  readonly refused: ReadonlyMap<string, Refusal>
  refuses(refusal: Refusal): void
  refusalOf(set: SetState, path: BytePath): Refusal | undefined
  forgetRefusal(set: SetState, path: BytePath): void
  reset(): void
}

export const createRemote = (sets: readonly SetState[]): Remote => {
  const trees = new Map<SetState, Tree>()
  const largeSizes = new Set<number>()
  const refused = new Map<string, Refusal>()
  const treeOf = (set: SetState): Tree => {
    const tree = trees.get(set)
    if (tree === undefined) throw new Error(`no remote tree for ${set.id}`)
    return tree
  }
  const reset = (): void => {
    refused.clear()
    largeSizes.clear()
    for (const set of sets) trees.set(set, new Tree())
  }
  reset()
  return {
    treeOf,
    holds: (set, entry) => {
      treeOf(set).set(entry)
      if (entry.size > SMALL_LIMIT) largeSizes.add(entry.size)
    },
    hasLargeOf: (size) => largeSizes.has(size),
    refused,
    refuses: (refusal) => {
      refused.set(keyOf(refusal.set, refusal.path), refusal)
    },
    refusalOf: (set, path) => refused.get(keyOf(set, path)),
    forgetRefusal: (set, path) => {
      refused.delete(keyOf(set, path))
    },
    reset,
  }
}
