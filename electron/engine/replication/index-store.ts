import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { type Database, open, type RootDatabase } from 'lmdb'
import type { Log } from '../ports.ts'
import { entrySize, putEntry, Reader } from './codec.ts'
import type { Entry } from './entry.ts'
import { takeRoom } from './index-room.ts'
import { createIndexWrites } from './index-writes.ts'
import type { BytePath } from './names.ts'
import { hasRoom } from './room.ts'

/**
 * The index on disk (LMDB): what each set was known to hold, so that a restart hashes only what changed
 * and the deletion guard remembers. It is a cache of facts about files: every entry is checked against
 * `lstat` before it is believed, and a missing or broken index is made anew from a scan.
 */
export interface IndexStore {
  load(set: string): Entry[]
  put(set: string, entry: Entry): void
  delete(set: string, path: BytePath): void
  clear(set: string): void
  note(name: string): unknown
  setNote(name: string, value: unknown): void
  /** All that was put is on disk, or waits for room on it. */
  flushed(): Promise<void>
  close(): Promise<void>
}

const LAYOUT = 1
/** After a failed commit LMDB may never come to its end. */
const CLOSE_LIMIT_MS = 2_000

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const LOCAL_SIZE = 8 * 3 + 1
/** LMDB's keys end at 1978 bytes. */
const KEY_LIMIT = 1500

export const openIndexStore = async (dataDir: string, log: Log): Promise<IndexStore> => {
  const folder = path.join(dataDir, 'index')
  // Stands while the index is opened and read: found at a start, the last attempt took the process down.
  const marker = path.join(dataDir, 'index.opening')
  fs.mkdirSync(dataDir, { recursive: true })
  if (fs.existsSync(marker)) {
    log.warn('Replication index: the last opening did not come to its end; it is made anew from a scan.')
    fs.rmSync(folder, { recursive: true, force: true })
  }
  fs.writeFileSync(marker, '')
  try {
    return await attempt(folder, log)
  } catch (error) {
    log.warn(`Replication index: ${said(error)}; it is made anew from a scan.`)
    fs.rmSync(folder, { recursive: true, force: true })
    return await attempt(folder, log)
  } finally {
    fs.rmSync(marker, { force: true })
  }
}

const said = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const attempt = async (folder: string, log: Log): Promise<IndexStore> => {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  checkLength(path.join(folder, 'data.mdb'))
  // With batches of event turns LMDB makes a promise for each that nobody gets: refused on a full disk, it ends the thread.
  const root: RootDatabase = open({ path: folder, maxDbs: 4, maxReaders: 64, eventTurnBatching: false })
  try {
    takeRoom(folder, root)
    const items = root.openDB<Buffer, Buffer>({ name: 'items', encoding: 'binary', keyEncoding: 'binary' })
    const notes = root.openDB<string, string>({ name: 'notes', encoding: 'string' })
    const layout = notes.get('layout')
    if (layout !== undefined && layout !== String(LAYOUT)) throw new Error(`layout ${layout} is not known`)
    if (layout === undefined) notes.putSync('layout', String(LAYOUT))
    for (const _ of items.getRange({ limit: 1 })) break
    return storeOf(folder, root, items, notes, log)
  } catch (error) {
    await root.close()
    throw error
  }
}

/** A cut index would take the process down when its lost pages are touched: seen before it is mapped. */
const checkLength = (file: string): void => {
  if (!fs.existsSync(file)) return
  const length = fs.statSync(file).size
  if (length === 0) return
  const head = Buffer.alloc(8192)
  const fd = fs.openSync(file, 'r')
  const read = fs.readSync(fd, head, 0, head.length, 0)
  fs.closeSync(fd)
  if (read < 256 || head.indexOf(Buffer.from([0xde, 0xc0, 0xef, 0xbe])) < 0) {
    throw new Error('the file is no index')
  }
  const pageSize = 4096
  for (const start of [0, pageSize]) {
    // Page header 16 (newer layouts 24), magic, version, address, map size, two databases, last page.
    const magic = head.indexOf(Buffer.from([0xde, 0xc0, 0xef, 0xbe]), start)
    if (magic < 0 || magic + 24 + 96 + 8 > head.length) continue
    const lastPage = Number(head.readBigUInt64LE(magic + 24 + 96))
    if (lastPage < 2 ** 40 && (lastPage + 1) * pageSize > length) throw new Error('the index is cut short')
  }
}

const keyOf = (set: string, itemPath: BytePath): Buffer => {
  const key = Buffer.from(`${set}\0${itemPath}`, 'latin1')
  if (key.length <= KEY_LIMIT) return key
  return Buffer.concat([Buffer.from(`${set}\0\0`, 'latin1'), createHash('sha256').update(key).digest()])
}

const encode = (entry: Entry): Buffer => {
  const size = entrySize(entry)
  const value = Buffer.allocUnsafe(size + (entry.local === null ? 0 : LOCAL_SIZE))
  let at = putEntry(value, 0, entry)
  if (entry.local !== null) {
    at = value.writeDoubleLE(entry.local.mtime, at)
    at = value.writeDoubleLE(entry.local.ctime, at)
    at = value.writeDoubleLE(entry.local.ino, at)
    value.writeUInt8(entry.local.isFresh ? 1 : 0, at)
  }
  return value
}

const decode = (value: Buffer): Entry => {
  const reader = new Reader(value)
  const entry = reader.entry()
  if (reader.isAtEnd) return entry
  const local = {
    mtime: reader.number(),
    ctime: reader.number(),
    ino: reader.number(),
    isFresh: reader.byte() === 1,
  }
  return { ...entry, local }
}

const storeOf = (
  folder: string,
  root: RootDatabase,
  items: Database<Buffer, Buffer>,
  notes: Database<string, string>,
  log: Log,
): IndexStore => {
  const writes = createIndexWrites({
    log,
    hasRoom: () => hasRoom(folder),
    commit: async (all) => {
      takeRoom(folder, root)
      await root.batch(all)
    },
    whenFlushed: () => root.flushed,
  })
  /** As they were set last, though they may wait to be written. */
  const newestNotes = new Map<string, string>()
  const rangeOf = (set: string) => ({
    start: Buffer.from(`${set}\0`, 'latin1'),
    end: Buffer.from(`${set}\x01`, 'latin1'),
  })
  const textOf = (key: Buffer): string => `item ${key.toString('latin1')}`
  const remove = (key: Buffer): void => writes.write(textOf(key), () => void items.remove(key))
  return {
    load: (set) => {
      const entries: Entry[] = []
      for (const { value } of items.getRange(rangeOf(set))) entries.push(decode(value))
      return entries
    },
    put: (set, entry) => {
      const key = keyOf(set, entry.path)
      writes.write(textOf(key), () => void items.put(key, encode(entry)))
    },
    delete: (set, itemPath) => remove(keyOf(set, itemPath)),
    clear: (set) => {
      for (const key of [...items.getKeys(rangeOf(set))]) remove(key)
    },
    note: (name) => {
      const text = newestNotes.get(name) ?? notes.get(name)
      return text === undefined ? undefined : JSON.parse(text)
    },
    setNote: (name, value) => {
      const text = JSON.stringify(value)
      newestNotes.set(name, text)
      writes.write(`note ${name}`, () => void notes.put(name, text))
    },
    flushed: writes.flushed,
    close: async () => {
      await writes.flushed()
      writes.close()
      await Promise.race([root.close(), pause(CLOSE_LIMIT_MS)])
    },
  }
}
