import type { Entry } from './entry.ts'
import { type BytePath, nameOf, parentOf } from './names.ts'

/** A resident index of one set: entries by path, names by folder, one known place per content. */
export class Tree {
  private readonly entries = new Map<BytePath, Entry>()
  private readonly names = new Map<BytePath, Set<string>>()
  private readonly places = new Map<string, BytePath>()
  private sorted: BytePath[] | null = null
  private bytesHeld = 0

  get count(): number {
    return this.entries.size
  }

  get bytes(): number {
    return this.bytesHeld
  }

  get(path: BytePath): Entry | undefined {
    return this.entries.get(path)
  }

  set(entry: Entry): void {
    const before = this.entries.get(entry.path)
    if (before === undefined) {
      this.sorted = null
      const parent = parentOf(entry.path)
      const names = this.names.get(parent)
      if (names === undefined) this.names.set(parent, new Set([nameOf(entry.path)]))
      else names.add(nameOf(entry.path))
    }
    this.bytesHeld += entry.size - (before?.size ?? 0)
    this.entries.set(entry.path, entry)
    if (entry.hash !== null) this.places.set(entry.hash, entry.path)
  }

  delete(path: BytePath): void {
    const entry = this.entries.get(path)
    if (entry === undefined) return
    this.sorted = null
    this.bytesHeld -= entry.size
    this.entries.delete(path)
    const parent = parentOf(path)
    const names = this.names.get(parent)
    names?.delete(nameOf(path))
    if (names?.size === 0) this.names.delete(parent)
    if (entry.hash !== null && this.places.get(entry.hash) === path) this.places.delete(entry.hash)
  }

  /** One path with this content, when one is known. */
  placeOf(hash: string): Entry | undefined {
    const path = this.places.get(hash)
    const entry = path === undefined ? undefined : this.entries.get(path)
    return entry?.hash === hash ? entry : undefined
  }

  childrenOf(folder: BytePath): ReadonlySet<string> {
    return this.names.get(folder) ?? NONE
  }

  /** Everything below a folder, parents first. */
  below(folder: BytePath): BytePath[] {
    const found: BytePath[] = []
    const pending = [folder]
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      for (const name of this.childrenOf(at)) {
        const path = at === '' ? name : `${at}/${name}`
        found.push(path)
        if (this.names.has(path)) pending.push(path)
      }
    }
    return found
  }

  values(): IterableIterator<Entry> {
    return this.entries.values()
  }

  /** All paths in byte order; kept until a path comes or goes. */
  paths(): readonly BytePath[] {
    if (this.sorted === null) this.sorted = [...this.entries.keys()].sort(byteOrder)
    return this.sorted
  }
}

const NONE: ReadonlySet<string> = new Set()

/** Byte strings compare as bytes. */
export const byteOrder = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
