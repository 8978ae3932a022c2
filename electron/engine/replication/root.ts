import { createHash } from 'node:crypto'
import type { Entry } from './entry.ts'
import type { BytePath } from './names.ts'
import type { Tree } from './tree.ts'

/**
 * The root of a tree: SHA-256 over its items in byte order of their paths: kind, path, mode, size, time,
 * content hash or link target. Times are the source's own, which the standby keeps beside what its file
 * system made of them (and compares at 2 us): no rounding border can make equal trees differ. Left out:
 * the time of folders (every change inside moves it) and owners (without root they cannot be kept).
 */
export const rootOf = (
  sets: readonly {
    readonly id: string
    readonly tree: Tree
    readonly isLeftOut: (path: BytePath) => boolean
  }[],
): string => {
  const hash = createHash('sha256')
  const slab = Buffer.allocUnsafe(256 * 1024)
  let used = 0
  for (const set of [...sets].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    hash.update(slab.subarray(0, used))
    used = 0
    hash.update(`set ${set.id}\n`)
    for (const path of set.tree.paths()) {
      const entry = set.tree.get(path)
      if (entry === undefined || set.isLeftOut(path)) continue
      if (used + path.length + entry.target.length + 96 > slab.length) {
        hash.update(slab.subarray(0, used))
        used = 0
      }
      used = writeEntry(slab, used, entry)
    }
  }
  hash.update(slab.subarray(0, used))
  return hash.digest('hex')
}

const KIND = { file: 1, folder: 2, link: 3 } as const

const writeEntry = (slab: Buffer, start: number, entry: Entry): number => {
  let at = slab.writeUInt8(KIND[entry.kind], start)
  at = slab.writeUInt16LE(entry.path.length, at)
  at += slab.write(entry.path, at, 'latin1')
  at = slab.writeUInt16LE(entry.mode, at)
  at = slab.writeDoubleLE(entry.size, at)
  at = slab.writeDoubleLE(entry.kind === 'folder' ? 0 : entry.mtime, at)
  at = slab.writeUInt16LE(entry.target.length, at)
  at += slab.write(entry.hash ?? '', at, 'latin1')
  at += slab.write(entry.target, at, 'latin1')
  return at
}
