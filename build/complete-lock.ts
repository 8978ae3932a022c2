/**
 * `node build/complete-lock.ts` after a change of dependencies: enters into package-lock.json the
 * optional packages for other platforms that the registry did not answer for. `npm install` leaves
 * such packages out of the lock in silence, and `npm ci` then refuses the lock everywhere
 * ("Missing: ... from lock file"). An entry without a hash is never fetched where its platform is
 * another one; where it is the right one, npm fetches the exact version and records the hash.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './entries.ts'

interface Entry {
  readonly version?: string
  readonly dev?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export interface Lock {
  readonly packages: Readonly<Record<string, Entry>>
}

export interface Missing {
  readonly name: string
  readonly version: string
  readonly isDev: boolean
}

/** Optional packages of an exact version that some package names and the lock does not hold. */
export const missingFrom = (lock: Lock): Missing[] => {
  const held = Object.keys(lock.packages)
  const missing = Object.values(lock.packages).flatMap((entry) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !held.some((path) => path.endsWith(`node_modules/${name}`)))
      .map(([name, version]) => ({ name, version, isDev: entry.dev === true })),
  )
  return [...new Map(missing.map((one) => [one.name, one])).values()]
}

const platform =
  /[-/](aix|android|darwin|freebsd|linux|openbsd|win32|sunos)-(arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64)(?:-(musl|gnu|glibc|eabi|gnueabihf|msvc))?$/

/** What npm writes for a package of another platform, without the hash nobody here could see. */
export const entryFor = (missing: Missing): Record<string, unknown> => {
  const [, os, cpu, libc] = platform.exec(missing.name) ?? []
  if (os === undefined || !/^\d/.test(missing.version)) {
    throw new Error(
      `${missing.name}@${missing.version} is missing from the lock and names no platform: run "npm install" where the registry has it.`,
    )
  }
  return {
    version: missing.version,
    cpu: [cpu],
    ...(missing.isDev && { dev: true }),
    ...(libc === 'musl' && { libc: ['musl'] }),
    ...((libc === 'gnu' || libc === 'glibc') && { libc: ['glibc'] }),
    optional: true,
    os: [os],
  }
}

/** The lock with every missing entry, in npm's order. */
export const completed = (lock: Lock): Lock => {
  const added = missingFrom(lock).map((one) => [`node_modules/${one.name}`, entryFor(one)] as const)
  const all = [...Object.entries(lock.packages), ...added]
  const [own, ...others] = all
  if (own === undefined) return lock
  others.sort(([a], [b]) => a.localeCompare(b, 'en'))
  return { ...lock, packages: Object.fromEntries([own, ...others]) }
}

export const lockFile = join(root, 'package-lock.json')

if (import.meta.main) {
  const lock: Lock = JSON.parse(readFileSync(lockFile, 'utf8'))
  const missing = missingFrom(lock)
  writeFileSync(lockFile, `${JSON.stringify(completed(lock), null, 2)}\n`)
  console.log(`package-lock.json: ${missing.length} entries of other platforms added.`)
}
