import { z } from 'zod'
import { linePosition, ruleResult } from './status.ts'

/** The decision record, as it lies on the disk and as it is asked for. */

export const recordOutcomes = ['begun', 'done', 'refused', 'abandoned', 'noted'] as const

const settingValue = z.union([z.string(), z.number(), z.boolean()])

/** Of a secret it is said that it changed, and nothing else. */
export const settingChange = z.union([
  z.object({ field: z.string(), from: settingValue, to: settingValue }).strict(),
  z.object({ field: z.string(), secret: z.literal(true) }).strict(),
])
export type SettingChange = z.infer<typeof settingChange>

/** A line of the decision record. What later versions added is not in the lines of earlier ones. */
export const recordEntry = z
  .object({
    wallMs: z.number(),
    server: z.enum(['primary', 'secondary']),
    act: z.string(),
    outcome: z.enum(recordOutcomes),
    epoch: z.number(),
    trigger: z.enum(['automatic', 'person', 'peer', 'lease', 'start', 'guardian', 'services']),
    person: z.string(),
    requestId: z.string(),
    reason: z.string(),
    rules: z.array(ruleResult),
    /** What judged the rules, and what was the case then: `shared/core/replay.ts` judges it again. */
    judgement: z.string().default(''),
    facts: z.record(z.string(), z.unknown()).nullable().default(null),
    /** Of the settings, where these are what was done. */
    changes: z.array(settingChange).default([]),
    /** Of the program that judged. */
    version: z.string().default(''),
  })
  .strict()
export type RecordEntry = z.infer<typeof recordEntry>

const moment = z.number().nullable()
const filterText = z.string().max(200).nullable()

/** Null: not asked for. */
export const recordFilter = z
  .object({
    /** Both included. */
    from: moment,
    to: moment,
    act: filterText,
    outcome: z.enum(recordOutcomes).nullable(),
    person: filterText,
    /** Anywhere in the words of the decision, upper and lower case alike. */
    text: filterText,
  })
  .strict()
export type RecordFilter = z.infer<typeof recordFilter>

export const everyRecord: RecordFilter = {
  from: null,
  to: null,
  act: null,
  outcome: null,
  person: null,
  text: null,
}

export const MOST_RECORD_ENTRIES = 100

export const recordQuery = z
  .object({
    filter: recordFilter,
    limit: z.number().int().min(1).max(MOST_RECORD_ENTRIES),
    /** Where the page before ended; null: from the newest on. */
    after: z
      .string()
      .regex(/^\d{4,6}-\d{2}:\d{1,15}$/)
      .nullable(),
  })
  .strict()
export type RecordQuery = z.infer<typeof recordQuery>

/** `offsetMinutes`: this server's local time minus UTC at that moment. */
export const shownEntry = recordEntry.extend({ offsetMinutes: z.number().int() })
export type ShownEntry = z.infer<typeof shownEntry>

export const recordPage = z
  .object({
    /** The newest first. A page may be short, even empty, although more follow. */
    entries: z.array(shownEntry),
    /** Lines that cannot be read, one sentence each. */
    damaged: z.array(z.string()),
    /** Null: there are no older ones. */
    next: z.string().nullable(),
  })
  .strict()
export type RecordPage = z.infer<typeof recordPage>

const knownEpoch = z.object({ epoch: z.number() })

/** What a person wants to see of the facts; of another version's facts it is shown if it is in them. */
export const recordedView = z.object({
  mode: z.string(),
  services: z.string(),
  durable: z.object({ held: knownEpoch.nullable(), peerHeld: knownEpoch, armedFor: z.number() }),
  line: z.object({ position: linePosition.nullable(), ageMs: z.number().nullable() }),
  peer: z.object({
    isLinked: z.boolean(),
    silentMs: z.number().nullable(),
    heartbeat: z.object({ holds: z.boolean(), heldEpoch: z.number() }).nullable(),
  }),
})
