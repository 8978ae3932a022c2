import type { SetState } from '../context.ts'
import type { BytePath } from '../names.ts'
import { keyOf } from './lag.ts'

export interface QueuedPath {
  readonly set: SetState
  readonly path: BytePath
}

/** Paths to compare and send, each once, in the order they came. */
export interface Queue {
  readonly size: number
  add(set: SetState, path: BytePath): void
  has(key: string): boolean
  delete(set: SetState, path: BytePath): void
  take(): QueuedPath | undefined
  clear(): void
}

export const createQueue = (): Queue => {
  const paths = new Map<string, QueuedPath>()
  return {
    get size() {
      return paths.size
    },
    add: (set, path) => {
      paths.set(keyOf(set, path), { set, path })
    },
    has: (key) => paths.has(key),
    delete: (set, path) => {
      paths.delete(keyOf(set, path))
    },
    take: () => {
      for (const [key, queued] of paths) {
        paths.delete(key)
        return queued
      }
      return undefined
    },
    clear: () => paths.clear(),
  }
}
