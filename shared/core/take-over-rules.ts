import { judge, type RuleResult } from '../domain/rules.ts'
import type { Facts } from './facts.ts'
import { isArmed, isArmedAsLastHolder, isLastHolder } from './leases.ts'
import type { Durable, State } from './state.ts'

/** The rules of every acquisition without a fresh grant. Pure; each with its measured value and limit. */

const common = (f: Facts): RuleResult[] => [
  judge('redundancyEnabled', f.mode !== 'disabled', f.mode !== 'disabled', true, 'enableRedundancy'),
  judge('arbiterConfigured', f.hasArbiter, f.hasArbiter, true, 'setLineSwitchAddress'),
  judge('ownServicesStopped', f.services === 'stopped', f.services, 'stopped', 'wait'),
  judge('guardianReady', f.guardianReady, f.guardianReady, true, 'checkGuardian'),
  judge('giverWaitOver', f.giverWaitMs === 0, f.giverWaitMs, 0, 'wait'),
]

/** How old an answer of the line switch may be to count as "answers". */
export const lineFreshMs = ({ timing }: Pick<Facts, 'timing'>): number =>
  Math.max(2_000, 2 * timing.slowPollIntervalMs)

export const lineAnswers = (f: Pick<Facts, 'line' | 'timing'>): boolean =>
  f.line.ageMs !== null && f.line.ageMs <= lineFreshMs(f) && !f.line.isSilent

/** Where none is set there is nothing to ask: `arbiterConfigured` says so, once. */
export const lineRules = (f: Facts): RuleResult[] =>
  f.hasArbiter
    ? [judge('lineSwitchAnswers', lineAnswers(f), f.line.ageMs, lineFreshMs(f), 'checkLineSwitch')]
    : []

const allowance = (f: Facts): RuleResult =>
  judge('startUpAllowanceOver', f.allowanceMs === 0, f.allowanceMs, 0, 'waitForAllowance')

const backOff = (f: Facts): RuleResult => judge('backOffOver', f.backOffMs === 0, f.backOffMs, 0, 'wait')

const sideRules = (f: Facts): RuleResult[] => {
  const position = f.line.position ?? 'unverified'
  return f.hasArbiter
    ? [judge('lineOnOwnSide', position === ownSide(f), position, ownSide(f), 'moveLinesBack')]
    : []
}

export const ownSide = ({ role }: Pick<Facts, 'role'>): 'A' | 'B' => (role === 'primary' ? 'A' : 'B')

export const otherSide = ({ role }: Pick<Facts, 'role'>): 'A' | 'B' => (role === 'primary' ? 'B' : 'A')

export const isReadOnOwnSide = (s: State): boolean => s.reading?.position === ownSide(s)

/** A peer that was disabled while it served goes on serving: it holds without leases until a person says otherwise. */
const notServedAlone = ({ durable }: Facts): RuleResult => {
  const { peerDisabled } = durable
  return judge('peerNotDisabled', peerDisabled !== 'serving', peerDisabled, 'no', 'checkPeerAndLink')
}

const grantPending = ({ durable }: Facts): RuleResult =>
  judge('noGrantPending', durable.granted === null, durable.granted?.epoch ?? 0, 0, 'wait')

/** Whether the replica this standby keeps was Updated when its source was last heard. */
export const isReplicaUpdated = ({ durable }: { readonly durable: Durable }): boolean =>
  durable.replicaUpdatedFor !== 0 && durable.replicaUpdatedFor === durable.peerHeld.epoch

export const automaticRules = (f: Facts): RuleResult[] => {
  const { declareLostMs, minimumGapMs } = f.timing
  const { peerDisabled } = f.durable
  const asLastHolder = isArmedAsLastHolder(f)
  const mayTakeOver = isArmed(f) || asLastHolder
  const hasCopy = asLastHolder || isReplicaUpdated(f)
  const isGapOver = f.sinceAutomaticMs === null || f.sinceAutomaticMs >= minimumGapMs
  return [
    ...common(f),
    // It cannot be ticked without an A/B switch.
    ...(f.hasArbiter ? [judge('armed', mayTakeOver, mayTakeOver, true, 'tickAutomatic')] : []),
    judge('replicaUpdated', hasCopy, hasCopy, true, 'waitForReplication'),
    judge('peerSilentLongEnough', f.holderSilentMs >= declareLostMs, f.holderSilentMs, declareLostMs, 'wait'),
    judge('peerNotDisabled', peerDisabled === 'no', peerDisabled, 'no', 'checkPeerAndLink'),
    grantPending(f),
    allowance(f),
    backOff(f),
    judge('minimumGapOver', isGapOver, f.sinceAutomaticMs, minimumGapMs, 'wait'),
    ...lineRules(f),
  ]
}

/** A self-demoted or restarted last holder takes up its own epoch when the line reads its side. */
export const resumeRules = (f: Facts): RuleResult[] => {
  const { held, peerHeld } = f.durable
  return [
    ...common(f),
    judge('noHigherEpochKnown', isLastHolder(f), peerHeld.epoch, held?.epoch ?? 0, 'none'),
    grantPending(f),
    notServedAlone(f),
    allowance(f),
    backOff(f),
    ...lineRules(f),
    ...sideRules(f),
  ]
}

/** Linked servers without a holder leave it to the grant of the lower one for so long. */
export const grantFirstMs = ({ timing }: Pick<Facts, 'timing'>): number => 3 * timing.heartbeatMs + 250

/** No history: nobody held anything, and every epoch seen was an own attempt that came to nothing. */
export const isNew = ({ durable }: { readonly durable: Durable }): boolean => {
  const { held, seen, attempted, peerHeld, granted } = durable
  return held === null && peerHeld.epoch === 0 && granted === null && seen === attempted
}

/** The first control of a pair without history: the Primary, once the line reads A. */
export const firstRules = (f: Facts): RuleResult[] => [
  ...common(f).filter((rule) => rule.rule !== 'arbiterConfigured'),
  judge('neverHeldBefore', isNew(f) && f.role === 'primary', f.durable.seen, 0, 'none'),
  backOff(f),
  ...lineRules(f),
  ...sideRules(f),
]

/** A grant that is too old to be good without the wait permits this, with its epoch. */
export const oldGrantRules = (f: Facts): RuleResult[] => {
  const { granted, peerHeld, held } = f.durable
  const epoch = granted?.epoch ?? 0
  const isNewer = epoch > Math.max(peerHeld.epoch, held?.epoch ?? 0)
  return [
    ...common(f),
    judge('grantNewer', isNewer, epoch, peerHeld.epoch, 'none'),
    notServedAlone(f),
    allowance(f),
    backOff(f),
    ...lineRules(f),
  ]
}

/** A person's force keeps the order and the wait, and asks only for what cannot be done without. */
export const forceRules = (f: Facts): RuleResult[] => [
  ...common(f),
  ...lineRules(f),
  judge(
    'thisSystemIsStandby',
    f.mode === 'standby' || f.mode === 'granted',
    f.mode,
    'standby',
    'useOtherServer',
  ),
]
