import type { ServiceValue } from '../contract/status.ts'
import { judge, type RuleResult } from '../domain/rules.ts'
import type { State } from './state.ts'
import { isReplicaUpdated, lineAnswers, lineFreshMs } from './take-over-rules.ts'

/**
 * When Manual Switch Over is enabled: every redundancy service of both systems is Up, the standby's
 * replica is Updated, and the A/B switch answers. The engine computes this one list; every window and
 * the command line show it.
 */

type ServiceName = 'switching' | 'ipPhone' | 'other'
const ruleOf = {
  switching: 'switchingServiceUp',
  ipPhone: 'ipPhoneServiceUp',
  other: 'otherServiceUp',
} as const

/** A report older than two of its periods, at least 2 s, proves nothing. */
export const reportFreshMs = (s: State): number => Math.max(2_000, 2 * s.timing.heartbeatMs)

const serviceOf = (s: State, which: 'own' | 'theirs', name: ServiceName, now: number): ServiceValue => {
  const reported = s[which]
  if (reported === null) return 'unknown'
  const { value, ageMs } = reported.report[name]
  return now - reported.at + ageMs > reportFreshMs(s) + 2_000 ? 'unknown' : value
}

const services = (s: State, which: 'own' | 'theirs', now: number): RuleResult[] => {
  const system = (which === 'own') === (s.role === 'primary') ? 'primary' : 'secondary'
  return (['switching', 'ipPhone', 'other'] as const).map((name) => {
    const value = serviceOf(s, which, name, now)
    return judge(ruleOf[name], value === 'up', `${system}:${value}`, 'up', 'startService')
  })
}

/** The peer's heartbeats come: its Keep Alive Service is Up. */
export const isPeerAlive = (s: State, now: number): boolean =>
  s.peer !== null && now - s.peerHeardAt <= Math.max(2_000, 2 * s.timing.heartbeatMs)

/** The standby's replica, as the standby itself says (or as this server knows, being the standby). */
const isStandbyUpdated = (s: State, now: number): boolean => {
  if (s.mode !== 'active') return isReplicaUpdated(s)
  const { theirs } = s
  return (
    theirs !== null &&
    now - theirs.at <= reportFreshMs(s) + 2_000 &&
    theirs.report.replication.state === 'destinationUpdated'
  )
}

export const switchOverRules = (s: State, now: number): RuleResult[] => {
  // Without it there is nothing to look at: everything else would only repeat this.
  if (s.mode === 'disabled') return [judge('redundancyEnabled', false, false, true, 'enableRedundancy')]
  const alive = isPeerAlive(s, now)
  const peerHolds = s.peer?.heartbeat?.holds === true
  const hasOneHolder = (s.mode === 'active') !== peerHolds
  const isUpdated = isStandbyUpdated(s, now)
  const isRunning =
    s.handOver !== null ||
    s.disabling !== null ||
    s.progress?.outcome === 'running' ||
    s.mode === 'takingOver'
  const peerReady = s.mode === 'active' ? s.peer?.heartbeat?.ready === true : now >= s.allowanceUntil
  const lineAgeMs = s.reading === null ? null : Math.round(now - s.reading.at)
  const keepAliveMs = alive ? Math.round(now - s.peerHeardAt) : null
  return [
    judge('redundancyEnabled', true, true, true, 'enableRedundancy'),
    judge('keepAliveUp', alive, keepAliveMs, Math.max(2_000, 2 * s.timing.heartbeatMs), 'checkPeerAndLink'),
    judge(
      'peerNotDisabled',
      s.durable.peerDisabled === 'no',
      s.durable.peerDisabled,
      'no',
      'checkPeerAndLink',
    ),
    judge('oneSystemIsActive', hasOneHolder, hasOneHolder, true, 'checkPeerAndLink'),
    ...services(s, 'own', now),
    ...services(s, 'theirs', now),
    judge('replicaUpdated', isUpdated, isUpdated, true, 'waitForReplication'),
    ...(s.hasArbiter
      ? [judge('lineSwitchAnswers', lineAnswers(s, now), lineAgeMs, lineFreshMs(s), 'checkLineSwitch')]
      : []),
    judge('standbyAllowanceOver', peerReady, peerReady, true, 'waitForAllowance'),
    judge('noSwitchOverRunning', !isRunning, !isRunning, true, 'waitForRunningSwitchOver'),
    judge('guardianReady', s.guardianReady, s.guardianReady, true, 'checkGuardian'),
  ]
}
