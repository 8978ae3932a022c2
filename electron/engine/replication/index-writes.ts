import type { Log } from '../ports.ts'

/**
 * Writes of the index, all of one event turn in one commit. What a full disk refused waits here, the newest of each
 * key, and is written when there is room. Nobody waits for it: the index is only a cache.
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
  /** Runs the writes in one commit. */
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
  /** Of this event turn, or waiting for room. */
  let next: Writes = new Map()
  let isScheduled = false
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

  const write = (): void => {
    isScheduled = false
    if (isHeld || next.size === 0) return
    const all = next
    next = new Map()
    const refused = (error: unknown): void => {
      // What was set meanwhile is newer.
      next = new Map([...all, ...next])
      hold(error)
    }
    commit(() => {
      for (const one of all.values()) one()
    }).then(() => {}, refused)
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
      write()
      if (!isHeld) await Promise.race([whenFlushed().then(() => {}, hold), held])
    },
    close: () => {
      if (timer !== null) clearTimeout(timer)
    },
  }
}
