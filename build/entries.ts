import { existsSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..')

/** What is built, and from where. Built names are what the rest of the project starts by. */
const entries = {
  /** out/main/<name>.cjs: CommonJS for Node 16.17 (Electron 22) and newer. */
  main: {
    main: 'electron/main.ts',
    service: 'electron/service/main.ts',
    'engine-worker': 'electron/engine/worker.ts',
    guardian: 'electron/engine/guardian/guardian.ts',
    'replication-worker': 'electron/engine/replication/worker.ts',
  },
  /** out/preload/preload.cjs: one file, because a sandboxed preload can load no other. */
  preload: 'electron/preload.ts',
  /** out/renderer: one page. */
  renderer: 'renderer/index.html',
} as const

const absolute = (path: string): string => {
  if (existsSync(join(root, path))) return join(root, path)
  throw new Error(`The build's entry ${path} is missing: write it, or take it out of build/entries.ts.`)
}

/** Built name -> absolute path of every main entry. */
export const mainEntries = (): Record<string, string> =>
  Object.fromEntries(Object.entries(entries.main).map(([name, path]) => [name, absolute(path)]))

export const preloadEntry = (): Record<string, string> => ({ preload: absolute(entries.preload) })

export const rendererEntry = (): string => absolute(entries.renderer)
