import { chmodSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { archFromString, build, type Configuration, Platform } from 'electron-builder'
import { productName } from '../../shared/domain/labels.ts'
import { addExtras } from './extras.ts'
import { allFuses, lastFuse, setFuses } from './fuses.ts'
import type { Staged } from './stage.ts'

/** electron-builder's unpacked app. Nothing is downloaded, and nothing written outside `into`. */

export const executableName = 'redundancy-manager'

/** What a plain Node reads, what a worker thread is started from, native parts: real files beside app.asar. */
const unpacked = [
  'out/main/{service,guardian,engine-worker,replication-worker}.cjs',
  'out/main/chunks/**',
  'out/renderer/**',
  'node_modules/**',
]

const configuration = (staged: Staged, into: string, runtime: Runtime): Configuration => ({
  appId: 'redundancy-manager.desktop',
  productName,
  electronDist: runtime.dist,
  electronVersion: runtime.version,
  electronLanguages: ['en-US'],
  directories: { output: into, buildResources: join(into, 'none') },
  files: ['out/**', 'package.json', { from: join(staged.folder, 'node_modules'), to: 'node_modules' }],
  asar: true,
  asarUnpack: unpacked,
  // Native parts come ready in their packages, for every runtime at once (Node-API).
  npmRebuild: false,
  nodeGypRebuild: false,
  buildDependenciesFromSource: false,
  linux: { executableName, category: 'System' },
  afterPack: ({ appOutDir, packager }) => finish(appOutDir, packager.getResourcesDir(appOutDir)),
})

export interface Runtime {
  readonly dist: string
  readonly version: string
}

/** All but the last fuse; without the runtime's own files for starting a folder. */
const finish = async (folder: string, resources: string): Promise<void> => {
  rmSync(join(resources, 'default_app.asar'), { force: true })
  addExtras(folder, resources)
  await setFuses(
    join(folder, executableName),
    allFuses.filter((name) => name !== lastFuse),
  )
  openToAll(folder)
}

/** Readable for everybody and writable for the owner alone, whatever the umask of whoever packages. */
const openToAll = (folder: string): void => {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openToAll(path)
    else if (entry.isFile()) chmodSync(path, (statSync(path).mode & 0o100) === 0 ? 0o644 : 0o755)
  }
}

/** The folder of the unpacked app. */
export const assemble = async (staged: Staged, into: string, runtime: Runtime): Promise<string> => {
  mkdirSync(into)
  chmodSync(into, 0o755)
  await build({
    projectDir: staged.folder,
    targets: Platform.LINUX.createTarget('dir', archFromString(process.arch)),
    publish: 'never',
    config: configuration(staged, into, runtime),
  })
  const made = readdirSync(into).find((name) => name.endsWith('-unpacked'))
  if (made === undefined) throw new Error('electron-builder ended well and left no app.')
  return join(into, made)
}
