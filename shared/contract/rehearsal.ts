import { z } from 'zod'
import { ruleResult } from './rule-result.ts'
import { roleSchema } from './settings.ts'

/** A rehearsal: control goes to the other server and back, measured. Both servers keep the newest one. */

/** In the order in which they follow each other. */
export const rehearsalSteps = [
  /** Waits for its time. */
  'planned',
  /** The switch-over runs; until control is given everything rolls back. */
  'over',
  /** Control is given and not taken yet. */
  'given',
  /** The other server is in control and has to keep its services Up. */
  'hold',
  /** Control goes back, or waits until it can. */
  'back',
  /** Control is back; the copy becomes Updated, and automatic take-over is turned on again. */
  'arming',
  'ended',
] as const
export type RehearsalStep = (typeof rehearsalSteps)[number]

/** Why it did not end well. */
export const rehearsalFailures = [
  'missed',
  'controlMoved',
  'cancelled',
  'person',
  'disabled',
  'notSwitched',
  'returned',
  'startFailed',
  'servicesDown',
  'interrupted',
  'takenBack',
  'notBack',
  'notArmed',
] as const
export type RehearsalFailure = (typeof rehearsalFailures)[number]

/** A person chose it: it says nothing against a server, and control is where that person put it. */
export const failuresByPerson: readonly RehearsalFailure[] = ['cancelled', 'person', 'disabled']

const ms = z.number().nonnegative()

/** One way, as the engines saw it. */
const way = z
  .object({
    totalMs: ms,
    /** From the order to stop the services to their having started on the other server. */
    withoutServicesMs: ms,
    /** At most: from the question before the last one could be in control to the other's being it. */
    withoutHolderMs: ms,
  })
  .strict()
export type Way = z.infer<typeof way>

export const MOST_FAILURE_RULES = 4

export const rehearsal = z
  .object({
    /** The higher one is the newer one; the Primary takes even, the Secondary odd numbers. */
    number: z.number().int().nonnegative(),
    step: z.enum(rehearsalSteps),
    /** By the clock on the wall: since when it is at this step. */
    sinceWallMs: z.number(),
    person: z.string().max(64),
    requestId: z.string().max(64),
    /** Who is in control before it, and has to be after it. */
    home: roleSchema,
    /** It begins between the two, or not at all. */
    notBeforeWallMs: z.number(),
    notAfterWallMs: z.number(),
    /** When control began to move; 0: it did not. */
    begunWallMs: z.number(),
    holdMs: ms,
    /** Automatic take-over was on when it began, and nobody turned it off since. */
    rearms: z.boolean(),
    /** How often the way back was tried. */
    tries: z.number().int().nonnegative(),
    over: way.nullable(),
    /** From control to all services Up on the other server. */
    upMs: ms.nullable(),
    back: way.nullable(),
    failure: z
      .object({ code: z.enum(rehearsalFailures), rules: z.array(ruleResult).max(MOST_FAILURE_RULES) })
      .strict()
      .nullable(),
    /** At its end, by no person's choice, control was not where it has to be. */
    isLeft: z.boolean(),
    /** The newest change of holder when it ended; 0: none. */
    lastChange: z.number().int().nonnegative(),
  })
  .strict()
export type Rehearsal = z.infer<typeof rehearsal>

/** The newest first. */
export const rehearsalResults = z.array(rehearsal)

/** `offsetMinutes`: this server's local time minus UTC when it began, or was to begin. */
const shownRehearsal = rehearsal.extend({ offsetMinutes: z.number().int() })
export type ShownRehearsal = z.infer<typeof shownRehearsal>
export const shownRehearsals = z.object({ rehearsals: z.array(shownRehearsal) }).strict()

export const rehearsalView = z
  .object({
    /** Whether one may begin now. */
    allowed: z.boolean(),
    rules: z.array(ruleResult),
    /** Planned or under way. */
    live: shownRehearsal.nullable(),
    last: shownRehearsal.nullable(),
    /** Since the newest one that went well; null: none did. */
    goodAgeMs: ms.nullable(),
  })
  .strict()
export type RehearsalView = z.infer<typeof rehearsalView>

const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
/** A window of no length; as a whole day it would begin at once. */
export const isNoWindow = ({ from, to }: { readonly from: string; readonly to: string }): boolean =>
  from === to

/** By the local time of the server that is asked. */
export const rehearsalTime = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('now') }).strict(),
  /** At the next such time. */
  z.object({ kind: z.literal('at'), at: clockTime }).strict(),
  /** At the first moment of the next such window at which every rule holds. */
  z
    .object({ kind: z.literal('between'), from: clockTime, to: clockTime })
    .strict()
    .refine((window) => !isNoWindow(window), 'A window begins and ends at different times.'),
])
export type RehearsalTime = z.infer<typeof rehearsalTime>

export const LEAST_HOLD_MS = 5_000
export const MOST_HOLD_MS = 3_600_000
export const USUAL_HOLD_MS = 30_000
export const holdLength = z.number().int().min(LEAST_HOLD_MS).max(MOST_HOLD_MS)

/** After so long a rehearsal says little of the pair as it is now. */
export const OLD_REHEARSAL_MS = 90 * 86_400_000
