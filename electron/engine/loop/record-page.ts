import type { RecordPage, RecordQuery } from '../../../shared/contract/record.ts'
import { recordLines } from '../../../shared/domain/labels.ts'
import type { DecisionRecord } from '../store/record.ts'

/** East of UTC, where this server stands. */
const offsetAt = (wallMs: number): number => -new Date(wallMs).getTimezoneOffset()

/** A page of the record with this server's local time; a text is looked for in the words a person reads. */
export const pageOf = async (
  record: Pick<DecisionRecord, 'page'>,
  query: RecordQuery,
): Promise<RecordPage> => {
  const page = await record.page(query, (entry) => recordLines(entry, offsetAt(entry.wallMs)).join('\n'))
  return {
    entries: page.entries.map((entry) => ({ ...entry, offsetMinutes: offsetAt(entry.wallMs) })),
    damaged: [...page.damaged],
    next: page.next,
  }
}
