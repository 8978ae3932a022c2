import crypto from 'node:crypto'
import fs from 'node:fs'

/**
 * The auditor's own tree walker: path, kind, mode, time, size, SHA-256, link target. Every file is read in
 * full every time. Names are bytes. Nothing here comes from the product.
 */

export interface Entry {
  readonly kind: 'file' | 'folder' | 'symlink' | 'other'
  readonly mode: number
  readonly modifiedNs: bigint
  readonly bytes: number
  /** Of a file's content; of a symbolic link its target. */
  readonly content: string
}

/** By path relative to the root, its bytes as latin1 (so that no two names fall together). */
export type Listing = ReadonlyMap<string, Entry>

export interface Difference {
  readonly path: string
  readonly what: string
}

/** Times within two microseconds are the same: setting a time is not exact. */
const SAME_TIME_NS = 2_000n

const buffer = Buffer.alloc(1 << 20)

export const sha256OfFile = (path: Buffer | string): string => {
  const hash = crypto.createHash('sha256')
  const descriptor = fs.openSync(path, 'r')
  try {
    for (;;) {
      const bytes = fs.readSync(descriptor, buffer)
      if (bytes === 0) return hash.digest('hex')
      hash.update(buffer.subarray(0, bytes))
    }
  } finally {
    fs.closeSync(descriptor)
  }
}

const readEntry = (path: Buffer, name: string): Entry => {
  const stat = fs.lstatSync(path, { bigint: true })
  const common = {
    mode: Number(stat.mode & 0o7777n),
    modifiedNs: stat.mtimeNs,
    bytes: Number(stat.size),
  }
  if (stat.isFile()) return { kind: 'file', ...common, content: sha256OfFile(path) }
  if (stat.isDirectory()) return { kind: 'folder', ...common, content: '' }
  if (stat.isSymbolicLink()) {
    return { kind: 'symlink', ...common, content: fs.readlinkSync(path, { encoding: 'latin1' }) }
  }
  return { kind: 'other', ...common, content: name }
}

/** Walks everything below `root` except the folders named in `excluded` (relative, with all they hold). */
export const walkTree = (root: string, excluded: readonly string[]): Listing => {
  const entries = new Map<string, Entry>()
  const skip = new Set(excluded.map((path) => Buffer.from(path).toString('latin1')))
  const walk = (folder: string) => {
    const full = Buffer.concat([Buffer.from(root), Buffer.from(folder === '' ? '' : `/${folder}`, 'latin1')])
    for (const name of fs.readdirSync(full, { encoding: 'buffer' })) {
      const path = folder === '' ? name.toString('latin1') : `${folder}/${name.toString('latin1')}`
      if (skip.has(path)) continue
      const entry = readEntry(Buffer.concat([full, Buffer.from('/'), name]), path)
      entries.set(path, entry)
      if (entry.kind === 'folder') walk(path)
    }
  }
  walk('')
  return entries
}

const readable = (path: string): string => Buffer.from(path, 'latin1').toString('utf8')

const octal = (mode: number): string => mode.toString(8).padStart(4, '0')

const differencesOf = (left: Entry, right: Entry): string[] => {
  if (left.kind !== right.kind) return [`is a ${left.kind} on the left and a ${right.kind} on the right`]
  const found: string[] = []
  if (left.kind !== 'symlink' && left.mode !== right.mode) {
    found.push(`mode ${octal(left.mode)} and ${octal(right.mode)}`)
  }
  if (left.kind === 'folder') return found
  if (left.bytes !== right.bytes) found.push(`${left.bytes} and ${right.bytes} bytes`)
  else if (left.content !== right.content) found.push('content differs')
  const apart = left.modifiedNs - right.modifiedNs
  if (apart > SAME_TIME_NS || apart < -SAME_TIME_NS) found.push(`times ${Number(apart) / 1e9} s apart`)
  return found
}

/** Every difference, sorted by path; none means the trees are the same. A folder's own time is not compared. */
export const compareTrees = (left: Listing, right: Listing): Difference[] => {
  const found: Difference[] = []
  for (const [path, entry] of left) {
    const other = right.get(path)
    if (other === undefined) found.push({ path: readable(path), what: 'is missing on the right' })
    else for (const what of differencesOf(entry, other)) found.push({ path: readable(path), what })
  }
  for (const path of right.keys()) {
    if (!left.has(path)) found.push({ path: readable(path), what: 'is extra on the right' })
  }
  return found.sort((one, other) => (one.path < other.path ? -1 : 1))
}
