import { createHash } from 'node:crypto'
import fs, { type Stats } from 'node:fs'
import path from 'node:path'
import { type BytePath, display, join, toBytePath, toFs } from '../names.ts'
import { absolute, codeOf, look } from '../walk.ts'

/**
 * Nothing of an old active is thrown away: what the new source lacks, or holds differently, is moved to
 * `salvage/<epoch>/<set>/<path>` in the data folder before its place is taken, with a line in
 * `salvage/<epoch>/items.jsonl`.
 */
export interface Salvage {
  /**
   * Surplus: moves one file or link (or makes the folder's twin). Conflict: the item stays until its
   * successor takes its place, and stands in salvage as well. Throws when it cannot: then nothing is replaced.
   */
  keep(
    set: { readonly id: string; readonly root: BytePath },
    item: BytePath,
    stats: Stats,
    why: 'surplus' | 'conflict',
  ): void
  /** Lines and folders are on disk. */
  sync(): void
  readonly count: number
}

export const openSalvage = (dataDir: string, epoch: number): Salvage => {
  const base = path.join(dataDir, 'salvage', String(epoch))
  const lines = path.join(base, 'items.jsonl')
  const touched = new Set<BytePath>()
  let count = countLines(lines)
  let fd: number | null = null

  const append = (line: object): void => {
    if (fd === null) {
      fs.mkdirSync(base, { recursive: true, mode: 0o700 })
      for (const folder of [base, path.dirname(base), dataDir]) touched.add(toBytePath(folder))
      fd = fs.openSync(lines, 'a', 0o600)
    }
    fs.writeSync(fd, `${JSON.stringify(line)}\n`)
  }

  const sync = (): void => {
    if (fd !== null) {
      fs.fsyncSync(fd)
      fs.closeSync(fd)
      fd = null
    }
    for (const folder of touched) syncFolder(folder)
    touched.clear()
  }

  return {
    get count() {
      return count
    },
    keep: (set, item, stats, why) => {
      const top = join(toBytePath(base), set.id)
      fs.mkdirSync(toFs(top), { recursive: true, mode: 0o700 })
      const from = absolute(set.root, item)
      if (stats.isDirectory()) {
        makeFolders(top, item.split('/'), touched)
        return
      }
      const to = freePlace(top, item, touched)
      append({
        set: set.id,
        path: display(item),
        keptAs: display(to.slice(top.length + 1)),
        why,
        kind: stats.isSymbolicLink() ? 'link' : 'file',
        size: stats.size,
        mtimeMs: stats.mtimeMs,
        pathHex: Buffer.from(item, 'latin1').toString('hex'),
      })
      if (why === 'surplus') move(from, to, stats, sync)
      else hold(from, to, stats, sync)
      count += 1
    },
    sync,
  }
}

const countLines = (file: string): number => {
  try {
    return fs.readFileSync(file, 'latin1').split('\n').length - 1
  } catch {
    return 0
  }
}

export const syncFolder = (folder: BytePath): void => {
  const fd = fs.openSync(toFs(folder), 'r')
  try {
    fs.fsyncSync(fd)
  } finally {
    fs.closeSync(fd)
  }
}

/** Folders under the salvage; where a salvaged file stands in the way the folder gets a number. */
const makeFolders = (top: BytePath, components: readonly string[], touched: Set<BytePath>): BytePath => {
  let at = top
  for (const component of components) {
    touched.add(at)
    for (let number = 0; ; number += 1) {
      const candidate = join(at, number === 0 ? component : `${component}.${number}`)
      const there = look(candidate, '')
      if (there === undefined) fs.mkdirSync(toFs(candidate), { mode: 0o700 })
      if (there === undefined || there.isDirectory()) {
        at = candidate
        break
      }
    }
  }
  touched.add(at)
  return at
}

const freePlace = (top: BytePath, item: BytePath, touched: Set<BytePath>): BytePath => {
  const components = item.split('/')
  const name = components.pop() ?? item
  const folder = makeFolders(top, components, touched)
  for (let number = 0; ; number += 1) {
    const candidate = join(folder, number === 0 ? name : `${name}.${number}`)
    if (look(candidate, '') === undefined) return candidate
  }
}

/** A copy's name must be on its disk before the original goes; a rename and a link are ordered by the file system. */
const move = (from: BytePath, to: BytePath, stats: Stats, syncNames: () => void): void => {
  try {
    fs.renameSync(toFs(from), toFs(to))
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error
    copy(from, to, stats)
    syncNames()
    fs.unlinkSync(toFs(from))
  }
}

/** A second name for the same file where that is possible, a copy elsewhere. */
const hold = (from: BytePath, to: BytePath, stats: Stats, syncNames: () => void): void => {
  try {
    fs.linkSync(toFs(from), toFs(to))
  } catch (error) {
    if (!['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'ENOSYS'].includes(codeOf(error))) throw error
    copy(from, to, stats)
    syncNames()
  }
}

/** Another file system: copied, on disk, read back. */
const copy = (from: BytePath, to: BytePath, stats: Stats): void => {
  if (stats.isSymbolicLink()) {
    fs.symlinkSync(toFs(fs.readlinkSync(toFs(from), { encoding: 'latin1' })), toFs(to))
    return
  }
  try {
    fs.copyFileSync(toFs(from), toFs(to), fs.constants.COPYFILE_EXCL)
    const fd = fs.openSync(toFs(to), 'r')
    fs.fsyncSync(fd)
    fs.closeSync(fd)
    if (hashFile(from) !== hashFile(to)) {
      throw new Error(`salvage of ${display(from)} did not read back as written`)
    }
    fs.utimesSync(toFs(to), stats.atimeMs / 1000, stats.mtimeMs / 1000)
  } catch (error) {
    fs.rmSync(toFs(to) as string, { force: true })
    throw error
  }
}

const hashFile = (file: BytePath): string => {
  const hash = createHash('sha256')
  const chunk = Buffer.allocUnsafe(1024 * 1024)
  const fd = fs.openSync(toFs(file), 'r')
  try {
    for (let read = fs.readSync(fd, chunk); read > 0; read = fs.readSync(fd, chunk)) {
      hash.update(chunk.subarray(0, read))
    }
  } finally {
    fs.closeSync(fd)
  }
  return hash.digest('hex')
}
