import { z } from 'zod'
import { rehearsal } from '../contract/rehearsal.ts'
import { fences, onCutChoices } from '../domain/on-cut.ts'
import { switchOverReasons } from '../domain/reasons.ts'
import { dualControl, inControlUntil, lastSwitchOver, neverInControl } from './messages.ts'

/**
 * What one server keeps on its disk. What a later version added has a default, so that the file of an earlier one
 * still loads.
 */

const epoch = z.number().int().nonnegative()

/** An epoch this server held, with a random id (two servers with a copy of one disk differ in it). */
const held = z
  .object({
    epoch,
    id: z.string(),
    /** The peer acknowledged this epoch: it will not believe an older one. */
    acknowledged: z.boolean(),
    /** The standby is, or may be, armed for this epoch: leases demote. */
    bound: z.boolean(),
    /** The administrator declared that the other server is off and stays off. */
    declared: z.boolean(),
    /** Taken without an A/B switch: until the other server acknowledged it nobody can take over from it. */
    unopposed: z.boolean().default(false),
  })
  .strict()
export type Held = z.infer<typeof held>

const maintenance = z
  .object({ number: z.number().int().nonnegative(), endsWallMs: z.number(), lastsMs: z.number() })
  .strict()
export type Maintenance = z.infer<typeof maintenance>
const noMaintenance: Maintenance = { number: 0, endsWallMs: 0, lastsMs: 0 }

export const durable = z
  .object({
    /** The highest epoch ever seen, own attempts included. */
    seen: epoch,
    /** The newest own attempt; burned when abandoned, never believed by anyone. */
    attempted: epoch,
    held: held.nullable(),
    /** The highest epoch the other server is known to have held. */
    peerHeld: z.object({ epoch, id: z.string() }).strict(),
    /** Control was given away with this epoch; 0: it was not. */
    given: epoch,
    granted: z
      .object({ epoch, reason: z.enum(switchOverReasons) })
      .strict()
      .nullable(),
    /** As a standby: armed for this held epoch of the other server; 0: not armed. */
    armedFor: epoch,
    /** What the two fenced with when it was armed: it counts for nothing else. */
    armedUnder: z.enum(fences).default('lineSwitch'),
    /** Numbers the questions and the ends of arming, so that an old one is known. */
    armNumber: z.number().int().nonnegative(),
    /** The replica was Updated from the source of this epoch when last heard; 0: it was not. */
    replicaUpdatedFor: epoch,
    /** The wall clock when the replica was last seen Updated, for display; 0: never. */
    replicaUpdatedAt: z.number().nonnegative().default(0),
    peerDisabled: z.enum(['no', 'idle', 'serving']),
    /** Enable was unticked while in control: this server goes on serving alone. */
    servesAlone: z.boolean(),
    /** It served alone under the epoch held: every copy of that epoch lacks what was written then. */
    aheadOfCopies: z.boolean().default(false),
    /** Enable was unticked on this server: said here first, as this file can be written on a full disk too. */
    disabled: z.boolean().default(false),
    /** Both held the same epoch with two ids: a person chooses. */
    needsPerson: z.boolean(),
    lastSwitchOver: lastSwitchOver.nullable(),
    /** The wall clock when this server last gained or ended control, for display; 0: never. */
    lastHeldWallMs: z.number().nonnegative().default(0),
    /** The newest moment at which it is known to have served, alone with redundancy disabled too. */
    inControlUntil: inControlUntil.default(neverInControl),
    dualControl: dualControl.nullable().default(null),
    /** The begun automatic acts that still count, and the newest one, by the clock on the wall; 0: none. */
    automaticActs: z.array(z.number()).max(100).default([]),
    lastAutomaticAct: z.number().default(0),
    /** Planned maintenance: its number, its end by the clock on the wall, how long it lasted from the writing on. */
    maintenance: maintenance.default(noMaintenance),
    /** The newest rehearsal, also when it has ended. */
    rehearsal: rehearsal.nullable().default(null),
    /** As the Secondary: how long the Primary had not been linked at that moment. */
    primaryAway: z.object({ ms: z.number(), wallMs: z.number() }).strict().default({ ms: 0, wallMs: 0 }),
    /** As the Secondary: the Primary said that a licence is registered there. */
    primaryLicensed: z.boolean().default(false),
    /** The times the other server relies on, as they were when redundancy was enabled. */
    times: z
      .object({
        heartbeatMs: z.number(),
        declareLostMs: z.number(),
        stopLimitMs: z.number(),
        lineLeaseMs: z.number().nullable(),
      })
      .strict()
      .nullable()
      .default(null),
    /** The change of control that turned automatic take-over off; null: a person did, or it is on. */
    turnedOffBy: z.enum(switchOverReasons).nullable().default(null),
    /** What was accepted for a cut when redundancy was enabled, for a pair without an A/B switch. */
    onCut: z.enum(onCutChoices).nullable().default(null),
  })
  .strict()
export type Durable = z.infer<typeof durable>

export const emptyDurable: Durable = {
  seen: 0,
  attempted: 0,
  held: null,
  peerHeld: { epoch: 0, id: '' },
  given: 0,
  granted: null,
  armedFor: 0,
  armedUnder: 'lineSwitch',
  armNumber: 0,
  replicaUpdatedFor: 0,
  replicaUpdatedAt: 0,
  peerDisabled: 'no',
  servesAlone: false,
  aheadOfCopies: false,
  disabled: false,
  needsPerson: false,
  lastSwitchOver: null,
  lastHeldWallMs: 0,
  inControlUntil: neverInControl,
  dualControl: null,
  automaticActs: [],
  lastAutomaticAct: 0,
  maintenance: noMaintenance,
  rehearsal: null,
  primaryAway: { ms: 0, wallMs: 0 },
  primaryLicensed: false,
  times: null,
  turnedOffBy: null,
  onCut: null,
}
