import { z } from 'zod'
import { roleSchema } from '../contract/settings.ts'
import { linePosition, type ReplicationView, replicationView } from '../contract/status.ts'
import { licenses } from '../domain/license.ts'
import { onCutChoices } from '../domain/on-cut.ts'
import type { Timing } from '../domain/timing.ts'
import { automaticActs } from './automatic-acts.ts'
import { durable } from './durable.ts'
import { handOverPhases } from './hand-over-state.ts'
import { isBound, leaseUntil } from './leases.ts'
import { heartbeat, observedValue } from './messages.ts'
import { primaryAwayMs } from './primary-away.ts'
import {
  gatewayStates,
  modes,
  type Reported,
  type Sign,
  type State,
  servicesStates,
  takeOverKinds,
  takeOverPhases,
  waysBack,
} from './state.ts'

/**
 * All that the rules of control judge, and nothing else: taken out of the state at one moment, stored with the
 * decision, and judged again from there. Times are ages and remainders in whole milliseconds (ages rounded
 * down, remainders up), because the engine's clock means nothing to anybody else; null: never, or nothing.
 */

const ms = z.number()
const age = ms.nullable()

const timing = z
  .object({
    heartbeatMs: ms,
    declareLostMs: ms,
    ackLeaseMs: ms,
    lineLeaseMs: ms,
    stopLimitMs: ms,
    pollIntervalMs: ms,
    slowPollIntervalMs: ms,
    pollTimeoutMs: ms,
    lateSetMs: ms,
    grantMs: ms,
    stuckMs: ms,
    stallMs: ms,
    startUpAllowanceMs: ms,
    backOffMs: ms,
    minimumGapMs: ms,
    holdAfterJumpMs: ms,
    mostAutomaticActs: ms,
    automaticActsWithinMs: ms,
    lookIntervalMs: ms,
    slowLookIntervalMs: ms,
    lookTimeoutMs: ms,
    signOfLifeMs: ms,
  })
  .strict() satisfies z.ZodType<Timing>

/** What a server said of its services and its copy; `ageMs` since it said so, on top of each value's own age. */
const reportFacts = z
  .object({
    ageMs: ms,
    switching: observedValue,
    ipPhone: observedValue,
    other: observedValue,
    replication: replicationView.shape.state,
    /** What keeps its folders from being copied, as a failed copy says it; empty: nothing. */
    heldUp: z.string().default(''),
  })
  .strict()
export type ReportFacts = z.infer<typeof reportFacts>

/** What came in just then and is not kept in the state. */
const heard = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('stall'), gapMs: ms }).strict(),
  /** Of the wall's clock against the monotonic one; negative: back. */
  z.object({ kind: z.literal('jump'), jumpMs: ms }).strict(),
  z.object({ kind: z.literal('refusal'), heldEpoch: z.number() }).strict(),
  /** Of the active, as long as it lasted, and how it was back. */
  z.object({ kind: z.literal('silence'), silentMs: ms, back: z.enum(waysBack).default('byItself') }).strict(),
  z.object({ kind: z.literal('sync'), code: z.string() }).strict(),
  /** Why the guardian did not start the services. */
  z.object({ kind: z.literal('startRefused'), why: z.string() }).strict(),
  z
    .object({
      kind: z.literal('grant'),
      epoch: z.number(),
      isReady: z.boolean(),
      isNonceMine: z.boolean(),
      isFresh: z.boolean(),
    })
    .strict(),
  /** What a person typed to a force; `lacks`: how many files the copy lacked when that was last heard. */
  z
    .object({
      kind: z.literal('consent'),
      typed: z.string(),
      asked: z.string(),
      isCurrent: z.boolean(),
      isOwnData: z.boolean(),
      lacks: z.number().nullable(),
    })
    .strict(),
])
export type Heard = z.infer<typeof heard>
const sign = z.object({ what: z.string(), ageMs: ms }).strict()

export const facts = z
  .object({
    role: roleSchema,
    mode: z.enum(modes),
    timing,
    hasArbiter: z.boolean(),
    onCut: z.enum(onCutChoices).nullable().default(null),
    /** What stands on the disk: epochs, promises, the copy's source. */
    durable,
    services: z.enum(servicesStates),
    guardianReady: z.boolean(),
    /** After an own stall, before a fresh answer. */
    fenced: z.boolean(),
    /** A switch-over, a take-over or a disabling is under way. */
    isMoving: z.boolean(),
    /** A person's order to move the lines back is under way. */
    isOrderedBack: z.boolean().default(false),
    takeOver: z
      .object({
        kind: z.enum(takeOverKinds),
        epoch: z.number(),
        phase: z.enum(takeOverPhases),
        ageMs: ms,
        /** Of the wait and of the chain of readings, once they began. */
        waitLeftMs: ms,
        chainLeftMs: ms,
        hasWord: z.boolean(),
      })
      .strict()
      .nullable(),
    handOver: z.enum(handOverPhases).nullable(),
    lease: z.object({ isBound: z.boolean(), leftMs: ms }).strict(),
    /** The newest answer of the line switch; `isSilent`: it did not answer since. */
    line: z.object({ position: linePosition.nullable(), ageMs: age, isSilent: z.boolean() }).strict(),
    /** What is left of each. */
    allowanceMs: ms,
    backOffMs: ms,
    giverWaitMs: ms,
    sinceAutomaticMs: age,
    /** Automatic acts that still count. */
    automaticActs: z.number(),
    /** In control for a rehearsal: how long its services run, and since when all are Up. */
    hold: z.object({ ms, runningMs: age, upMs: age }).strict().nullable().default(null),
    /** Left of the hold after a jump of the clock, and of a planned maintenance. */
    holdMs: ms,
    maintenanceMs: ms,
    /** As the Secondary: without a proven link to the Primary. */
    primaryAwayMs: ms,
    license: z.enum(licenses),
    /** Since a holder was last heard; a start, a stall and the own end of control count as hearing one. */
    holderSilentMs: ms,
    /** The connection to the holder closed; since the question to its guardian that was answered with "stopped". */
    holderLost: z.object({ stoppedMs: age }).strict().nullable(),
    /** What is seen beside the link; `peerAgeMs`, since the other server's services were asked. */
    around: z
      .object({
        service: sign.nullable(),
        proof: sign.nullable(),
        peerAgeMs: age,
        gateway: z.enum(gatewayStates),
        gatewayAgeMs: age,
        hasCarrier: z.boolean(),
      })
      .strict(),
    /** What was last heard of the other server. */
    peer: z.object({ isLinked: z.boolean(), silentMs: age, heartbeat: heartbeat.nullable() }).strict(),
    own: reportFacts.nullable(),
    theirs: reportFacts.nullable(),
    heard: heard.nullable(),
  })
  .strict()
export type Facts = z.infer<typeof facts>

/** A float's last digit must not keep a moment from being reached. */
const FLOAT_SLACK_MS = 0.001

const since = (at: number, now: number): number => Math.floor(now - at + FLOAT_SLACK_MS)
const sinceIfEver = (at: number, now: number): number | null => (Number.isFinite(at) ? since(at, now) : null)
const left = (until: number, now: number): number =>
  Number.isFinite(until) ? Math.max(0, Math.ceil(until - now)) : 0

/** With any of these no copy of the source succeeds, however long it is tried. */
const holdUps: readonly string[] = [
  'deletionsHeld',
  'folderSuddenlyEmpty',
  'folderMissing',
  'folderUnreadable',
]

const heldUpBy = (problem: ReplicationView['problem']): string => {
  if (problem === null || !holdUps.includes(problem.code)) return ''
  const { code, name, count } = problem
  const isOfDeletions = code === 'deletionsHeld' || code === 'folderSuddenlyEmpty'
  return `${isOfDeletions ? 'deletionsHeld' : 'folderMissing'}: ${code} ${name} (${count})`
}

const reportOf = (reported: Reported | null, now: number): ReportFacts | null => {
  if (reported === null) return null
  const { switching, ipPhone, other, replication } = reported.report
  const heldUp = heldUpBy(replication.problem)
  return { ageMs: since(reported.at, now), switching, ipPhone, other, replication: replication.state, heldUp }
}

export const lineFactsOf = ({ reading, lineSilentAt }: State, now: number): Facts['line'] => ({
  position: reading?.position ?? null,
  ageMs: reading === null ? null : since(reading.at, now),
  isSilent: lineSilentAt > (reading?.at ?? 0),
})

export const peerFactsOf = ({ peer, peerHeardAt }: State, now: number): Facts['peer'] => ({
  isLinked: peer !== null,
  silentMs: sinceIfEver(peerHeardAt, now),
  heartbeat: peer?.heartbeat ?? null,
})

const signOf = (sign: Sign | null, now: number) =>
  sign === null ? null : { what: sign.what, ageMs: since(sign.at, now) }

const aroundOf = (s: State, now: number): Facts['around'] => ({
  service: signOf(s.serviceSign, now),
  proof: signOf(s.proofSign, now),
  peerAgeMs: sinceIfEver(s.lookedForPeerAt, now),
  gateway: s.gateway,
  gatewayAgeMs: sinceIfEver(s.gatewayAnsweredAt, now),
  hasCarrier: s.hasCarrier,
})

const isMoving = ({ handOver, disabling, progress, mode }: State): boolean =>
  handOver !== null || disabling !== null || progress?.outcome === 'running' || mode === 'takingOver'

const takeOverFactsOf = ({ takeOver }: State, now: number): Facts['takeOver'] =>
  takeOver === null
    ? null
    : {
        kind: takeOver.kind,
        epoch: takeOver.epoch,
        phase: takeOver.phase,
        ageMs: since(takeOver.startedAt, now),
        waitLeftMs: left(takeOver.waitUntil, now),
        chainLeftMs: left(takeOver.chainUntil, now),
        hasWord: takeOver.hasWord,
      }

const holdOf = ({ from, runningAt, upAt }: NonNullable<State['hold']>, now: number): Facts['hold'] => ({
  ms: since(from, now),
  runningMs: runningAt === null ? null : since(runningAt, now),
  upMs: upAt === null ? null : since(upAt, now),
})

export const factsOf = (s: State, now: number, heard: Heard | null = null): Facts => ({
  role: s.role,
  mode: s.mode,
  timing: s.timing,
  hasArbiter: s.hasArbiter,
  onCut: s.onCut,
  durable: s.durable,
  services: s.services,
  guardianReady: s.guardianReady,
  fenced: s.fenced,
  isMoving: isMoving(s),
  isOrderedBack: s.lineBackOrder !== null,
  takeOver: takeOverFactsOf(s, now),
  handOver: s.handOver?.phase ?? null,
  lease: { isBound: isBound(s), leftMs: left(leaseUntil(s), now) },
  line: lineFactsOf(s, now),
  allowanceMs: left(s.allowanceUntil, now),
  backOffMs: left(s.backOffUntil, now),
  giverWaitMs: left(s.giverWaitUntil, now),
  sinceAutomaticMs: sinceIfEver(s.lastAutomaticAt, now),
  automaticActs: automaticActs(s, now),
  hold: s.hold === null ? null : holdOf(s.hold, now),
  holdMs: left(s.holdUntil, now),
  maintenanceMs: left(s.maintenanceUntil, now),
  primaryAwayMs: primaryAwayMs(s, now),
  license: s.license,
  holderSilentMs: since(s.holderHeardAt, now),
  holderLost: s.holderLost === null ? null : { stoppedMs: sinceIfEver(s.holderLost.stoppedAskedAt, now) },
  around: aroundOf(s, now),
  peer: peerFactsOf(s, now),
  own: reportOf(s.own, now),
  theirs: reportOf(s.theirs, now),
  heard,
})
