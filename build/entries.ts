import { existsSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** What is built, and from where. Built names are what the rest of the project starts by. */
export const entries = {
  /** out/main/<name>.cjs: CommonJS for Node 16.17 (Electron 22) and newer. */
  main: {
    service: 'electron/service/main.ts',
    'engine-worker': 'electron/engine/worker.ts',
    guardian: 'electron/engine/guardian/guardian.ts',
    'replication-worker': 'electron/engine/replication/worker.ts',
  },
  /** out/renderer: one page. */
  renderer: 'renderer/index.html',
} as const

/** Entries that others are still writing; empty when the first issue is done. */
const notYetWritten: readonly string[] = [entries.main.service, entries.main['engine-worker']]

const isThere = (path: string): boolean => {
  if (existsSync(join(root, path))) return true
  if (notYetWritten.includes(path)) return false
  throw new Error(`The build's entry ${path} is missing: write it, or take it out of build/entries.ts.`)
}

/** Built name -> absolute path of every main entry. */
export const mainEntries = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(entries.main)
      .filter(([, path]) => isThere(path))
      .map(([name, path]) => [name, join(root, path)]),
  )

/** Null while nobody has written the page. */
export const rendererEntry = (): string | null =>
  isThere(entries.renderer) ? join(root, entries.renderer) : null
