import { everyRecord, MOST_RECORD_ENTRIES, type RecordEntry } from '../../../shared/contract/record.ts'
import type { DecisionRecord } from '../store/record.ts'

/** The silences of the active that ended by themselves, as this server's own record tells them. */
export interface HealedSilences {
  readonly lengthsMs: readonly number[]
  /** A decision that is being recorded. */
  note(entry: RecordEntry): void
}

/** What was so long ago may be another network. */
const KEPT_MS = 90 * 86_400_000

const silenceIn = ({ act, outcome, rules }: RecordEntry): number | null => {
  const back = rules.find((rule) => rule.rule === 'activeBackByItself' && rule.holds)
  const isHealed = act === 'wouldTakeOver' && outcome === 'done'
  return isHealed && typeof back?.value === 'number' ? back.value : null
}

/** The past is read in the background; a record that cannot be read only means that nothing is known of it. */
export const watchSilences = (
  record: Pick<DecisionRecord, 'page'>,
  wallMs: () => number,
  fault: (error: unknown) => void,
): HealedSilences => {
  let known: readonly RecordEntry[] = []
  const readPast = async (): Promise<void> => {
    const filter = {
      ...everyRecord,
      act: 'wouldTakeOver',
      outcome: 'done' as const,
      from: wallMs() - KEPT_MS,
    }
    let after: string | null = null
    do {
      const page: Awaited<ReturnType<DecisionRecord['page']>> = await record.page(
        { filter, limit: MOST_RECORD_ENTRIES, after },
        () => '',
      )
      known = [...known, ...page.entries]
      after = page.next
    } while (after !== null)
  }
  readPast().catch(fault)
  return {
    get lengthsMs() {
      return known
        .filter((entry) => entry.wallMs >= wallMs() - KEPT_MS)
        .flatMap((entry) => silenceIn(entry) ?? [])
    },
    note: (entry) => {
      if (silenceIn(entry) !== null) known = [...known, entry]
    },
  }
}
