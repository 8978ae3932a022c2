import path from 'node:path'
import type { RecordEntry, RecordQuery } from '../../../shared/contract/record.ts'
import { isAskedFor } from '../../../shared/domain/record-filter.ts'
import { isBefore, monthFiles, monthOf, parseLine, readBackwards } from './record-files.ts'

/** A page of the record: what is asked for, the newest first. */
export interface Page {
  readonly entries: readonly RecordEntry[]
  /** Lines that cannot be read, one sentence each. */
  readonly damaged: readonly string[]
  readonly next: string | null
}

/** A page looks at no more lines than this, so that no question keeps the disk busy for long. */
const MOST_LINES = 2_000
/** So many lines at a time, then the engine's other work: heartbeats do not wait for a search. */
const LINES_AT_ONCE = 8

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** `waiting`: entries that are not on the disk yet. `wordsOf`: the words a text is searched in. */
export const searchRecord = async (
  folder: string,
  waiting: readonly RecordEntry[],
  { filter, limit, after }: RecordQuery,
  wordsOf: (entry: RecordEntry) => string,
): Promise<Page> => {
  const isWanted = (entry: RecordEntry): boolean => isAskedFor(entry, filter, () => wordsOf(entry))
  const entries = after === null ? [...waiting].reverse().filter(isWanted) : []
  const damaged: string[] = []
  const [afterMonth = null, afterByte = null] = after?.split(':') ?? []
  const oldest = filter.from === null ? null : monthOf(filter.from)
  const newest = filter.to === null ? null : monthOf(filter.to)
  let looked = 0
  for (const name of monthFiles(folder).reverse()) {
    const month = path.basename(name, '.jsonl')
    if (afterMonth !== null && isBefore(afterMonth, month)) continue
    if (newest !== null && isBefore(newest, month)) continue
    if (oldest !== null && isBefore(month, oldest)) break
    const before = month === afterMonth ? Number(afterByte) : null
    for await (const { text, at } of readBackwards(path.join(folder, name), before)) {
      const entry = parseLine(text)
      if (entry === null) damaged.push(`${name} at byte ${at}: the line cannot be read and was passed over.`)
      else if (isWanted(entry)) entries.push(entry)
      looked += 1
      if (entries.length >= limit || looked >= MOST_LINES) return { entries, damaged, next: `${month}:${at}` }
      if (looked % LINES_AT_ONCE === 0) await breathe()
    }
  }
  return { entries, damaged, next: null }
}
