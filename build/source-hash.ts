import { createHash } from 'node:crypto'
import { type Dirent, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Everything that decides what a build contains. Tests do not. */
const sources = [
  'shared',
  'electron',
  'renderer',
  'build/build.ts',
  'build/electron.vite.config.ts',
  'build/entries.ts',
  'package.json',
  'package-lock.json',
]

const isTest = (name: string): boolean => /\.test\.tsx?$/.test(name)

/** Files below `path` (or the file itself), relative to `root`, in a fixed order. */
const filesBelow = (root: string, path: string): string[] => {
  let children: Dirent[]
  try {
    children = readdirSync(join(root, path), { withFileTypes: true })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOTDIR') return [path]
    if (code === 'ENOENT') return []
    throw error
  }
  return children
    .filter((child) => !isTest(child.name))
    .map((child) => child.name)
    .sort()
    .flatMap((name) => filesBelow(root, `${path}/${name}`))
}

/** SHA-256 over the names and contents of what a build is made of. */
export const sourceHash = (root: string): string => {
  const hash = createHash('sha256')
  for (const file of sources.flatMap((source) => filesBelow(root, source))) {
    const content = readFileSync(join(root, file))
    hash.update(`${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}
