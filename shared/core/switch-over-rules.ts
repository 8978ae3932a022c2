import type { ServiceValue } from '../contract/status.ts'
import { judge, type RemedyCode, type RuleResult } from '../domain/rules.ts'
import type { Facts } from './facts.ts'
import { lineAnswers } from './rules/line-answers.ts'
import { enabledValue } from './rules/peer-enabled.ts'
import { activeHere } from './rules/place.ts'
import { isReplicaUpdated } from './rules/replica-updated.ts'

/**
 * When Manual Switch Over is enabled: every redundancy service of both systems is Up, the standby's
 * replica is Updated, and the A/B switch answers. The engine computes this one list; every window and
 * the command line show it.
 */

export type ServiceName = 'switching' | 'ipPhone' | 'other'
const ruleOf = {
  switching: 'switchingServiceUp',
  ipPhone: 'ipPhoneServiceUp',
  other: 'otherServiceUp',
} as const

/** Two periods of the heartbeat, at least 2 s. */
const aliveMs = ({ timing }: Pick<Facts, 'timing'>): number => Math.max(2_000, 2 * timing.heartbeatMs)

/** A report older than two of its periods proves nothing. */
const reportFreshMs = (f: Facts): number => aliveMs(f) + 2_000

export type Which = 'own' | 'theirs'

const serviceOf = (f: Facts, which: Which, name: ServiceName): ServiceValue => {
  const reported = f[which]
  if (reported === null) return 'unknown'
  const { value, ageMs } = reported[name]
  if (value === 'notConfigured') return value
  return reported.ageMs + ageMs > reportFreshMs(f) ? 'unknown' : value
}

/** What runs only on the active system is not started on the standby: there it has to be ready. */
const remedyOf = (f: Facts, which: Which, name: ServiceName, value: ServiceValue): RemedyCode => {
  if (value === 'notConfigured') return 'configureService'
  return f[which]?.[name].asked === 'ready' ? 'makeServiceReady' : 'startService'
}

/** A row neither system has is not asked for; one that only one of them has would be lost by switching. */
const isAsked = (f: Facts, name: ServiceName): boolean => {
  const known = [f.own, f.theirs].filter((reported) => reported !== null)
  return known.length === 0 || known.some((reported) => reported[name].value !== 'notConfigured')
}

export const serviceRules = (f: Facts, which: Which, valueIn = serviceOf): RuleResult[] => {
  const system = (which === 'own') === (f.role === 'primary') ? 'primary' : 'secondary'
  const isSwitchingDown = valueIn(f, which, 'switching') === 'down'
  return (['switching', 'ipPhone', 'other'] as const).flatMap((name) => {
    const value = valueIn(f, which, name)
    // Behind a Switching Service that is Down it says nothing of its own.
    const isFollower = name === 'ipPhone' && value === 'unknown' && isSwitchingDown
    if (isFollower || !isAsked(f, name)) return []
    return judge(ruleOf[name], value === 'up', `${system}:${value}`, 'up', remedyOf(f, which, name, value))
  })
}

/** The peer's heartbeats come: its Keep Alive Service is Up. */
export const isPeerAlive = (f: Pick<Facts, 'peer' | 'timing'>): boolean =>
  f.peer.isLinked && f.peer.silentMs !== null && f.peer.silentMs <= aliveMs(f)

/** The standby's replica, as the standby itself says (or as this server knows, being the standby). */
const isStandbyUpdated = (f: Facts): boolean => {
  if (f.mode !== 'active') return isReplicaUpdated(f)
  const { theirs } = f
  return theirs !== null && theirs.ageMs <= reportFreshMs(f) && theirs.replication === 'destinationUpdated'
}

/** What can be judged without the other server. */
const ownRules = (f: Facts): RuleResult[] => [
  // Where none is set there is nothing to ask.
  ...(f.hasArbiter ? [lineAnswers(f)] : []),
  judge('noSwitchOverRunning', !f.isMoving, !f.isMoving, true, 'waitForRunningSwitchOver'),
  judge('guardianReady', f.guardianReady, f.guardianReady, true, 'checkGuardian'),
]

const replicaRule = (f: Facts): RuleResult => {
  const isUpdated = isStandbyUpdated(f)
  return judge('replicaUpdated', isUpdated, isUpdated, true, 'waitForReplication')
}

/** Of the system that gives control: its last copy would fail, and everything be rolled back. */
const copyRule = (f: Facts): RuleResult => {
  const heldUp = (f.mode === 'active' ? f.own : f.theirs)?.heldUp ?? ''
  const remedy = heldUp.startsWith('deletionsHeld') ? 'confirmDeletions' : 'none'
  return judge('copyNotHeldUp', heldUp === '', heldUp === '' ? null : heldUp, null, remedy)
}

type OwnServices = (f: Facts) => RuleResult[]

/** A peer that is disabled or silent is one cause: what only it could say is not repeated as missing. */
const withoutPeer = (f: Facts, cause: RuleResult, own: OwnServices): RuleResult[] => [
  judge('redundancyEnabled', true, true, true, 'enableRedundancy'),
  cause,
  ...own(f),
  ...(f.mode === 'active' ? [] : [replicaRule(f)]),
  ...ownRules(f),
]

/** The list, with what is asked of the services of this server itself. */
export const switchOverRulesWith =
  (own: OwnServices) =>
  (f: Facts): RuleResult[] => {
    // Without it there is nothing to look at: everything else would only repeat this.
    if (f.mode === 'disabled') return [judge('redundancyEnabled', false, false, true, 'enableRedundancy')]
    const isPeerEnabled = f.durable.peerDisabled === 'no'
    const notDisabled = judge(
      'peerNotDisabled',
      isPeerEnabled,
      enabledValue(f.durable),
      true,
      'enableRedundancy',
    )
    if (!notDisabled.holds) return withoutPeer(f, notDisabled, own)
    const alive = isPeerAlive(f)
    const keepAlive = judge(
      'keepAliveUp',
      alive,
      alive ? f.peer.silentMs : null,
      aliveMs(f),
      'checkPeerAndLink',
    )
    if (!alive) return withoutPeer(f, keepAlive, own)
    const { heartbeat } = f.peer
    const hasOneHolder = (f.mode === 'active') !== (heartbeat?.holds === true)
    const isStandbyReady = f.mode === 'active' ? heartbeat?.ready === true : f.allowanceMs === 0
    return [
      judge('redundancyEnabled', true, true, true, 'enableRedundancy'),
      keepAlive,
      notDisabled,
      judge('oneSystemIsActive', hasOneHolder, hasOneHolder, true, 'checkPeerAndLink'),
      ...own(f),
      ...serviceRules(f, 'theirs'),
      replicaRule(f),
      copyRule(f),
      judge('standbyAllowanceOver', isStandbyReady, isStandbyReady, true, 'waitForAllowance'),
      ...ownRules(f),
    ]
  }

export const switchOverRules = switchOverRulesWith((f) => serviceRules(f, 'own'))

/** The button was pressed on the other server: the one in control decides by its own view. */
export const askedSwitchOverRules = (f: Facts): RuleResult[] => [...switchOverRules(f), activeHere(f)]
