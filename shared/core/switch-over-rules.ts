import type { ServiceValue } from '../contract/status.ts'
import { judge, type RemedyCode, type RuleResult } from '../domain/rules.ts'
import type { State } from './state.ts'
import { isReplicaUpdated, lineRules } from './take-over-rules.ts'

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

type Which = 'own' | 'theirs'

const serviceOf = (s: State, which: Which, name: ServiceName, now: number): ServiceValue => {
  const reported = s[which]
  if (reported === null) return 'unknown'
  const { value, ageMs } = reported.report[name]
  if (value === 'notConfigured') return value
  return now - reported.at + ageMs > reportFreshMs(s) + 2_000 ? 'unknown' : value
}

/** What runs only on the active system is not started on the standby: there it has to be ready. */
const remedyOf = (s: State, which: Which, name: ServiceName, value: ServiceValue): RemedyCode => {
  if (value === 'notConfigured') return 'configureService'
  return s[which]?.report[name].asked === 'ready' ? 'makeServiceReady' : 'startService'
}

/** A row neither system has is not asked for; one that only one of them has would be lost by switching. */
const isAsked = (s: State, name: ServiceName): boolean => {
  const known = [s.own, s.theirs].filter((reported) => reported !== null)
  return known.length === 0 || known.some(({ report }) => report[name].value !== 'notConfigured')
}

const services = (s: State, which: Which, now: number): RuleResult[] => {
  const system = (which === 'own') === (s.role === 'primary') ? 'primary' : 'secondary'
  const isSwitchingDown = serviceOf(s, which, 'switching', now) === 'down'
  return (['switching', 'ipPhone', 'other'] as const).flatMap((name) => {
    const value = serviceOf(s, which, name, now)
    // Behind a Switching Service that is Down it says nothing of its own.
    const isFollower = name === 'ipPhone' && value === 'unknown' && isSwitchingDown
    if (isFollower || !isAsked(s, name)) return []
    return judge(ruleOf[name], value === 'up', `${system}:${value}`, 'up', remedyOf(s, which, name, value))
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

/** What can be judged without the other server. */
const ownRules = (s: State, now: number): RuleResult[] => {
  const isRunning =
    s.handOver !== null ||
    s.disabling !== null ||
    s.progress?.outcome === 'running' ||
    s.mode === 'takingOver'
  return [
    ...lineRules(s, now),
    judge('noSwitchOverRunning', !isRunning, !isRunning, true, 'waitForRunningSwitchOver'),
    judge('guardianReady', s.guardianReady, s.guardianReady, true, 'checkGuardian'),
  ]
}

const replicaRule = (s: State, now: number): RuleResult => {
  const isUpdated = isStandbyUpdated(s, now)
  return judge('replicaUpdated', isUpdated, isUpdated, true, 'waitForReplication')
}

/** A peer that is disabled or silent is one cause: what only it could say is not repeated as missing. */
const withoutPeer = (s: State, now: number, cause: RuleResult): RuleResult[] => [
  judge('redundancyEnabled', true, true, true, 'enableRedundancy'),
  cause,
  ...services(s, 'own', now),
  ...(s.mode === 'active' ? [] : [replicaRule(s, now)]),
  ...ownRules(s, now),
]

export const switchOverRules = (s: State, now: number): RuleResult[] => {
  // Without it there is nothing to look at: everything else would only repeat this.
  if (s.mode === 'disabled') return [judge('redundancyEnabled', false, false, true, 'enableRedundancy')]
  const { peerDisabled } = s.durable
  const notDisabled = judge('peerNotDisabled', peerDisabled === 'no', peerDisabled, 'no', 'enableRedundancy')
  if (!notDisabled.holds) return withoutPeer(s, now, notDisabled)
  const alive = isPeerAlive(s, now)
  const heardMs = alive ? Math.round(now - s.peerHeardAt) : null
  const limitMs = Math.max(2_000, 2 * s.timing.heartbeatMs)
  const keepAlive = judge('keepAliveUp', alive, heardMs, limitMs, 'checkPeerAndLink')
  if (!alive) return withoutPeer(s, now, keepAlive)
  const hasOneHolder = (s.mode === 'active') !== (s.peer?.heartbeat?.holds === true)
  const peerReady = s.mode === 'active' ? s.peer?.heartbeat?.ready === true : now >= s.allowanceUntil
  return [
    judge('redundancyEnabled', true, true, true, 'enableRedundancy'),
    keepAlive,
    notDisabled,
    judge('oneSystemIsActive', hasOneHolder, hasOneHolder, true, 'checkPeerAndLink'),
    ...services(s, 'own', now),
    ...services(s, 'theirs', now),
    replicaRule(s, now),
    judge('standbyAllowanceOver', peerReady, peerReady, true, 'waitForAllowance'),
    ...ownRules(s, now),
  ]
}
