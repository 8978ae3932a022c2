import { z } from 'zod'
import { holdLength, rehearsal, rehearsalSteps } from '../contract/rehearsal.ts'
import { roleSchema } from '../contract/settings.ts'
import {
  completionItems,
  linePosition,
  replicationView,
  ruleResult,
  serviceValues,
} from '../contract/status.ts'
import { switchOverReasons } from '../domain/reasons.ts'

/**
 * The control frames of the two cores. They travel on the control socket only, small and first;
 * a frame that does not parse closes the link with a reason.
 */

const epoch = z.number().int().nonnegative()
const number = z.number().int().nonnegative()
const id = z.string().min(1).max(64)

export const lastSwitchOver = z
  .object({ wallMs: z.number(), reason: z.enum(switchOverReasons), epoch })
  .strict()
export type LastSwitchOver = z.infer<typeof lastSwitchOver>

/** Two servers claimed control; `epoch` is the one that went on, or the one both claimed. */
export const dualControl = z
  .object({ kind: z.enum(['resolved', 'sameEpoch']), epoch, wallMs: z.number(), isSeen: z.boolean() })
  .strict()
export type DualControl = z.infer<typeof dualControl>

/** The wall clock when a server was last known to serve; `isEnd`: it ended then, else it may have gone on. 0: never. */
export const inControlUntil = z.object({ wallMs: z.number().nonnegative(), isEnd: z.boolean() }).strict()
export type InControlUntil = z.infer<typeof inControlUntil>
export const neverInControl: InControlUntil = { wallMs: 0, isEnd: true }

/** What ended control on the server that had it, as long as its engine lives. */
export const controlEnds = ['none', 'lease', 'guardian', 'services'] as const
export type ControlEnd = (typeof controlEnds)[number]

/** Both servers send one every heartbeat interval; a holder's asks for an acknowledgement. */
export const heartbeat = z
  .object({
    kind: z.literal('heartbeat'),
    number,
    /** The sender is holder and acts on `heldEpoch`. */
    holds: z.boolean(),
    heldEpoch: epoch,
    heldId: z.string().max(64),
    /** The highest held epoch the sender knows of the receiver. */
    peerHeldEpoch: epoch,
    seen: epoch,
    /** A holder: whether it is bound by arming. */
    armedBound: z.boolean(),
    /** A standby: the epoch it is armed for, 0 for none. */
    armedFor: epoch,
    /** Its controlled services are proved stopped. */
    servicesStopped: z.boolean(),
    /** May be granted control: idle, not in its start-up allowance. */
    ready: z.boolean(),
    /** It has given control away and waits (its `given` epoch), 0 for none. */
    given: epoch,
    /** It holds a grant it has not used yet. */
    granted: epoch,
    handingOver: z.boolean(),
    /** A standby: its own set may have moved the line to its side, and nothing came of it. */
    movedLine: z.boolean().default(false),
    /** An order of its to the A/B switch may still come, or leaves as soon as this is acknowledged. */
    movesLine: z.boolean(),
    /** Not in control: what ended it. */
    ended: z.enum(controlEnds).default('none'),
    lastSwitchOver: lastSwitchOver.nullable(),
    /** The planned maintenance it has on its disk, and how long that still lasts. */
    maintenance: z
      .object({ number, leftMs: z.number().nonnegative() })
      .strict()
      .default({ number: 0, leftMs: 0 }),
    /** The rehearsal it has on its disk, in short: whoever hears of an older one sends the whole. */
    rehearsal: z
      .object({ number, step: z.enum(rehearsalSteps), rearms: z.boolean() })
      .strict()
      .nullable()
      .default(null),
    /** As the Primary: its licence is registered, or none is required. */
    licensed: z.boolean().default(true),
    /** The sender's wall clock when it last gained or ended control, for display; 0: never. */
    lastHeldWallMs: z.number().nonnegative(),
    /** The sender's wall clock when it was last known to serve, for display. */
    inControlUntil: inControlUntil.default(neverInControl),
    dualControl: dualControl.nullable(),
  })
  .strict()

export const observedValue = z
  .object({
    value: z.enum(serviceValues),
    ageMs: z.number().nonnegative(),
    detail: z.string().max(512),
    /** What was looked at: whether it runs, or (on a standby) whether it could start. */
    asked: z.enum(['runs', 'ready']),
  })
  .strict()

/** What a server says of itself; ages at the moment of sending. */
export const report = z
  .object({
    switching: observedValue,
    ipPhone: observedValue,
    /** Services without a row of their own. */
    other: observedValue,
    voiceMail: z.enum(['available', 'unavailable', 'notConfigured', 'unknown']),
    replication: replicationView,
    /** The epoch of the source whose copy `replication` speaks of; 0: of none. */
    copyOf: epoch,
    line: z.object({ position: linePosition, ageMs: z.number().nonnegative().nullable() }).strict(),
    phones: z
      .object({
        expected: z.array(z.string().max(64)).max(4096),
        registered: z.array(z.string().max(64)).max(4096),
      })
      .strict()
      /** `unknown`: the list is not there, or not yet. */
      .or(z.literal('unknown'))
      /** Null: none is set. */
      .nullable(),
  })
  .strict()
export type Report = z.infer<typeof report>

/** `window` null: now. */
export const rehearsalPlan = z
  .object({
    window: z.object({ notBeforeWallMs: z.number(), notAfterWallMs: z.number() }).strict().nullable(),
    holdMs: holdLength,
  })
  .strict()
export type RehearsalPlan = z.infer<typeof rehearsalPlan>

const someItems = z.array(z.enum(completionItems)).max(16)

export const message = z.discriminatedUnion('kind', [
  heartbeat,
  /** The promise: this held epoch, this heartbeat number. */
  z.object({ kind: z.literal('ack'), number, epoch }).strict(),
  /** The receiver acts on something older than `heldEpoch`, which the sender knows to have been held. */
  z.object({ kind: z.literal('refuse'), heldEpoch: epoch, heldId: z.string().max(64) }).strict(),
  z.object({ kind: z.literal('report'), report }).strict(),
  z.object({ kind: z.literal('armAsk'), number }).strict(),
  z.object({ kind: z.literal('armStored'), number, epoch }).strict(),
  z.object({ kind: z.literal('armRefused'), number }).strict(),
  z.object({ kind: z.literal('armOff'), number, epoch }).strict(),
  /** The giver's question for a fresh nonce, its answer, the grant, its receipt, its return. */
  z.object({ kind: z.literal('nonceAsk'), number }).strict(),
  z.object({ kind: z.literal('nonce'), number, nonce: id, seen: epoch }).strict(),
  z
    .object({
      kind: z.literal('grant'),
      epoch,
      nonce: id,
      reason: z.enum(switchOverReasons),
      /** Control that moves for a rehearsal takes it along. */
      rehearsal: rehearsal.nullable().default(null),
    })
    .strict(),
  z.object({ kind: z.literal('returned'), epoch }).strict(),
  /** A person pressed the button on the standby: the active decides and answers. */
  z.object({ kind: z.literal('switchAsk'), requestId: id, person: z.string().max(64) }).strict(),
  z
    .object({
      kind: z.literal('switchAnswer'),
      requestId: id,
      accepted: z.boolean(),
      rules: z.array(ruleResult).max(64),
    })
    .strict(),
  z.object({ kind: z.literal('switchCancel'), requestId: id, person: z.string().max(64) }).strict(),
  z.object({ kind: z.literal('rehearsal'), rehearsal }).strict(),
  /** A person asks for a rehearsal, or for its end, on the standby: answered as a button passed on. */
  z
    .object({
      kind: z.literal('rehearseAsk'),
      requestId: id,
      person: z.string().max(64),
      plan: rehearsalPlan.nullable(),
    })
    .strict(),
  z
    .object({
      kind: z.literal('switchState'),
      of: z.enum(['planned', 'force']),
      to: roleSchema,
      step: z.number().int().nonnegative(),
      startedAgoMs: z.number().nonnegative(),
      stepsTookMs: z.array(z.number().nullable()).max(16),
      outcome: z.enum(['running', 'done', 'rolledBack', 'failed']),
    })
    .strict(),
  /** The completion list as the server in control keeps it; null: none. */
  z
    .object({
      kind: z.literal('completion'),
      list: z.object({ ticked: someItems, reached: someItems }).strict().nullable(),
    })
    .strict(),
  z.object({ kind: z.literal('completionTick'), item: z.enum(completionItems), done: z.boolean() }).strict(),
  z.object({ kind: z.literal('completionEnd') }).strict(),
  /** Enable Redundancy was unticked here. `serving`: it goes on serving alone. */
  z.object({ kind: z.literal('disabled'), serving: z.boolean(), number }).strict(),
  z.object({ kind: z.literal('disabledStored'), number }).strict(),
])
export type Message = z.infer<typeof message>
export type MessageOf<K extends Message['kind']> = Extract<Message, { kind: K }>
