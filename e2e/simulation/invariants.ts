import { isBound, leaseRuns } from '../../shared/core/leases.ts'
import type { Effect } from '../../shared/core/step-types.ts'
import type { Role } from '../../shared/domain/roles.ts'
import { allHold } from '../../shared/domain/rules.ts'
import type { Node } from './node.ts'

/** What must hold after every step. Each answers null or one sentence that says what broke. */

export interface Watched {
  readonly nodes: Record<Role, Node>
  /** The truth of each replica when its source was last heard, kept by the run and not by the core. */
  readonly replicaTruth: Record<Role, number>
  readonly acknowledged: Set<number>
  readonly seenBefore: Record<Role, number>
  readonly minimumGapMs: number
  readonly now: () => number
}

const believes = (node: Node): boolean => {
  const { state } = node
  if (state === null || node.isPaused || state.mode !== 'active') return false
  return !isBound(state) || leaseRuns(state, node.localNow())
}

const servicesRun = (node: Node, now: number): boolean =>
  node.isHostUp && !node.isFrozen && now > node.thawingUntil && node.guardian.services !== 'stopped'

/** 1. Never two holders, never services on both. */
const singleControl = ({ nodes: { primary, secondary }, now }: Watched): string | null => {
  if (servicesRun(primary, now()) && servicesRun(secondary, now())) return 'services run on both servers'
  if (believes(primary) && believes(secondary)) return 'both servers hold control by right'
  return null
}

/** 2. Epochs grow on a disk, and no two servers ever hold the same one. */
const epochs = ({ nodes, seenBefore }: Watched): string | null => {
  for (const role of ['primary', 'secondary'] as const) {
    const { seen } = nodes[role].disk
    if (seen < seenBefore[role]) return `the highest epoch seen fell on the disk of the ${role}`
    seenBefore[role] = seen
  }
  const first = nodes.primary.disk.held?.epoch ?? 0
  const second = nodes.secondary.disk.held?.epoch ?? 0
  return first > 0 && first === second ? `both servers held epoch ${first}` : null
}

/** 4. Nothing is thrown away: what a holder acknowledged is in a tree or in a salvage. */
export const nothingThrownAway = ({ nodes, acknowledged }: Watched): string | null => {
  for (const item of acknowledged) {
    const isSomewhere = [nodes.primary, nodes.secondary].some(
      ({ tree }) => tree.items.has(item) || tree.salvage.has(item),
    )
    if (!isSomewhere) return `item ${item} is in no tree and in no salvage`
  }
  return null
}

/** 5. A replica that was not Updated is never promoted by itself; 7. automatic acts keep their gap. */
const decisions = (watched: Watched, node: Node, effects: readonly Effect[]): string | null => {
  for (const effect of effects) {
    if (effect.do !== 'record') continue
    const { decision } = effect
    if (decision.act !== 'takeOver' || decision.outcome !== 'begun') continue
    if (!allHold(decision.rules)) return 'a take-over began although a rule did not hold'
    const state = node.state
    if (state === null) continue
    const isFollower = state.durable.peerHeld.epoch > (state.durable.held?.epoch ?? 0)
    if (isFollower && watched.replicaTruth[node.role] !== state.durable.peerHeld.epoch) {
      return `a replica that was not Updated for epoch ${state.durable.peerHeld.epoch} is being promoted`
    }
    // The gap is kept by one engine's life: a restarted one waits out its start-up allowance instead.
    const earlier = node.decisions
      .filter((made) => made.decision.act === 'takeOver' && made.decision.outcome === 'begun')
      .pop()
    const gap =
      earlier === undefined || earlier.engine !== node.life()
        ? Number.POSITIVE_INFINITY
        : watched.now() - earlier.at
    if (gap < watched.minimumGapMs * 0.95) return `two automatic acts within ${Math.round(gap)} ms`
  }
  return null
}

/** 8. Nothing green is older than allowed: an answer of the line switch counts for a stated time only. */
const honesty = (node: Node): string | null => {
  const { state } = node
  if (state === null || state.mode !== 'active' || !isBound(state)) return null
  const now = node.localNow()
  if (state.lineUntil > now + state.timing.lineLeaseMs)
    return 'a line lease reaches further than its reading allows'
  if (state.ackUntil > now + state.timing.ackLeaseMs) return 'an acknowledgement lease reaches too far'
  return null
}

export const checkInvariants = (watched: Watched, node: Node, effects: readonly Effect[]): string | null =>
  singleControl(watched) ?? epochs(watched) ?? decisions(watched, node, effects) ?? honesty(node)
