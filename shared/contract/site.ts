import { z } from 'zod'
import { onCutSentences } from '../domain/on-cut.ts'
import { defaultTimingChoice, timingLimits } from '../domain/timing.ts'

/** `site.json` in the data folder: the settings that have no field in the dialogs. */

const milliseconds = (least: number, most: number) => z.number().int().min(least).max(most)
const port = z.number().int().min(1).max(65_535)
const identifier = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and dashes, 64 at most')

/** How a service is looked at. `sip`: OPTIONS over UDP, any answer counts. */
export const probe = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('process') }).strict(),
  z.object({ kind: z.literal('tcp'), host: z.string().max(253), port }).strict(),
  z.object({ kind: z.literal('http'), url: z.string().url().max(2048) }).strict(),
  z.object({ kind: z.literal('sip'), host: z.string().max(253), port }).strict(),
])
export type Probe = z.infer<typeof probe>

/** What runs it. `process` and `command` give an argument vector (no shell); `unit` names a systemd unit. */
export const runner = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('process'),
      argv: z.array(z.string().max(4096)).min(1).max(64),
      cwd: z.string().max(4096).optional(),
    })
    .strict(),
  z.object({ kind: z.literal('unit'), unit: z.string().regex(/^[A-Za-z0-9@._:-]{1,128}$/) }).strict(),
  z
    .object({
      kind: z.literal('command'),
      start: z.array(z.string().max(4096)).min(1).max(64),
      stop: z.array(z.string().max(4096)).min(1).max(64),
    })
    .strict(),
  /** Started by others; only looked at. Allowed for `onBoth` services only. */
  z.object({ kind: z.literal('none') }).strict(),
])
export type Runner = z.infer<typeof runner>

export const serviceDefinition = z
  .object({
    id: identifier,
    /** The row of Redundancy Administration it stands in; `other` has none, but still counts. */
    shownAs: z.enum(['switching', 'ipPhone', 'other']),
    runs: z.enum(['onBoth', 'whenActive']),
    runner,
    probe,
    /** On a standby: exit code 0 of this command means ready to start. None: the runner's program exists and is executable. */
    readiness: z.array(z.string().max(4096)).min(1).max(64).optional(),
  })
  .strict()
export type ServiceDefinition = z.infer<typeof serviceDefinition>

export const replicatedSet = z.object({ id: identifier, path: z.string().min(1).max(4096) }).strict()
export type ReplicatedSet = z.infer<typeof replicatedSet>

export const site = z
  .object({
    replicatedSets: z.array(replicatedSet).max(64).default([]),
    /** Globs relative to a set (`*`, `**`, `?`): never replicated. Board configuration belongs here. */
    excludes: z.array(z.string().min(1).max(1024)).max(256).default([]),
    services: z.array(serviceDefinition).max(32).default([]),
    voiceMailProbe: probe.nullable().default(null),
    /** A URL that answers `{"expected": [names], "registered": [names]}`: which phones are home. */
    phonesUrl: z.string().url().max(2048).nullable().default(null),
    lineSwitch: z
      .object({
        kind: z.literal('kab').default('kab'),
        port: port.default(9100),
        password: z.string().max(64).default(''),
        /** The cards that must agree; empty asks for all at once. */
        cards: z.array(z.number().int().min(1).max(99)).max(32).default([]),
        /** A regular expression with the group `side`, and `card` and `forced` where it can; empty uses the tolerant parser. */
        replyPattern: z.string().max(512).default(''),
      })
      .strict()
      .default({ kind: 'kab', port: 9100, password: '', cards: [], replyPattern: '' }),
    /** The address of this server's own network that has to answer before it takes over by itself. */
    gateway: z.ipv4().nullable().default(null),
    /** Without an A/B switch: what an administrator accepts for a cut of the link, word for word, the same on both servers. */
    onCut: z.enum([onCutSentences.activeLetsGo, onCutSentences.activeStays]).nullable().default(null),
    /** Whether the pair needs a licence, and its number, which is registered on the Primary. */
    license: z
      .object({ required: z.boolean().default(false), number: z.string().max(128).default('') })
      .strict()
      .default({ required: false, number: '' }),
    ports: z
      .object({ link: port.default(9640), guardian: port.default(9641), admin: port.default(9680) })
      .strict()
      .default({ link: 9640, guardian: 9641, admin: 9680 }),
    timing: z
      .object({
        heartbeatMs: milliseconds(50, 10_000).default(defaultTimingChoice.heartbeatMs),
        declareLostMs: milliseconds(200, 120_000).default(defaultTimingChoice.declareLostMs),
        stopLimitMs: milliseconds(10, 30_000).default(defaultTimingChoice.stopLimitMs),
        startUpAllowanceMs: milliseconds(0, 600_000).default(defaultTimingChoice.startUpAllowanceMs),
        minimumGapMs: milliseconds(0, 3_600_000).default(defaultTimingChoice.minimumGapMs),
        /** No automatic act for so long after the clock jumped or this server stood still. */
        holdAfterJumpMs: milliseconds(0, 3_600_000).optional(),
        /** At most so many automatic acts within the time; any command of a person starts anew. */
        mostAutomaticActs: z.number().int().min(1).max(100).optional(),
        automaticActsWithinMs: milliseconds(60_000, 86_400_000).optional(),
        lineLeaseMs: milliseconds(timingLimits.lineLeaseMs.min, timingLimits.lineLeaseMs.max).optional(),
      })
      .strict()
      .default(defaultTimingChoice),
    /** Changes older than this must be on the standby for it to count as Updated. */
    updatedWithinMs: milliseconds(500, 600_000).default(10_000),
    /** How often the source is walked in full, whatever the watcher said. */
    fullScanIntervalMs: milliseconds(1_000, 86_400_000).default(60_000),
  })
  .strict()
export type Site = z.infer<typeof site>
