import fs from 'node:fs'
import path from 'node:path'
import type { RecordEntry, RecordQuery } from '../../../shared/contract/record.ts'
import { writeFully } from './atomic-file.ts'
import { causeOf, type Fault, fault } from './fault.ts'
import { removeOldMonths } from './record-age.ts'
import { monthFiles, monthOf } from './record-files.ts'
import { repairTail } from './record-repair.ts'
import { type Page, searchRecord } from './record-search.ts'

/**
 * The decision record: `records/YYYY-MM.jsonl` (months in UTC, so that no change of a time zone moves an
 * entry), one entry a line, for acts and refusals alike. An entry is handed to the system at once, so it
 * survives the end of this process, and synced in the background, so that the loop never waits for a disk.
 * On a full disk entries wait in memory and are written when there is room; that is a visible state.
 */
export interface DecisionRecord {
  append(entry: RecordEntry): void
  /** The newest entries first, those that wait for room included; `wordsOf` is what a text is searched in. */
  page(query: RecordQuery, wordsOf: (entry: RecordEntry) => string): Promise<Page>
  /** What is wrong now, in one sentence; null when all is on the disk. */
  problem(): string | null
  onProblem(listener: (problem: string | null) => void): void
  /** Resolves when everything that can be on the disk is. */
  flush(): Promise<void>
  close(): Promise<void>
}

/** The oldest waiting entries are given up beyond this, and counted. */
const MOST_WAITING = 1000

/** `say` hears what was removed because it is over a year old. */
export const openRecord = (
  dataDir: string,
  say: (sentence: string) => void = () => {},
): { ok: true; record: DecisionRecord; repaired: readonly string[] } | Fault => {
  const folder = path.join(dataDir, 'records')
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    const repaired = monthFiles(folder).flatMap((name) => repairTail(path.join(folder, name)) ?? [])
    return { ok: true, record: recordIn(folder, say), repaired }
  } catch (error) {
    return fault(`The decision record in ${folder} could not be opened: ${causeOf(error)}.`)
  }
}

const recordIn = (folder: string, say: (sentence: string) => void): DecisionRecord => {
  let open: { month: string; handle: number } | null = null
  let waiting: RecordEntry[] = []
  let givenUp = 0
  let problem: string | null = null
  let syncing: Promise<void> = Promise.resolve()
  let isUnsynced = false
  const listeners: ((problem: string | null) => void)[] = []

  const setProblem = (next: string | null): void => {
    if (next === problem) return
    problem = next
    for (const listener of listeners) listener(next)
  }
  const report = (error: unknown): void => {
    const lost = givenUp === 0 ? '' : ` ${givenUp} older ones are lost.`
    setProblem(
      `The decision record in ${folder} cannot be written: ${causeOf(error)}. ` +
        `${waiting.length} entries wait in memory.${lost}`,
    )
  }
  const closeFile = (): void => {
    if (open !== null) fs.closeSync(open.handle)
    open = null
  }
  const handleOf = (month: string): number => {
    if (open?.month === month) return open.handle
    if (open !== null) {
      fs.fdatasyncSync(open.handle)
      closeFile()
    }
    const handle = fs.openSync(path.join(folder, `${month}.jsonl`), 'a', 0o600)
    open = { month, handle }
    // At the first entry after a start, and whenever a month begins.
    for (const sentence of removeOldMonths(folder, month)) say(sentence)
    return handle
  }
  const put = (entry: RecordEntry): void => {
    const handle = handleOf(monthOf(entry.wallMs))
    const before = fs.fstatSync(handle).size
    try {
      writeFully(handle, Buffer.from(`${JSON.stringify(entry)}\n`), null)
    } catch (error) {
      // Half a line must not stand in front of the next entry.
      fs.ftruncateSync(handle, before)
      throw error
    }
  }
  const writeWaiting = (): void => {
    let done = 0
    try {
      for (const entry of waiting) {
        put(entry)
        done += 1
      }
      waiting = []
    } catch (error) {
      waiting = waiting.slice(done)
      report(error)
    }
    if (done > 0) isUnsynced = true
  }
  const sync = async (): Promise<void> => {
    if (!isUnsynced || open === null) return
    isUnsynced = false
    try {
      await fdatasync(open.handle)
      if (waiting.length === 0) setProblem(null)
    } catch (error) {
      report(error)
    }
  }
  const scheduleSync = (): void => {
    syncing = syncing.then(sync)
  }
  const flush = async (): Promise<void> => {
    if (waiting.length > 0) writeWaiting()
    scheduleSync()
    await syncing
  }
  return {
    append: (entry) => {
      waiting.push(entry)
      if (waiting.length > MOST_WAITING) {
        waiting.shift()
        givenUp += 1
      }
      writeWaiting()
      scheduleSync()
    },
    page: (query, wordsOf) => searchRecord(folder, waiting, query, wordsOf),
    problem: () => problem,
    onProblem: (listener) => listeners.push(listener),
    flush,
    close: async () => {
      await flush()
      closeFile()
    },
  }
}

const fdatasync = (handle: number): Promise<void> =>
  new Promise((resolve, reject) => {
    fs.fdatasync(handle, (error) => (error === null ? resolve() : reject(error)))
  })
