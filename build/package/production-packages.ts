import { existsSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, posix } from 'node:path'

/** The npm packages the built programs load at run time: found from what they ask for, never from a list. */

/** What a built program asks for that is neither Node's, Electron's, nor a file of its own. */
export const requiredPackages = (code: string): string[] => {
  const names = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => match[1] ?? '')
  const foreign = names.filter((name) => !name.startsWith('.') && !isBuiltin(name) && name !== 'electron')
  return [...new Set(foreign.map(packageOf))].sort()
}

/** `@scope/name/file` belongs to `@scope/name`, `name/file` to `name`. */
const packageOf = (request: string): string =>
  request
    .split('/')
    .slice(0, request.startsWith('@') ? 2 : 1)
    .join('/')

interface Manifest {
  readonly version: string
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const manifestOf = (root: string, folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'))

/** Where Node finds a package that is asked for from a folder; both relative to the root. */
const resolveFrom = (root: string, from: string, name: string): string | null => {
  for (let folder = from; ; folder = posix.dirname(folder)) {
    const candidate = posix.join(folder, 'node_modules', name)
    if (existsSync(join(root, candidate, 'package.json'))) return candidate
    if (folder === '.') return null
  }
}

export interface ProductionPackage {
  /** Relative to the root, with forward slashes: `node_modules/lmdb`. */
  readonly folder: string
  readonly version: string
}

/**
 * These packages and all they depend on, as npm laid them out; of the optional ones those that are there.
 * @throws Error with one sentence when one is missing.
 */
export const productionPackages = (root: string, names: readonly string[]): ProductionPackage[] => {
  const found = new Map<string, ProductionPackage>()
  const add = (name: string, from: string, isOptional: (name: string) => boolean): void => {
    const folder = resolveFrom(root, from, name)
    if (folder === null) {
      if (isOptional(name)) return
      throw new Error(`The package ${name}, which the program loads, is not installed: run npm ci.`)
    }
    if (found.has(folder)) return
    const manifest = manifestOf(root, folder)
    found.set(folder, { folder, version: manifest.version })
    const optional = manifest.optionalDependencies ?? {}
    for (const next of Object.keys({ ...manifest.dependencies, ...optional })) {
      add(next, folder, (asked) => asked in optional)
    }
  }
  for (const name of names) add(name, '.', () => false)
  return [...found.values()].sort((one, other) => (one.folder < other.folder ? -1 : 1))
}

/** What no program loads: types, maps, sources of native parts, words for people, other libraries' binaries. */
const unneeded = [
  /\.(ts|cts|mts|tsx|map|flow|md|markdown|c|cc|cpp|h|hpp|o|gyp|gypi|tgz)$/i,
  /(^|\/)(\.[^/]+|test|tests|__tests__|example|examples|docs|benchmark|benchmarks|dependencies)(\/|$)/i,
  // Packages with a binary for Node-API bring older, version-bound ones too; ours is a glibc system.
  /\.abi\d+\.[^/]*node$|\.musl\.node$/,
]

/** Of a file, relative to its package. */
export const isNeeded = (path: string): boolean =>
  /^licen[cs]e/i.test(path) || !unneeded.some((pattern) => pattern.test(path))
