import { z } from 'zod'
import { roleSchema } from './settings.ts'
import { replicationView, ruleResult } from './status.ts'

/** What a person is shown before a forced take-over; the consent names what cannot be excluded. */

/**
 * `takeOver`: from the other server. `ownAgain`: this server held last and takes up control again.
 * `sameEpoch`: both held under one number, and this one is chosen to go on.
 */
export const forceKinds = ['takeOver', 'ownAgain', 'sameEpoch'] as const
export type ForceKind = (typeof forceKinds)[number]

export const forceDoubts = [
  /** An active that is not bound and reaches neither box nor peer goes on serving. */
  'unboundActive',
  /** Nothing but the person's word keeps the other one from serving. */
  'noLineSwitch',
  /** A server that hangs may wake up and serve until its guardian runs again. */
  'hangingActive',
  /** Redundancy was disabled there while it served: it has no lease that ends. */
  'servesAlone',
  /** What the copy lacks was not heard since this server started. */
  'lossUnknown',
] as const
export type ForceDoubt = (typeof forceDoubts)[number]

export const forcePreview = z
  .object({
    /** Of everything below that is no age and no measured value; the force quotes it. */
    revision: z.string().max(64),
    /** To be typed, exactly. */
    consent: z.string().max(256),
    kind: z.enum(forceKinds),
    to: roleSchema,
    other: z
      .object({
        heardAgoMs: z.number().nonnegative().nullable(),
        /** Null: it is not heard. */
        holds: z.boolean().nullable(),
      })
      .strict(),
    copy: z
      .object({
        /** `own`: this server was in control itself. */
        standing: z.enum(['updated', 'notUpdated', 'own']),
        updated: z.object({ wallMs: z.number(), offsetMinutes: z.number().int() }).strict().nullable(),
        /** What it lacked when that was last heard; null: not heard since this server started. */
        lag: z
          .object({
            heardAgoMs: z.number().nonnegative(),
            files: z.number().int().nonnegative(),
            bytes: z.number().nonnegative(),
            names: replicationView.shape.lagNames,
          })
          .strict()
          .nullable(),
      })
      .strict(),
    doubts: z.array(z.enum(forceDoubts)),
    /** What even a force needs. */
    required: z.array(ruleResult),
    /** The rules of a take-over that are passed over. */
    skipped: z.array(ruleResult),
    expectedMs: z.number().nonnegative(),
  })
  .strict()
export type ForcePreview = z.infer<typeof forcePreview>
