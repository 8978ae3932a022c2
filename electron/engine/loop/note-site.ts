import { createHash } from 'node:crypto'
import path from 'node:path'
import { z } from 'zod'
import type { Durable } from '../../../shared/core/durable.ts'
import { type SiteValues, siteChanges, siteValues } from '../../../shared/domain/site-changes.ts'
import { readSmall, writeAtomic } from '../store/atomic-file.ts'
import { parseJson } from '../store/json-fault.ts'
import type { Store } from '../store/store.ts'
import { note } from './note.ts'

/**
 * `site.json` is a person's, who writes it with any editor: what counts from this start on is compared with what
 * counted at the last one, and the record says what is different.
 */

const MOST_BYTES = 4 * 1024 * 1024
const seenValues = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.object({ digest: z.string() })]),
)

/** Null: there is none to compare with. */
const readSeen = (file: string): SiteValues | null => {
  const read = readSmall(file, MOST_BYTES)
  if (!read.ok || read.text === null) return null
  const json = parseJson(read.text)
  return json.ok ? (seenValues.safeParse(json.value).data ?? null) : null
}

export const noteSite = (store: Store<Durable>, version: string): void => {
  const file = path.join(store.dataDir, 'site-seen.json')
  const digest = (text: string): string => createHash('sha256').update(text).digest('hex')
  const seen = readSeen(file)
  const now = siteValues(store.site, digest)
  const changes = seen === null ? [] : siteChanges(seen, now)
  if (seen !== null && changes.length === 0) return
  if (changes.length > 0)
    note(store, version, { act: 'siteChanged', outcome: 'noted', trigger: 'start', changes })
  // After the entry: what could not be kept is recorded once more, not never.
  const kept = writeAtomic(file, `${JSON.stringify(now, null, 1)}\n`)
  if (!kept.ok) store.log.warn(kept.message)
}
