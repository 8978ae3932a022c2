import fs, { type FSWatcher, type Stats } from 'node:fs'
import { type BytePath, toFs } from '../names.ts'
import { absolute, codeOf, look } from '../walk.ts'

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
  const watchers = new Map<BytePath, { readonly watcher: FSWatcher; readonly folder: string }>()
  /** Which path watches a folder, by device and inode. */
  const pathOf = new Map<string, BytePath>()
  let failure: string | null = null
  let isClosed = false

  const drop = (path: BytePath): void => {
    const watched = watchers.get(path)
    if (watched === undefined) return
    watched.watcher.close()
    watchers.delete(path)
    if (pathOf.get(watched.folder) === path) pathOf.delete(watched.folder)
  }

  /**
   * The system watches a folder once, under the name it had first: a folder that was renamed would tell of
   * its own end under the old name, which nobody understands. So the old watch goes before the new one comes.
   */
  const dropOldNameOf = (folder: string, path: BytePath): void => {
    const old = pathOf.get(folder)
    if (old === undefined || old === path) return
    const there = look(root, old)
    if (there === undefined || identityOf(there) !== folder) drop(old)
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
        const identity = identityOf(fs.statSync(at))
        dropOldNameOf(identity, folder)
        const watcher = fs.watch(at, { persistent: true, encoding: 'latin1' as BufferEncoding })
        watchers.set(folder, { watcher, folder: identity })
        pathOf.set(identity, folder)
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
      for (const path of [...watchers.keys()]) drop(path)
    },
  }
}

const identityOf = (stats: Stats): string => `${stats.dev}:${stats.ino}`
