import type { SetState } from '../context.ts'
import type { BytePath } from '../names.ts'

/** What the standby does not (provably) have yet, with the age of the oldest unsent state of each item. */
export interface LagItem {
  readonly set: SetState
  readonly path: BytePath
  bytes: number
  /** When the oldest change that is not acknowledged was noticed. */
  readonly since: number
  /** When the oldest change that was not sent was noticed; null: all was sent. */
  unsentSince: number | null
  /** States on their way, oldest first: the frame, and how old the change in it is. */
  sends: { readonly number: number; readonly since: number }[]
  /** Part of the first replication. */
  isFirst: boolean
}

export interface Lag {
  readonly count: number
  readonly bytes: number
  /** Items of the first replication that are open. */
  readonly firstCount: number
  note(set: SetState, path: BytePath, bytes: number, since: number, isFirst: boolean): void
  get(set: SetState, path: BytePath): LagItem | undefined
  sent(set: SetState, path: BytePath, bytes: number, number: number): void
  /** It stands there as it is here: gone unless something is on its way. The item when it went. */
  nothingToSend(set: SetState, path: BytePath): LagItem | null
  /** What went in `number` was not done. */
  failed(set: SetState, path: BytePath, number: number): void
  /** Acknowledged in `number`: true when nothing of this item is open any more. */
  acknowledged(set: SetState, path: BytePath, number: number): boolean
  drop(set: SetState, path: BytePath): void
  /** Forgets what is not open any more. */
  keepOnly(isOpen: (key: string) => boolean): void
  /** Nothing is on its way any more (the channel broke). */
  unsend(): void
  oldest(now: number): number
  first(many: number): LagItem[]
  some(matches: (item: LagItem) => boolean): boolean
}

export const keyOf = (set: SetState, path: BytePath): string => `${set.number}/${path}`

const newItem = (set: SetState, path: BytePath, bytes: number, since: number, isFirst: boolean): LagItem => ({
  set,
  path,
  bytes,
  unsentSince: since,
  sends: [],
  isFirst,
  get since() {
    return this.sends[0]?.since ?? this.unsentSince ?? since
  },
})

export const createLag = (): Lag => {
  const items = new Map<string, LagItem>()
  let bytes = 0
  let firstCount = 0
  const remove = (key: string, item: LagItem) => {
    items.delete(key)
    bytes -= item.bytes
    if (item.isFirst) firstCount -= 1
  }
  const resize = (item: LagItem, size: number) => {
    bytes += size - item.bytes
    item.bytes = size
  }
  return {
    get count() {
      return items.size
    },
    get bytes() {
      return bytes
    },
    get firstCount() {
      return firstCount
    },
    note: (set, path, size, since, isFirst) => {
      const key = keyOf(set, path)
      const item = items.get(key)
      if (item === undefined) {
        items.set(key, newItem(set, path, size, since, isFirst))
        bytes += size
        if (isFirst) firstCount += 1
        return
      }
      item.unsentSince ??= since
      resize(item, size)
    },
    get: (set, path) => items.get(keyOf(set, path)),
    sent: (set, path, size, number) => {
      const item = items.get(keyOf(set, path))
      if (item === undefined) return
      item.sends.push({ number, since: item.unsentSince ?? item.since })
      item.unsentSince = null
      resize(item, size)
    },
    nothingToSend: (set, path) => {
      const key = keyOf(set, path)
      const item = items.get(key)
      if (item === undefined) return null
      item.unsentSince = null
      if (item.sends.length > 0) return null
      remove(key, item)
      return item
    },
    acknowledged: (set, path, number) => {
      const key = keyOf(set, path)
      const item = items.get(key)
      if (item === undefined) return true
      const at = item.sends.findIndex((send) => send.number === number)
      if (at < 0) return false
      // Frames are worked off in order: what was sent before is overtaken.
      item.sends.splice(0, at + 1)
      if (item.sends.length > 0 || item.unsentSince !== null) return false
      remove(key, item)
      return true
    },
    failed: (set, path, number) => {
      const item = items.get(keyOf(set, path))
      const at = item?.sends.findIndex((send) => send.number === number) ?? -1
      const send = item?.sends[at]
      if (item === undefined || send === undefined) return
      item.sends.splice(at, 1)
      item.unsentSince = Math.min(send.since, item.unsentSince ?? send.since)
    },
    drop: (set, path) => {
      const key = keyOf(set, path)
      const item = items.get(key)
      if (item !== undefined) remove(key, item)
    },
    keepOnly: (isOpen) => {
      for (const [key, item] of [...items]) if (!isOpen(key)) remove(key, item)
    },
    unsend: () => {
      for (const item of items.values()) {
        item.unsentSince = item.since
        item.sends = []
      }
    },
    oldest: (now) => {
      let oldest = 0
      for (const item of items.values()) oldest = Math.max(oldest, now - item.since)
      return oldest
    },
    first: (many) => {
      const found: LagItem[] = []
      for (const item of items.values()) {
        if (found.length >= many) break
        found.push(item)
      }
      return found
    },
    some: (matches) => {
      for (const item of items.values()) if (matches(item)) return true
      return false
    },
  }
}
