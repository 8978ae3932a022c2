import type { Log } from '../ports.ts'
import { MOST_WRITES } from './index-room.ts'

/**
 * Writes of the index, some in one commit, one commit at a time. What a full disk refused waits here, the newest of
 * each key, and is written when there is room. Nobody waits for it: the index is only a cache.
 */
export interface IndexWrites {
  write(key: string, write: () => void): void
  /** Resolves when all that was written is on disk, or cannot be for now. */
  flushed(): Promise<void>
  close(): void
}

export interface IndexWritesOptions {
  readonly log: Log
  readonly hasRoom: () => boolean
  /** Runs these writes in one commit. */
  readonly commit: (writes: () => void) => Promise<unknown>
  /** LMDB's own: after a failed commit it may never resolve. */
  readonly whenFlushed: () => PromiseLike<unknown>
  readonly retryMs?: number
}

const RETRY_MS = 5_000

type Writes = Map<string, () => void>

/** LMDB hands out the cause as a second promise that is rejected too; behind a colon it names pages and buffers. */
const causeOf = async (error: unknown): Promise<string> => {
  const cause = (error as { commitError?: Promise<never> }).commitError
  const known: unknown = cause === undefined ? error : await cause.catch((reason: unknown) => reason)
  return (known instanceof Error ? known.message : String(known)).replace(/:.*/s, '')
}

export const createIndexWrites = (options: IndexWritesOptions): IndexWrites => {
  const { log, hasRoom, commit, whenFlushed, retryMs = RETRY_MS } = options
  /** Of this event turn, after a commit that is under way, or waiting for room. */
  let next: Writes = new Map()
  let isScheduled = false
  let committing: Promise<void> | null = null
  let isHeld = false
  let timer: NodeJS.Timeout | null = null
  let tellHeld = () => {}
  const untilHeld = () =>
    new Promise<void>((resolve) => {
      tellHeld = resolve
    })
  let held = untilHeld()

  const hold = (error: unknown): void => {
    const cause = causeOf(error)
    if (isHeld) return
    isHeld = true
    tellHeld()
    timer = setTimeout(retry, retryMs)
    void cause.then((text) => log.warn(`Replication index: it waits for room on the disk: ${text}.`))
  }

  const takeSome = (): Writes => {
    const some: Writes = new Map()
    for (const [key, one] of next) {
      some.set(key, one)
      next.delete(key)
      if (some.size === MOST_WRITES) break
    }
    return some
  }

  const write = (): void => {
    isScheduled = false
    if (isHeld || committing !== null || next.size === 0) return
    const some = takeSome()
    const refused = (error: unknown): void => {
      // What was set meanwhile is newer.
      next = new Map([...some, ...next])
      hold(error)
    }
    committing = commit(() => {
      for (const one of some.values()) one()
    })
      .then(() => {}, refused)
      .then(() => {
        committing = null
        write()
      })
  }

  const retry = (): void => {
    if (!hasRoom()) {
      timer = setTimeout(retry, retryMs)
      return
    }
    isHeld = false
    held = untilHeld()
    log.info(`Replication index: there is room again; ${next.size} entries are written.`)
    write()
  }

  return {
    write: (key, one) => {
      next.set(key, one)
      if (isHeld || isScheduled) return
      isScheduled = true
      setImmediate(write)
    },
    flushed: async () => {
      for (write(); committing !== null; ) await committing
      if (!isHeld) await Promise.race([whenFlushed().then(() => {}, hold), held])
    },
    close: () => {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
