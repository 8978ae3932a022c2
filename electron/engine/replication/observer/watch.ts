import fs, { type FSWatcher } from 'node:fs'
import { type BytePath, toFs } from '../names.ts'
import { absolute, codeOf } from '../walk.ts'

/**
 * One watch per folder (recursive watching is absent on older runtimes and sets one per file). A hint
 * only: a burst can lose events without an error, the full walk is the truth.
 */
export interface FolderWatch {
  /** True when the watch is new. Idempotent; a folder that vanished is no failure. */
  add(folder: BytePath): boolean
  has(folder: BytePath): boolean
  /** The folder alone: another one may stand at its path now. */
  drop(folder: BytePath): void
  /** The folder and all below it. */
  remove(folder: BytePath): void
  readonly count: number
  /** Why folders are not watched (the limit of the system), null while all are. */
  readonly failure: string | null
  close(): void
}

export const watchFolders = (
  root: BytePath,
  /** `name` null: the system did not say which. */
  onEvent: (folder: BytePath, name: string | null) => void,
  onFailure: (detail: string) => void,
): FolderWatch => {
  const watchers = new Map<BytePath, FSWatcher>()
  let failure: string | null = null
  let isClosed = false

  const drop = (folder: BytePath): void => {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }
  return {
    get count() {
      return watchers.size
    },
    get failure() {
      return failure
    },
    add: (folder) => {
      if (isClosed || watchers.has(folder)) return false
      try {
        const at = toFs(absolute(root, folder))
        const watcher = fs.watch(at, { persistent: true, encoding: 'latin1' as BufferEncoding })
        watchers.set(folder, watcher)
        watcher.on('change', (_kind, name) => onEvent(folder, typeof name === 'string' ? name : null))
        watcher.on('error', () => drop(folder))
        return true
      } catch (error) {
        const code = codeOf(error)
        if (code !== 'ENOENT' && code !== 'ENOTDIR' && failure === null) {
          failure = code
          onFailure(code)
        }
        return false
      }
    },
    has: (folder) => watchers.has(folder),
    drop,
    remove: (folder) => {
      drop(folder)
      const below = folder === '' ? '' : `${folder}/`
      for (const path of [...watchers.keys()]) if (path.startsWith(below)) drop(path)
    },
    close: () => {
      isClosed = true
      for (const watcher of watchers.values()) watcher.close()
      watchers.clear()
    },
  }
}
