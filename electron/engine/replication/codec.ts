import type { Entry, Kind } from './entry.ts'
import type { BytePath } from './names.ts'

/** The binary form of an entry, on disk and on the wire. Reading is bounds-checked: a short buffer throws. */

const KINDS: readonly Kind[] = ['file', 'folder', 'link']
const FIXED = 1 + 2 + 4 + 4 + 8 + 8 + 1 + 32 + 2 + 2

export const entrySize = (entry: Pick<Entry, 'path' | 'target'>): number =>
  FIXED + entry.path.length + entry.target.length

export const putEntry = (to: Buffer, start: number, entry: Entry): number => {
  let at = to.writeUInt8(KINDS.indexOf(entry.kind) + 1, start)
  at = to.writeUInt16LE(entry.mode, at)
  at = to.writeUInt32LE(entry.uid, at)
  at = to.writeUInt32LE(entry.gid, at)
  at = to.writeDoubleLE(entry.size, at)
  at = to.writeDoubleLE(entry.mtime, at)
  at = to.writeUInt8(entry.hash === null ? 0 : 1, at)
  if (entry.hash === null) to.fill(0, at, at + 32)
  else to.write(entry.hash, at, 'latin1')
  at += 32
  at = putBytes(to, at, entry.path)
  return putBytes(to, at, entry.target)
}

export const putBytes = (to: Buffer, start: number, bytes: BytePath): number => {
  const at = to.writeUInt16LE(bytes.length, start)
  return at + to.write(bytes, at, 'latin1')
}

export class MalformedError extends Error {}

export class Reader {
  readonly from: Buffer
  at: number

  constructor(from: Buffer, at = 0) {
    this.from = from
    this.at = at
  }

  get isAtEnd(): boolean {
    return this.at === this.from.length
  }

  byte(): number {
    const value = this.from.readUInt8(this.at)
    this.at += 1
    return value
  }

  short(): number {
    const value = this.from.readUInt16LE(this.at)
    this.at += 2
    return value
  }

  word(): number {
    const value = this.from.readUInt32LE(this.at)
    this.at += 4
    return value
  }

  /** A whole number that fits a double exactly. */
  count(): number {
    const value = this.number()
    if (!Number.isSafeInteger(value) || value < 0) throw new MalformedError(`${value} is no count`)
    return value
  }

  number(): number {
    const value = this.from.readDoubleLE(this.at)
    this.at += 8
    if (!Number.isFinite(value)) throw new MalformedError('a number is not finite')
    return value
  }

  slice(length: number): Buffer {
    const end = this.at + length
    if (end > this.from.length) throw new MalformedError('the frame is shorter than it says')
    const slice = this.from.subarray(this.at, end)
    this.at = end
    return slice
  }

  bytes(): BytePath {
    return this.slice(this.short()).toString('latin1')
  }

  entry(): Entry {
    const kind = KINDS[this.byte() - 1]
    if (kind === undefined) throw new MalformedError('unknown kind of item')
    const mode = this.short()
    if (mode > 0o7777) throw new MalformedError('mode out of range')
    const uid = this.word()
    const gid = this.word()
    const size = this.count()
    const mtime = this.number()
    const hasHash = this.byte() === 1
    const hash = this.slice(32).toString('latin1')
    const path = this.bytes()
    const target = this.bytes()
    return { path, kind, size, mtime, mode, uid, gid, hash: hasHash ? hash : null, target, local: null }
  }
}
