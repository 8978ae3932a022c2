import { judge, type RuleResult } from '../domain/rules.ts'
import { isArmed, isArmedAsLastHolder, isLastHolder } from './leases.ts'
import type { State } from './state.ts'

/** The rules of every acquisition without a fresh grant. Pure; each with its measured value and limit. */

const common = (s: State, now: number): RuleResult[] => [
  judge('redundancyEnabled', s.mode !== 'disabled', s.mode !== 'disabled', true, 'enableRedundancy'),
  judge('arbiterConfigured', s.hasArbiter, s.hasArbiter, true, 'setLineSwitchAddress'),
  judge('ownServicesStopped', s.services === 'stopped', s.services, 'stopped', 'wait'),
  judge('guardianReady', s.guardianReady, s.guardianReady, true, 'checkGuardian'),
  judge('giverWaitOver', now >= s.giverWaitUntil, remaining(s.giverWaitUntil, now), 0, 'wait'),
]

const remaining = (until: number, now: number): number =>
  Number.isFinite(until) ? Math.max(0, Math.ceil(until - now)) : 0

/** How old an answer of the line switch may be to count as "answers". */
export const lineFreshMs = (s: State): number => Math.max(2_000, 2 * s.timing.slowPollIntervalMs)

export const lineAnswers = (s: State, now: number): boolean =>
  s.reading !== null && now - s.reading.at <= lineFreshMs(s) && s.lineSilentAt <= s.reading.at

const lineAgeMs = (s: State, now: number): number | null =>
  s.reading === null ? null : Math.round(now - s.reading.at)

/** Where none is set there is nothing to ask: `arbiterConfigured` says so, once. */
export const lineRules = (s: State, now: number): RuleResult[] =>
  s.hasArbiter
    ? [judge('lineSwitchAnswers', lineAnswers(s, now), lineAgeMs(s, now), lineFreshMs(s), 'checkLineSwitch')]
    : []

const allowance = (s: State, now: number): RuleResult =>
  judge(
    'startUpAllowanceOver',
    now >= s.allowanceUntil,
    remaining(s.allowanceUntil, now),
    0,
    'waitForAllowance',
  )

const backOff = (s: State, now: number): RuleResult =>
  judge('backOffOver', now >= s.backOffUntil, remaining(s.backOffUntil, now), 0, 'wait')

const sideRules = (s: State): RuleResult[] => {
  const position = s.reading?.position ?? 'unverified'
  return s.hasArbiter
    ? [judge('lineOnOwnSide', isReadOnOwnSide(s), position, ownSide(s), 'moveLinesBack')]
    : []
}

export const ownSide = (s: State): 'A' | 'B' => (s.role === 'primary' ? 'A' : 'B')

export const otherSide = (s: State): 'A' | 'B' => (s.role === 'primary' ? 'B' : 'A')

export const isReadOnOwnSide = (s: State): boolean => s.reading?.position === ownSide(s)

/** A peer that was disabled while it served goes on serving: it holds without leases until a person says otherwise. */
const notServedAlone = (s: State): RuleResult => {
  const { peerDisabled } = s.durable
  return judge('peerNotDisabled', peerDisabled !== 'serving', peerDisabled, 'no', 'checkPeerAndLink')
}

/** Whether the replica this standby keeps was Updated when its source was last heard. */
export const isReplicaUpdated = (s: State): boolean =>
  s.durable.replicaUpdatedFor !== 0 && s.durable.replicaUpdatedFor === s.durable.peerHeld.epoch

export const automaticRules = (s: State, now: number): RuleResult[] => {
  const asLastHolder = isArmedAsLastHolder(s)
  const silentMs = Math.round(now - s.holderHeardAt)
  const { declareLostMs, minimumGapMs } = s.timing
  const sinceAutomatic = now - s.lastAutomaticAt
  return [
    ...common(s, now),
    // It cannot be ticked without an A/B switch.
    ...(s.hasArbiter
      ? [judge('armed', isArmed(s) || asLastHolder, isArmed(s) || asLastHolder, true, 'tickAutomatic')]
      : []),
    judge(
      'replicaUpdated',
      asLastHolder || isReplicaUpdated(s),
      asLastHolder || isReplicaUpdated(s),
      true,
      'waitForReplication',
    ),
    judge('peerSilentLongEnough', silentMs >= declareLostMs, silentMs, declareLostMs, 'wait'),
    judge(
      'peerNotDisabled',
      s.durable.peerDisabled === 'no',
      s.durable.peerDisabled,
      'no',
      'checkPeerAndLink',
    ),
    judge('noGrantPending', s.durable.granted === null, s.durable.granted?.epoch ?? 0, 0, 'wait'),
    allowance(s, now),
    backOff(s, now),
    judge(
      'minimumGapOver',
      sinceAutomatic >= minimumGapMs,
      Number.isFinite(sinceAutomatic) ? Math.round(sinceAutomatic) : null,
      minimumGapMs,
      'wait',
    ),
    ...lineRules(s, now),
  ]
}

/** A self-demoted or restarted last holder takes up its own epoch when the line reads its side. */
export const resumeRules = (s: State, now: number): RuleResult[] => [
  ...common(s, now),
  judge('noHigherEpochKnown', isLastHolder(s), s.durable.peerHeld.epoch, s.durable.held?.epoch ?? 0, 'none'),
  judge('noGrantPending', s.durable.granted === null, s.durable.granted?.epoch ?? 0, 0, 'wait'),
  notServedAlone(s),
  allowance(s, now),
  backOff(s, now),
  ...lineRules(s, now),
  ...sideRules(s),
]

/** Linked servers without a holder leave it to the grant of the lower one for so long. */
export const grantFirstMs = (s: State): number => 3 * s.timing.heartbeatMs + 250

/** No history: nobody held anything, and every epoch seen was an own attempt that came to nothing. */
export const isNew = (s: State): boolean => {
  const { held, seen, attempted, peerHeld, granted } = s.durable
  return held === null && peerHeld.epoch === 0 && granted === null && seen === attempted
}

/** The first control of a pair without history: the Primary, once the line reads A. */
export const firstRules = (s: State, now: number): RuleResult[] => {
  const { seen } = s.durable
  return [
    ...common(s, now).filter((rule) => rule.rule !== 'arbiterConfigured'),
    judge('neverHeldBefore', isNew(s) && s.role === 'primary', seen, 0, 'none'),
    backOff(s, now),
    ...lineRules(s, now),
    ...sideRules(s),
  ]
}

/** A grant that is too old to be good without the wait permits this, with its epoch. */
export const oldGrantRules = (s: State, now: number): RuleResult[] => [
  ...common(s, now),
  judge(
    'grantNewer',
    (s.durable.granted?.epoch ?? 0) > Math.max(s.durable.peerHeld.epoch, s.durable.held?.epoch ?? 0),
    s.durable.granted?.epoch ?? 0,
    s.durable.peerHeld.epoch,
    'none',
  ),
  notServedAlone(s),
  allowance(s, now),
  backOff(s, now),
  ...lineRules(s, now),
]

/** A person's force keeps the order and the wait, and asks only for what cannot be done without. */
export const forceRules = (s: State, now: number): RuleResult[] => [...common(s, now), ...lineRules(s, now)]
