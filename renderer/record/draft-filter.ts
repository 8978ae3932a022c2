import { everyRecord, type RecordFilter, recordOutcomes } from '../../shared/contract/record.ts'

/** The filters as they are typed: empty is everything, a day is `2026-11-22`. */
export interface DraftFilter {
  readonly from: string
  readonly to: string
  readonly act: string
  readonly outcome: string
  readonly person: string
  readonly text: string
}

export const noFilter: DraftFilter = { from: '', to: '', act: '', outcome: '', person: '', text: '' }

const DAY_MS = 86_400_000

const textOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim())

/** Midnight of a day where the server stands; `offsetMinutes` east of UTC. */
const dayStart = (day: string, offsetMinutes: number): number | null => {
  const utc = Date.parse(`${day}T00:00:00Z`)
  return Number.isNaN(utc) ? null : utc - offsetMinutes * 60_000
}

/** Both days are included. */
export const filterOf = (draft: DraftFilter, offsetMinutes: number): RecordFilter => {
  const lastDay = dayStart(draft.to, offsetMinutes)
  return {
    ...everyRecord,
    from: dayStart(draft.from, offsetMinutes),
    to: lastDay === null ? null : lastDay + DAY_MS - 1,
    act: textOrNull(draft.act),
    outcome: recordOutcomes.find((outcome) => outcome === draft.outcome) ?? null,
    person: textOrNull(draft.person),
    text: textOrNull(draft.text),
  }
}
