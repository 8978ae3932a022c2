import type { RecordEntry, RecordFilter } from '../contract/record.ts'

const has = (text: string, part: string): boolean => text.toLowerCase().includes(part.toLowerCase())

/** Whether a decision is asked for; its words are made only when they are looked into. */
export const isAskedFor = (entry: RecordEntry, filter: RecordFilter, words: () => string): boolean => {
  const { from, to, act, outcome, person, text } = filter
  return (
    (from === null || entry.wallMs >= from) &&
    (to === null || entry.wallMs <= to) &&
    (act === null || entry.act === act) &&
    (outcome === null || entry.outcome === outcome) &&
    (person === null || has(entry.person, person)) &&
    (text === null || has(words(), text))
  )
}
