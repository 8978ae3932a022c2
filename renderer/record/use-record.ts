import { useCallback, useEffect, useRef, useState } from 'react'
import type { ContractClient } from '../../shared/contract/contract.ts'
import {
  everyRecord,
  MOST_RECORD_ENTRIES,
  type RecordFilter,
  type RecordPage,
  type ShownEntry,
} from '../../shared/contract/record.ts'
import { connectionSentences } from '../../shared/domain/labels.ts'

/** The record as far as it was read by this window. */
export interface ReadRecord {
  readonly entries: readonly ShownEntry[]
  readonly damaged: readonly string[]
  /** Where the older ones begin; null: there are none. */
  readonly next: string | null
  readonly isReading: boolean
  /** Why it could not be read, in one sentence. */
  readonly fault: string | null
}

type Client = Pick<ContractClient, 'call'>

const nothing: ReadRecord = { entries: [], damaged: [], next: null, isReading: true, fault: null }

const sentenceOf = (error: unknown): string =>
  error instanceof Error ? error.message : connectionSentences.lostMeanwhile

/** A page that is short is no end: what is asked for may lie far back. */
const readOn = async (
  client: Client,
  filter: RecordFilter,
  after: string | null,
  most: number,
): Promise<RecordPage> => {
  let page = await client.call('record', { filter, limit: MOST_RECORD_ENTRIES, after })
  while (page.next !== null && page.entries.length < most) {
    const more = await client.call('record', { filter, limit: MOST_RECORD_ENTRIES, after: page.next })
    page = {
      entries: [...page.entries, ...more.entries],
      damaged: [...page.damaged, ...more.damaged],
      next: more.next,
    }
  }
  return page
}

/** Everything that is asked for, for a file. */
export const readAll = (client: Client, filter: RecordFilter): Promise<RecordPage> =>
  readOn(client, filter, null, Number.POSITIVE_INFINITY)

export const useRecord = (
  client: Client,
): { readonly record: ReadRecord; search(filter: RecordFilter): void; readOlder(): void } => {
  const [record, setRecord] = useState<ReadRecord>(nothing)
  const asked = useRef<{ filter: RecordFilter }>({ filter: everyRecord })

  const read = useCallback(
    async (question: { filter: RecordFilter }, before: ReadRecord): Promise<void> => {
      asked.current = question
      setRecord({ ...before, isReading: true, fault: null })
      // An answer to an older question is not shown any more.
      const show = (next: ReadRecord): void => {
        if (asked.current === question) setRecord(next)
      }
      try {
        const page = await readOn(client, question.filter, before.next, MOST_RECORD_ENTRIES)
        show({
          entries: [...before.entries, ...page.entries],
          damaged: [...before.damaged, ...page.damaged],
          next: page.next,
          isReading: false,
          fault: null,
        })
      } catch (error) {
        show({ ...before, isReading: false, fault: sentenceOf(error) })
      }
    },
    [client],
  )
  useEffect(() => void read({ filter: everyRecord }, nothing), [read])
  return {
    record,
    search: (filter) => void read({ filter }, nothing),
    readOlder: () => void read({ filter: asked.current.filter }, record),
  }
}
