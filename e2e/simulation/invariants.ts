import type { SystemView } from '../../shared/contract/status.ts'
import type { Held } from '../../shared/core/durable.ts'
import { isBound, isLastHolder, leaseRuns, livesOnLeases, mayHold } from '../../shared/core/leases.ts'
import type { State } from '../../shared/core/state.ts'
import type { Effect } from '../../shared/core/step-types.ts'
import { lineView, systemsOf } from '../../shared/core/view.ts'
import { otherRole, type Role } from '../../shared/domain/roles.ts'
import { checkActs } from './acts.ts'
import type { Before, Node } from './node-shape.ts'
import { aboveAttempts, declarationEnds, olderLetsGo } from './orders.ts'
import { type Accepted, areTwoAccepted, noteTwo } from './two-holders.ts'

/** What must hold after every step. Each answers null or one sentence that says what broke. */

export interface Watched {
  readonly nodes: Record<Role, Node>
  /** The truth of each replica when its source was last heard, kept by the run and not by the core. */
  readonly replicaTruth: Record<Role, number>
  /** The epochs of which each server ever had a complete copy. */
  readonly copiedEpochs: Record<Role, Set<number>>
  readonly acknowledged: Set<number>
  readonly seenBefore: Record<Role, number>
  /** This holder was unbound since it holds: leases must not take its control away unless it is armed. */
  readonly wasUnbound: Record<Role, boolean>
  /** The ids of held epochs that the other server acknowledged. */
  readonly acknowledgedIds: Set<string>
  /** What was looked at last. */
  readonly heldBefore: Record<Role, Held | null>
  /** Who served last, with which epoch, and when it had begun to acquire it. */
  served: { readonly role: Role; readonly epoch: number; readonly begunAt: number } | null
  /** When a person's force was last under way, on either server. */
  forcedAt: number
  /** When each server last began to acquire control. */
  readonly begunAt: Record<Role, number>
  /** What the giver of a planned switch-over had acknowledged when it gave, by the epoch given. */
  readonly given: Map<number, readonly number[]>
  /** The newest automatic act of each engine's life that began with the lines elsewhere, and whether it moved them. */
  readonly automatic: Partial<Record<Role, { readonly at: number; readonly life: number; hasMoved: boolean }>>
  readonly minimumGapMs: number
  readonly hasGateway: boolean
  readonly now: () => number
  /** It was accepted that the active stays on a cut; null: never two. */
  readonly accepted: Accepted | null
  /** A person forced control although an active that reaches nothing could not be excluded. */
  isConsented: boolean
  /** Services run on both since a declaration that was false, and one of the two lets go. */
  isLettingGo: boolean
  /** When a hand last moved the lines. */
  handAt: number
  /** When the window of each server was last looked at. */
  readonly lookedAt: Record<Role, number>
  /** How many were recorded so far. */
  decisions: number
}

/** Its guardian told the other server that the services are stopped, and starts none on anything older. */
const gaveItsWord = ({ guardian, knownWord }: Node, state: State): boolean => {
  const { lineUntil, ackUntil, timing } = state
  if (!state.hasArbiter) return guardian.services === 'stopped' && knownWord !== guardian.wordNumber
  const newest = Math.max(lineUntil - timing.lineLeaseMs, ackUntil - timing.ackLeaseMs)
  return guardian.services === 'stopped' && newest < guardian.wordAt
}

const hasRight = (node: Node): boolean => {
  const { state } = node
  if (state === null || node.isPaused || state.mode !== 'active') return false
  return mayHold(state, node.localNow())
}

const believes = (node: Node): boolean =>
  node.state !== null && hasRight(node) && !gaveItsWord(node, node.state)

const servicesRun = (node: Node, now: number): boolean =>
  node.isHostUp && !node.isFrozen && now > node.thawingUntil && node.guardian.services !== 'stopped'

const servesAlone = ({ state }: Node): boolean => state?.mode === 'disabled' && state.durable.servesAlone

/** While it is in control, or serves alone with redundancy disabled: of one that was told, nothing is excused. */
const isDeclared = ({ state, disk, guardian }: Node): boolean =>
  disk.held?.declared === true && (state?.mode === 'active' || guardian.services !== 'stopped')

/** 1. Never two holders, never services on both. */
export const singleControl = (watched: Watched): string | null => {
  const { primary, secondary } = watched.nodes
  const now = watched.now()
  const doBothRun = servicesRun(primary, now) && servicesRun(secondary, now)
  const doBothBelieve = believes(primary) && believes(secondary)
  if (!doBothRun) watched.isLettingGo = false
  if (!doBothRun && !doBothBelieve) return null
  // A declaration that is false is beyond what can be promised: the words of its consent say so. It ends when the two
  // meet; what the one that lets go runs then ends a little later.
  const { accepted } = watched
  const isByDeclaration = accepted === null && (isDeclared(primary) || isDeclared(secondary))
  if (isByDeclaration && doBothRun) watched.isLettingGo = true
  const isAllowed =
    accepted === null
      ? isByDeclaration || (watched.isLettingGo && !doBothBelieve)
      : areTwoAccepted(accepted, [primary, secondary], now)
  if (isAllowed || watched.isConsented) return null
  return doBothRun ? 'services run on both servers' : 'both servers hold control by right'
}

/** 2. Epochs grow on a disk, and no two servers ever hold the same one. */
const epochs = ({ nodes, seenBefore }: Watched, node: Node): string | null => {
  const { seen, held } = node.disk
  const before = seenBefore[node.role]
  if (seen < before) return `the highest epoch seen fell on the disk of the ${node.role}`
  if (seen > before) seenBefore[node.role] = seen
  const other = nodes[otherRole(node.role)].disk.held?.epoch ?? 0
  return held !== null && held.epoch === other ? `both servers held epoch ${other}` : null
}

/** 4. Nothing is thrown away: what a holder acknowledged is in a tree or in a salvage. */
export const nothingThrownAway = ({ nodes, acknowledged }: Watched): string | null => {
  const { primary, secondary } = nodes
  const places = [primary.tree.items, secondary.tree.items, primary.tree.salvage, secondary.tree.salvage]
  for (const item of acknowledged) {
    if (!places.some((place) => place.has(item))) return `item ${item} is in no tree and in no salvage`
  }
  return null
}

/** 6. "Updated" is noted only for a holder of whose files this server once had them all. */
const updatedNotes = ({ copiedEpochs }: Watched, { role, state }: Node, before: Before): string | null => {
  const epoch = state?.durable.replicaUpdatedFor ?? 0
  if (epoch === 0 || epoch === before.durable.replicaUpdatedFor || copiedEpochs[role].has(epoch)) return null
  return `the ${role} notes its copy as Updated for epoch ${epoch}, of which it never had one`
}

/** A lease reaches no further than from its question, as the run itself saw it asked; at its end it demotes. */
const leases = (node: Node): string | null => {
  const { state } = node
  if (state === null || state.mode !== 'active' || !livesOnLeases(state)) return null
  const { lineLeaseMs, ackLeaseMs } = state.timing
  if (state.lineUntil > 0 && state.lineUntil > node.lineAskedAt + lineLeaseMs + 0.001)
    return `the ${node.role} counts its line lease from later than the question`
  // Without an A/B switch a grant stands for the first acknowledgement, from its nonce on.
  const isFirst = !state.hasArbiter && state.durable.held?.acknowledged === false
  const askedAt = isFirst ? Math.max(node.ackedSentAt, node.nonceSentAt) : node.ackedSentAt
  if (state.ackUntil > 0 && state.ackUntil > askedAt + ackLeaseMs + 0.001)
    return `the ${node.role} counts its acknowledgement lease from later than the heartbeat`
  return leaseRuns(state, node.localNow()) ? null : `the ${node.role} is active although its leases are over`
}

/** What the peer acknowledged stays acknowledged: a restart alone must not bind a holder again. */
const acknowledgements = ({ acknowledgedIds, heldBefore }: Watched, node: Node): string | null => {
  const { held } = node.disk
  if (held === null || held === heldBefore[node.role]) return null
  heldBefore[node.role] = held
  if (held.acknowledged) acknowledgedIds.add(held.id)
  else if (acknowledgedIds.has(held.id))
    return `the ${node.role} forgot that epoch ${held.epoch} was acknowledged`
  return null
}

/** An unarmed holder that was unbound once does not lose its control for want of box and peer. */
const availability = (
  { wasUnbound, accepted }: Watched,
  node: Node,
  before: Before,
  effects: readonly Effect[],
): string | null => {
  const { role, state } = node
  for (const effect of effects) {
    if (effect.do !== 'record' || effect.decision.act !== 'demote') continue
    const isByLease = effect.decision.rules.some((rule) => rule.rule === 'leaseRunning')
    const wasDeclared = before.durable.held?.declared === true
    if (isByLease && accepted !== null)
      return `the ${role} lost control although it was accepted that it stays`
    if (isByLease && (wasUnbound[role] || wasDeclared) && !before.readOther)
      return `an unbound ${role} lost control for want of a lease`
  }
  // Arming binds; what was armed stays bound over a raise until the new epoch is acknowledged.
  const isArmed = state?.durable.held?.bound === true
  wasUnbound[role] = state?.mode === 'active' && !isArmed && (wasUnbound[role] || !isBound(state))
  return null
}

/** Enabled again it goes on only where nobody can take over from it by right. */
export const servesOnByRight = ({ role, state }: Node): string | null =>
  state !== null && state.mode === 'active' && isLastHolder(state) && !isBound(state)
    ? null
    : `the ${role} goes on when it is enabled, although the other server may take over`

/** The standby may take over by itself only while the active lets go by itself. */
const armedMeansBound = ({ nodes }: Watched, node: Node): string | null => {
  const other = nodes[otherRole(node.role)]
  return armedAgainst(node, other) ?? armedAgainst(other, node)
}

const armedAgainst = (standby: Node, active: Node): string | null => {
  const { armedFor, peerHeld } = standby.disk
  if (armedFor === 0 || armedFor !== peerHeld.epoch) return null
  const { held } = active.disk
  if (servesAlone(active) && held?.epoch === armedFor && !held.declared)
    return `the ${standby.role} is armed for epoch ${armedFor}, whose holder serves alone and told it so`
  if (active.state?.mode !== 'active') return null
  return held?.epoch === armedFor && !held.bound && active.state.durable.held?.epoch === armedFor
    ? `the ${standby.role} is armed for epoch ${armedFor}, whose holder is not bound`
    : null
}

/** That the other one serves alone is what it said last, and shown as such: nobody sees it. */
const isGreen = ({ inControl, switchingService, keepAliveService, replication }: SystemView): boolean =>
  (inControl.value === 'yes' && inControl.witness !== 'none') ||
  switchingService.value === 'up' ||
  keepAliveService.value === 'up' ||
  replication.state === 'destinationUpdated'

const LOOK_MS = 1_000
const settings = {
  enabled: true,
  role: 'primary',
  primaryAddress: '',
  secondaryAddress: '',
  lineSwitchAddress: '',
} as const

/** 8. Status honesty: the window shows nothing green, and no position, that is older than it may be. */
export const honesty = (node: Node): string | null => {
  const { state } = node
  if (state === null || node.isPaused) return null
  const now = node.localNow()
  const systems = systemsOf(state, now, settings)
  const peer = systems[otherRole(node.role)]
  const heartbeatAge = now - node.heartbeatReadAt
  if (isGreen(peer) && heartbeatAge > Math.max(2_000, 2 * state.timing.heartbeatMs) + 20)
    return `the ${node.role} shows its peer green after ${Math.round(heartbeatAge)} ms of silence`
  const reportAge = now - node.reportReadAt
  if (peer.switchingService.value === 'up' && reportAge > 4_020)
    return `the ${node.role} shows a service up that was reported ${Math.round(reportAge)} ms ago`
  const { position } = lineView(state, now)
  const lineAge = now - node.lineAskedAt
  if (
    position !== 'unverified' &&
    position !== 'none' &&
    lineAge > Math.max(2_000, 4 * state.timing.heartbeatMs)
  )
    return `the ${node.role} shows the line on ${position}, read ${Math.round(lineAge)} ms ago`
  if (systems[node.role].inControl.value === 'yes' && !hasRight(node) && !servesAlone(node))
    return `the ${node.role} shows itself in control without the right to it`
  return null
}

/** A window is looked at now and then: what it shows too long it shows then, too. */
const look = ({ lookedAt, now }: Watched, node: Node): string | null => {
  if (now() - lookedAt[node.role] < LOOK_MS) return null
  lookedAt[node.role] = now()
  return honesty(node)
}

export const checkInvariants = (
  watched: Watched,
  node: Node,
  before: Before,
  effects: readonly Effect[],
): string | null => {
  if (watched.accepted !== null) noteTwo(watched.accepted, node, before, effects, watched.now())
  return broken(watched, node, before, effects)
}

const broken = (watched: Watched, node: Node, before: Before, effects: readonly Effect[]): string | null =>
  singleControl(watched) ??
  epochs(watched, node) ??
  leases(node) ??
  acknowledgements(watched, node) ??
  declarationEnds(node) ??
  olderLetsGo(node) ??
  aboveAttempts(node, before) ??
  armedMeansBound(watched, node) ??
  updatedNotes(watched, node, before) ??
  checkActs(watched, node, before, effects) ??
  availability(watched, node, before, effects) ??
  look(watched, node)
