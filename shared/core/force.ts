import type { ForceDoubt, ForceKind, ForcePreview } from '../contract/force.ts'
import { nextEpoch } from '../domain/epoch.ts'
import { fingerprint } from '../domain/fingerprint.ts'
import { consentSentence } from '../domain/labels-force.ts'
import { fenceOf } from '../domain/on-cut.ts'
import { allHold } from '../domain/rules.ts'
import { ackWaitMs, lineWaitMs } from '../domain/timing.ts'
import { isGiven, skippedRules } from './consent-rules.ts'
import { type Facts, factsOf } from './facts.ts'
import { weigh } from './judgements.ts'
import { isArmed, isLastHolder } from './leases.ts'
import { advanceProgress, beginProgress } from './progress.ts'
import { endByPerson } from './rehearsal-state.ts'
import { isNew } from './rules/never-held.ts'
import { isReplicaUpdated } from './rules/replica-updated.ts'
import type { State } from './state.ts'
import { isPeerAlive } from './switch-over-rules.ts'
import { begin, grantFirstMs } from './take-over.ts'
import { forceRules } from './take-over-rules.ts'
import { accept, record, refuse, type Turn } from './turn.ts'

/**
 * A person's force keeps the order and the wait of every take-over, without its rules. What cannot be
 * excluded then and what would be lost is shown first, and the consent is typed to exactly that.
 */

const kindOf = (s: State): ForceKind => {
  if (s.durable.needsPerson) return 'sameEpoch'
  return isLastHolder(s) ? 'ownAgain' : 'takeOver'
}

/** Whether the other server is heard now, idle and with its services proved stopped. */
const isOtherIdle = (f: Facts): boolean => {
  const { heartbeat } = f.peer
  return heartbeat !== null && isPeerAlive(f) && !heartbeat.holds && heartbeat.servicesStopped
}

/** The active against which this standby is armed lets go by itself, unless it was accepted that it stays. */
const letsGo = (s: State): boolean => isArmed(s) && fenceOf(s) !== 'activeStays'

const doubtsOf = (s: State, f: Facts): ForceDoubt[] => {
  if (isOtherIdle(f)) return []
  const isServingAlone = s.durable.peerDisabled === 'serving'
  const isOwnLoss = !isLastHolder(s) && s.lagHeard === null
  return [
    ...(isServingAlone ? (['servesAlone'] as const) : []),
    ...(letsGo(s) || isServingAlone ? [] : (['unboundActive'] as const)),
    ...(s.hasArbiter ? [] : (['noLineSwitch'] as const)),
    'hangingActive',
    ...(isOwnLoss ? (['lossUnknown'] as const) : []),
  ]
}

const copyOf = (s: State, now: number, offsetMinutesAt: (wallMs: number) => number): ForcePreview['copy'] => {
  const { replicaUpdatedAt: wallMs } = s.durable
  const standing = isLastHolder(s) ? 'own' : isReplicaUpdated(s) ? 'updated' : 'notUpdated'
  const heardAgoMs = s.lagHeard === null ? 0 : Math.max(0, now - s.lagHeard.at)
  return {
    standing,
    updated: standing === 'own' || wallMs === 0 ? null : { wallMs, offsetMinutes: offsetMinutesAt(wallMs) },
    lag:
      s.lagHeard === null || standing === 'own'
        ? null
        : {
            heardAgoMs,
            files: s.lagHeard.files,
            bytes: s.lagHeard.bytes,
            names: s.lagHeard.names.map((item) => ({ ...item, ageMs: item.ageMs + heardAgoMs })),
          },
  }
}

/** The longest it takes when nothing disturbs it: set and read back, the wait, the services. */
const expectedMsOf = (s: State, now: number): number => {
  const { pollTimeoutMs, pollIntervalMs } = s.timing
  const ackLeft = s.lastAckSentAt + ackWaitMs(s.timing) - now
  return Math.ceil(2 * pollTimeoutMs + pollIntervalMs + Math.max(lineWaitMs(s.timing), ackLeft) + 1_000)
}

export const forcePreviewOf = (
  s: State,
  now: number,
  offsetMinutesAt: (wallMs: number) => number = () => 0,
): ForcePreview => {
  const facts = factsOf(s, now)
  const kind = kindOf(s)
  const copy = copyOf(s, now, offsetMinutesAt)
  const doubts = doubtsOf(s, facts)
  const required = forceRules(facts)
  const skipped = skippedRules(facts)
  const isHeard = isPeerAlive(facts)
  const consent = consentSentence({ kind, to: s.role, isOtherIdle: doubts.length === 0, copy })
  const { held, peerHeld, seen } = s.durable
  const lasting = [
    [kind, s.role, consent, held?.epoch, peerHeld.epoch, seen, copy.standing],
    [copy.lag?.files, copy.lag?.bytes, copy.lag?.names.map(({ name, bytes }) => [name, bytes])],
    [isHeard, s.peer?.heartbeat?.holds, doubts],
    [...required, ...skipped].map(({ rule, holds }) => [rule, holds]),
  ]
  return {
    revision: fingerprint(JSON.stringify(lasting)),
    consent,
    kind,
    to: s.role,
    other: {
      heardAgoMs: Number.isFinite(s.peerHeardAt) ? Math.max(0, now - s.peerHeardAt) : null,
      holds: isHeard ? (s.peer?.heartbeat?.holds ?? null) : null,
    },
    copy,
    doubts,
    required,
    skipped,
    expectedMs: expectedMsOf(s, now),
  }
}

/** Where a force makes sense: nobody is in control here, and the other is silent or waits for a person too. */
export const isForceOffered = (s: State, now: number): boolean => {
  if (s.mode !== 'standby' || s.progress?.outcome === 'running' || isNew(s)) return false
  if (s.durable.needsPerson) return true
  if (!isPeerAlive(factsOf(s, now))) return true
  // Two that hear each other and hold nothing settle it by a grant; only what stays so needs a person.
  const isStuck = now >= s.allowanceUntil && now - s.idleSince > 4 * grantFirstMs(s)
  return s.peer?.heartbeat?.holds === false && isStuck
}

export interface Consent {
  readonly requestId: string
  readonly person: string
  readonly revision: string
  readonly consent: string
}

export const force = (turn: Turn, { requestId, person, revision, consent }: Consent): void => {
  const { s, now } = turn
  const shown = forcePreviewOf(s, now)
  const judged = weigh(turn, 'force')
  const consented = weigh(turn, 'forceConsent', {
    kind: 'consent',
    typed: consent.trim().replace(/\s+/g, ' '),
    asked: shown.consent,
    isCurrent: revision === shown.revision,
    isOwnData: shown.copy.standing === 'own',
    lacks: shown.copy.lag?.files ?? null,
  })
  const by = { person, requestId, trigger: 'person' } as const
  const isConsented = consented.rules.filter(isGiven).every(({ holds }) => holds)
  if (!allHold(judged.rules) || !isConsented) {
    if (isConsented) record(turn, { act: 'force', outcome: 'refused', judged, ...by })
    else record(turn, { act: 'forceConsent', outcome: 'refused', judged: consented, ...by })
    refuse(turn, requestId, [...judged.rules, ...consented.rules.filter(isGiven)])
    return
  }
  record(turn, { act: 'forceConsent', outcome: 'noted', judged: consented, ...by })
  endByPerson(turn)
  s.grantUse = null
  s.rollBackRules = []
  beginProgress(turn, s.role, 'force')
  begin(turn, 'force', judged, nextEpoch(s.durable.seen, s.role), { person, requestId })
  advanceProgress(turn, 'moveLines')
  accept(turn, requestId)
}
