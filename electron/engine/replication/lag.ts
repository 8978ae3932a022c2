import type { SetState } from './context.ts'
import type { BytePath } from './names.ts'

/** What the standby does not (provably) have yet, with the age of the oldest unsent state of each item. */
export interface LagItem {
  readonly set: SetState
  readonly path: BytePath
  bytes: number
  /** When the oldest change that is not acknowledged was noticed. */
  since: number
  /** When it changed again after it was sent; null: it did not. */
  again: number | null
  /** The frame whose acknowledgement settles it; null: not sent. */
  sentIn: number | null
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
  /** Acknowledged in `number`: true when nothing of this item is open any more. */
  acknowledged(set: SetState, path: BytePath, number: number): boolean
  drop(set: SetState, path: BytePath): void
  /** Nothing is on its way any more (the channel broke). */
  unsend(): void
  oldest(now: number): number
  first(many: number): LagItem[]
  some(matches: (item: LagItem) => boolean): boolean
}

export const keyOf = (set: SetState, path: BytePath): string => `${set.number}/${path}`

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
        items.set(key, { set, path, bytes: size, since, again: null, sentIn: null, isFirst })
        bytes += size
        if (isFirst) firstCount += 1
        return
      }
      if (item.sentIn !== null) item.again ??= since
      resize(item, size)
    },
    get: (set, path) => items.get(keyOf(set, path)),
    sent: (set, path, size, number) => {
      const item = items.get(keyOf(set, path))
      if (item === undefined) return
      item.sentIn = number
      item.again = null
      resize(item, size)
    },
    acknowledged: (set, path, number) => {
      const key = keyOf(set, path)
      const item = items.get(key)
      if (item === undefined) return true
      if (item.sentIn !== number) return false
      if (item.again === null) {
        remove(key, item)
        return true
      }
      item.since = item.again
      item.again = null
      item.sentIn = null
      return false
    },
    drop: (set, path) => {
      const key = keyOf(set, path)
      const item = items.get(key)
      if (item !== undefined) remove(key, item)
    },
    unsend: () => {
      for (const item of items.values()) item.sentIn = null
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
