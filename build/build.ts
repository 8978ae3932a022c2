import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build as electronVite } from 'electron-vite'
import { readOptions } from './command-options.ts'
import { root } from './entries.ts'
import { sourceHash } from './source-hash.ts'

/** Holds the hash of the sources `out/` was built from; absent while a build runs or after one failed. */
const stampFile = join(root, 'out/.sources')

/** Builds `out/` anew. Throws with the bundler's message. */
export const build = async (): Promise<void> => {
  const hash = sourceHash(root)
  rmSync(join(root, 'out'), { recursive: true, force: true })
  const configFile = join(root, 'build/electron.vite.config.ts')
  await electronVite({ root, configFile, logLevel: 'warn', ignoreConfigWarning: true })
  chmodSync(join(root, 'out/main/service.cjs'), 0o755)
  writeFileSync(stampFile, hash)
}

const stamp = (): string | null => {
  try {
    return readFileSync(stampFile, 'utf8')
  } catch {
    return null
  }
}

/** Builds only when the sources are not the ones `out/` was built from. */
export const ensureBuilt = async (): Promise<'built' | 'fresh'> => {
  if (stamp() === sourceHash(root)) return 'fresh'
  await build()
  return 'built'
}

/** For scripts: a build that fails is the bundler's message and exit code 1, without our stack. */
export const orExit = async <T>(building: Promise<T>): Promise<T> => {
  try {
    return await building
  } catch (error) {
    console.error(`The build failed: ${error instanceof Error ? error.message : error}`)
    process.exit(1)
  }
}

if (import.meta.main) {
  readOptions('npm run build', {})
  const started = performance.now()
  await orExit(build())
  console.log(`Built out/ in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
}
