import * as fs from 'node:fs'
import { join } from 'node:path'
import { root } from '../entries.ts'

/** Where runtimes lie, and how one is told from a folder. */

export const cache = join(root, '.cache')

const platformPath: Partial<Record<string, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
}
export const executableIn = (dist: string): string => join(dist, platformPath[process.platform] ?? 'electron')

export const versionOf = (dist: string): string | undefined => {
  if (!fs.existsSync(executableIn(dist)) || !fs.existsSync(join(dist, 'version'))) return undefined
  return fs.readFileSync(join(dist, 'version'), 'utf8').trim().replace(/^v/, '')
}

const partialPrefix = 'electron-partial-'

/** A folder to work in beside its final place; nothing half-made stays. */
export const inPartial = async <T>(work: (folder: string) => Promise<T>): Promise<T> => {
  fs.mkdirSync(cache, { recursive: true })
  const folder = fs.mkdtempSync(join(cache, partialPrefix))
  try {
    return await work(folder)
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

/** What runs that were killed left behind, once it is older than every limit here together. */
export const sweep = (): void => {
  for (const name of fs.existsSync(cache) ? fs.readdirSync(cache) : []) {
    const old = name.startsWith(partialPrefix)
      ? fs.statSync(join(cache, name), { throwIfNoEntry: false })
      : undefined
    if (old !== undefined && old.mtimeMs < Date.now() - 3_600_000)
      fs.rmSync(join(cache, name), { recursive: true, force: true })
  }
}
