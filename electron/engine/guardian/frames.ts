import { z } from 'zod'
import { serviceDefinition } from '../../../shared/contract/site.ts'

/**
 * What engine and guardian say to each other over the pipe: one JSON value a line. A line that does not
 * parse ends the conversation like the pipe's end would.
 */

const epoch = z.number().int().nonnegative()
const moment = z.object({ monotonic: z.number(), difference: z.number() }).strict()

export const guardianSettings = z
  .object({
    services: z.array(serviceDefinition),
    timing: z
      .object({
        stopLimitMs: z.number().positive(),
        stuckMs: z.number().positive(),
        lingerMs: z.number().nonnegative(),
      })
      .strict(),
    word: z
      .object({
        ownAddress: z.string(),
        peerAddress: z.string(),
        port: z.number().int().min(1).max(65_535),
        role: z.enum(['primary', 'secondary']),
        /** Derived from the Redundancy Key, hexadecimal. */
        key: z.string().regex(/^[0-9a-f]{64}$/),
      })
      .strict(),
  })
  .strict()
export type GuardianSettings = z.infer<typeof guardianSettings>

export const engineFrame = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('hello'),
      engine: z.object({ pid: z.number().int().positive(), startTime: z.number().nullable() }).strict(),
      dataDir: z.string().min(1),
      systemctlFile: z.string().min(1),
      settings: guardianSettings,
    })
    .strict(),
  z.object({ kind: z.literal('settings'), settings: guardianSettings }).strict(),
  z.object({ kind: z.literal('deadline'), until: moment.nullable(), said: moment }).strict(),
  z
    .object({
      kind: z.literal('start'),
      epoch,
      readingAsked: moment.nullable(),
      /** The number of the last word the engine had heard of. */
      knownWord: z.number().int().nonnegative(),
    })
    .strict(),
  z.object({ kind: z.literal('stop'), epoch }).strict(),
  z.object({ kind: z.literal('alive') }).strict(),
  z.object({ kind: z.literal('quit') }).strict(),
])
export type EngineFrame = z.infer<typeof engineFrame>
export type HelloFrame = Extract<EngineFrame, { kind: 'hello' }>

export const guardianFrame = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), epoch }).strict(),
  /** It cannot be ready; one sentence. */
  z.object({ kind: z.literal('unable'), why: z.string() }).strict(),
  z.object({ kind: z.literal('started'), epoch }).strict(),
  z.object({ kind: z.literal('stopped'), epoch }).strict(),
  z.object({ kind: z.literal('refused'), epoch, why: z.string() }).strict(),
  z.object({ kind: z.literal('wordGiven'), number: z.number().int().positive() }).strict(),
  /** Its own sign of life, with what it sees of the services. */
  z
    .object({
      kind: z.literal('here'),
      services: z.record(z.string(), z.enum(['running', 'stopped', 'unknown'])),
      /** Those that are restarted again and again. */
      failing: z.array(z.object({ id: z.string(), times: z.number(), why: z.string() }).strict()),
      /** Why the peer cannot ask for the word, in one sentence; empty when it can. */
      wordProblem: z.string(),
    })
    .strict(),
])
export type GuardianFrame = z.infer<typeof guardianFrame>

/** How often the guardian says `here`. */
export const HERE_MS = 250

/** 32 services with their longest arguments stay below. */
export const MAX_FRAME_LENGTH = 16 * 1024 * 1024
