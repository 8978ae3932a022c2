import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { root } from '../entries.ts'
import {
  isNeeded,
  type ProductionPackage,
  productionPackages,
  requiredPackages,
} from './production-packages.ts'

/**
 * The app's folder as it is packaged: the built programs and the packages they load, and nothing that
 * electron-builder would have to leave out again.
 */
export interface Staged {
  readonly folder: string
  readonly version: string
  readonly packages: readonly ProductionPackage[]
}

const builtFolders = ['out/main', 'out/preload', 'out/renderer'] as const
const manifestFields = ['name', 'version', 'description', 'author', 'license', 'type', 'main'] as const

/** Programs that require at run time; the page is one bundle, and the preload may not. */
const builtPrograms = (): string[] =>
  readdirSync(join(root, 'out/main'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.cjs'),
  )

const copyPackage = ({ folder }: ProductionPackage, into: string): void => {
  const from = join(root, folder)
  cpSync(from, join(into, folder), {
    recursive: true,
    dereference: true,
    filter: (path) => {
      const inside = relative(from, path).split(sep).join('/')
      // Nested packages come by themselves, when they are needed.
      return inside === '' || (inside.split('/')[0] !== 'node_modules' && isNeeded(inside))
    },
  })
}

/** @throws Error with one sentence when a package is missing. */
export const stage = (folder: string): Staged => {
  const names = builtPrograms().flatMap((program) =>
    requiredPackages(readFileSync(join(root, 'out/main', program), 'utf8')),
  )
  const packages = productionPackages(root, names)
  mkdirSync(folder, { recursive: true })
  for (const built of builtFolders) cpSync(join(root, built), join(folder, built), { recursive: true })
  for (const one of packages) copyPackage(one, folder)
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const kept = Object.fromEntries(manifestFields.map((field) => [field, manifest[field]]))
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(kept, null, 2)}\n`)
  return { folder, version: manifest.version, packages }
}
