import { fenceOf } from '../domain/on-cut.ts'
import { allHold, judge, type RuleResult } from '../domain/rules.ts'
import { CLOCK_JUMP_MS } from '../domain/timing.ts'
import type { Facts } from './facts.ts'
import { boundToOther, mustTellOther } from './rules/bound-to-other.ts'
import { lineOnOwnSide, ownSide, positionOf } from './rules/line-on-own-side.ts'
import { enabledValue } from './rules/peer-enabled.ts'
import { activeHere, standbyHere } from './rules/place.ts'

/** What is found to end control, a take-over or a hand-over, or to refuse a request: one finding each. */

/** The line was read away from the own side. */
export const lineMoved = (f: Facts): RuleResult[] => [lineOnOwnSide(f)]

/** The set did not take, for as long as it was tried. */
export const notReadBack = (f: Facts): RuleResult[] => [
  judge('readBackMatches', false, positionOf(f), ownSide(f), 'checkLineSwitch'),
]

export const chainBroken = ({ line, timing }: Facts): RuleResult[] => [
  judge('chainUnbroken', false, line.ageMs, timing.lineLeaseMs, 'checkLineSwitch'),
]

export const leaseOver = ({ lease, hasArbiter }: Facts): RuleResult[] => [
  judge(
    'leaseRunning',
    lease.leftMs > 0,
    lease.leftMs,
    0,
    hasArbiter ? 'checkPeerAndLineSwitch' : 'checkPeerAndLink',
  ),
]

/** The guardian did not start the services: one of them failed, or the deadline had passed. */
export const startRefused = ({ heard }: Facts): RuleResult[] => [
  judge('servicesStart', false, heard?.kind === 'startRefused' ? heard.why : '', '', 'startService'),
]

export const stalled = ({ heard, timing }: Facts): RuleResult[] => [
  judge('noOwnStall', false, heard?.kind === 'stall' ? heard.gapMs : null, timing.stallMs, 'wait'),
]

export const clockJumped = ({ heard }: Facts): RuleResult[] => [
  judge('noClockJump', false, heard?.kind === 'jump' ? heard.jumpMs : null, CLOCK_JUMP_MS, 'wait'),
]

/** With automatic take-over off: the active was heard again after a silence in which it would have been replaced. */
export const activeBack = ({ heard }: Facts): RuleResult[] => {
  const { silentMs, back } = heard?.kind === 'silence' ? heard : { silentMs: null, back: 'notKnown' }
  const isByItself = back === 'byItself'
  return [
    judge('activeBackByItself', isByItself, silentMs, null, 'none'),
    // It had failed: a take-over would have been a right one.
    ...(isByItself ? [] : [judge('activeWentOn', false, back, null, 'none')]),
  ]
}

/** A holder was heard while this server took over. */
export const holderHeard = ({ peer }: Facts): RuleResult[] => [
  judge('noHeartbeatHeard', false, peer.heartbeat?.heldEpoch ?? 0, 0, 'none'),
]

/** The other server, or a refusal of its, names an epoch that is newer than this server's, or the same. */
export const newerEpoch = (f: Facts): RuleResult[] => [
  judge('noHigherEpochKnown', false, namedEpoch(f), f.durable.held?.epoch ?? 0, 'none'),
]

/** The same held epoch with two ids. */
export const sameEpochTwice = (f: Facts): RuleResult[] => [
  judge('noHigherEpochKnown', false, namedEpoch(f), f.durable.held?.epoch ?? 0, 'choosePerson'),
]

const namedEpoch = ({ heard, peer }: Facts): number =>
  heard?.kind === 'refusal' ? heard.heldEpoch : (peer.heartbeat?.heldEpoch ?? 0)

/** What is being taken over is older than what the other server is known to have held. */
export const takeOverIsOlder = ({ durable, takeOver }: Facts): RuleResult[] => [
  judge('noHigherEpochKnown', false, durable.peerHeld.epoch, takeOver?.epoch ?? 0, 'none'),
]

export const guardianGone = ({ guardianReady }: Facts): RuleResult[] => [
  judge('guardianReady', guardianReady, guardianReady, true, 'checkGuardian'),
]

/** The other server was told that the services here are stopped. */
export const wordGiven = (): RuleResult[] => [judge('ownServicesStopped', false, 'wordGiven', '', 'wait')]

export const peerWasDisabled = ({ durable }: Facts): RuleResult[] => [
  judge('peerNotDisabled', durable.peerDisabled === 'no', enabledValue(durable), true, 'none'),
]

export const turnedOff = (): RuleResult[] => [judge('armed', false, false, true, 'tickAutomatic')]

export const notAnswered = ({ peer }: Facts): RuleResult[] => [
  judge('linked', false, peer.isLinked, true, 'checkPeerAndLink'),
]

export const notLinked = ({ peer }: Facts): RuleResult[] => [
  judge('linked', peer.isLinked, peer.isLinked, true, 'checkPeerAndLink'),
]

export const notInControl = ({ mode }: Facts): RuleResult[] => [
  judge('thisSystemIsActive', false, mode, 'active', 'none'),
]

export const notStandby = (f: Facts): RuleResult[] => [standbyHere(f)]

/** The active refused to be bound: no lease of its runs, or it is handing over. */
export const notBound = (): RuleResult[] => [judge('leaseRunning', false, false, true, 'checkPeerAndLink')]

export const nothingRuns = (): RuleResult[] => [judge('noSwitchOverRunning', false, false, true, 'none')]

/** A copy of a hand-over that ended without being complete; `code` says why. */
export const copyFailed = ({ heard }: Facts): RuleResult[] => {
  const code = heard?.kind === 'sync' ? heard.code : ''
  const remedy = code.startsWith('deletionsHeld') ? 'confirmDeletions' : 'waitForReplication'
  return [judge('finalSyncDone', false, code, true, remedy)]
}

/** A phase of the hand-over took longer than it may. */
export const handOverLate = ({ handOver }: Facts): RuleResult[] => [
  judge(handOver === 'askNonce' ? 'peerAcceptsGrant' : 'finalSyncDone', false, handOver ?? '', true, 'wait'),
]

/** A grant that came: by a nonce of this server's, still fresh, newer than everything known. */
export const grant = ({ heard, mode, durable }: Facts): RuleResult[] => {
  if (heard?.kind !== 'grant') return []
  const { held, peerHeld, seen } = durable
  const isNewer = heard.epoch > Math.max(seen, held?.epoch ?? 0, peerHeld.epoch)
  return [
    judge('peerIsStandby', heard.isReady, mode, 'standby', 'none'),
    judge('grantFresh', heard.isNonceMine && heard.isFresh, heard.isNonceMine, true, 'none'),
    judge('grantNewer', isNewer, heard.epoch, seen, 'none'),
  ]
}

/** A maintenance that an armed standby does not hear of would not hold it. */
export const maintenance = ({ mode, handOver, peer, lease }: Facts): RuleResult[] => {
  const mustTell = mode === 'active' && lease.isBound
  const isFree = handOver === null && mode !== 'granted'
  return [
    judge('redundancyEnabled', mode !== 'disabled', mode !== 'disabled', true, 'enableRedundancy'),
    judge('noSwitchOverRunning', isFree, isFree, true, 'waitForRunningSwitchOver'),
    judge('linked', peer.isLinked || !mustTell, peer.isLinked, true, 'checkPeerAndLink'),
  ]
}

/** Who need not be told hears of it when the two meet; an armed standby has to have stored it. */
export const maintenanceStored = ({ mode, lease }: Facts): RuleResult[] => [
  judge('linked', !(mode === 'active' && lease.isBound), false, true, 'checkPeerAndLink'),
]

/** While a request waited for the other server a newer one of its kind came. */
export const superseded = (): RuleResult[] => [judge('newestRequest', false, 'superseded', null, 'lookAgain')]

/** A grant of a life before this one, which only an A/B switch would make sure of. */
export const grantUnused = ({ durable }: Facts): RuleResult[] => [
  judge('grantFresh', false, durable.granted?.epoch ?? null, null, 'none'),
]

/** A person has seen that two claimed control; not before it is settled who goes on. */
export const acknowledgeDualControl = ({ durable }: Facts): RuleResult[] => [
  judge('holderChosen', !durable.needsPerson, !durable.needsPerson, true, 'choosePerson'),
]

/** "The other server is off and stays off": a holder that hears nobody, has to reckon with it, and still holds by right. */
export const declareOtherOff = (f: Facts): RuleResult[] => {
  const { peer, lease } = f
  const livesOnLeases = lease.isBound && fenceOf(f) !== 'activeStays'
  return [
    activeHere(f),
    judge('otherNotConnected', !peer.isLinked, !peer.isLinked, true, 'onlyWithoutPeer'),
    boundToOther(f),
    ...(livesOnLeases ? [judge('leaseRunning', lease.leftMs > 0, lease.leftMs, 0, 'checkPeerAndLink')] : []),
  ]
}

/** Enable Redundancy is unticked. A bound holder has to tell the other server first, or to know from a person that it is off. */
export const disable = (f: Facts): RuleResult[] => {
  const { mode, handOver, peer } = f
  const isRunning = handOver !== null || mode === 'granted' || mode === 'takingOver'
  const remedy = allHold(declareOtherOff(f)) ? 'declareOffFirst' : 'checkPeerAndLink'
  return [
    judge('noSwitchOverRunning', !isRunning, !isRunning, true, 'waitForRunningSwitchOver'),
    judge('linked', peer.isLinked || !mustTellOther(f), peer.isLinked, true, remedy),
  ]
}
