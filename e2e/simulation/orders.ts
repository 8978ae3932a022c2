import { livesOnLeases, mayHold } from '../../shared/core/leases.ts'
import type { Effect } from '../../shared/core/step-types.ts'
import type { Before, Node } from './node-shape.ts'

/** The order in which things must be done: what is promised of the protocols, wherever the harm would show. */

/** The attempt is on the disk before the line moves: a restarted server knows that it may have moved it. */
export const attemptStored = ({ role, state, disk }: Node): string | null => {
  const takeOver = state?.takeOver ?? null
  if (takeOver === null || (takeOver.kind !== 'automatic' && takeOver.kind !== 'force')) return null
  return disk.attempted < takeOver.epoch
    ? `the ${role} moves the line for epoch ${takeOver.epoch}, of which its disk knows nothing`
    : null
}

/** An active that hears of an attempt above its own epoch goes on above it: later is always higher. */
export const aboveAttempts = ({ role, state }: Node, before: Before): string | null => {
  const heartbeat = state?.peer?.heartbeat
  if (heartbeat == null || heartbeat === before.peer?.heartbeat || heartbeat.holds) return null
  if (state?.mode !== 'active' || before.mode !== 'active') return null
  const own = state.durable.held?.epoch ?? 0
  return heartbeat.seen > own
    ? `the ${role} goes on with epoch ${own} below ${heartbeat.seen}, which the other server tried`
    : null
}

/** Who hears the holder while taking over ends it, also when the heartbeat came during an own stall. */
export const noOldHeartbeat = (node: Node, before: Before, effects: readonly Effect[]): string | null => {
  const { takeOver } = before
  if (takeOver === null || node.state?.mode !== 'active') return null
  // At the very same moment it may have come first, as the last of what a stall had kept back.
  const isHeard = node.holderArrivedAt > takeOver.startedAt
  return isHeard && effects.some((effect) => effect.do === 'startServices')
    ? `the ${node.role} took control although it heard the holder meanwhile`
    : null
}

/** Without an A/B switch nobody is asked: a take-over was begun, a grant came, or no lease is needed. */
const newestAnswer = (node: Node, before: Before, effects: readonly Effect[]): number => {
  if (before.hasArbiter) return Math.max(node.lineEndedAt, node.ackedSentAt)
  if (before.takeOver !== null) return before.takeOver.startedAt
  const isGranted = effects.some((effect) => effect.do === 'record' && effect.decision.act === 'takeGrant')
  if (isGranted) return node.nonceSentAt
  const isAsked = before.mode === 'active' && node.state !== null && livesOnLeases(node.state)
  return isAsked ? node.ackedSentAt : Number.POSITIVE_INFINITY
}

/** After a stall nothing is started on what was known before it. */
export const freshStarts = (node: Node, before: Before, effects: readonly Effect[]): string | null => {
  // Disabled, it serves alone whatever it knows.
  if (before.mode === 'disabled' || !effects.some((effect) => effect.do === 'startServices')) return null
  const newest = newestAnswer(node, before, effects)
  return newest < node.resumedAt
    ? `the ${node.role} starts services on what it knew before it stood still`
    : null
}

/** Nothing is started by who has no right to control any more when the step ends, nor to be stopped in the same one. */
export const rightfulStarts = (node: Node, effects: readonly Effect[]): string | null => {
  if (!effects.some((effect) => effect.do === 'startServices')) return null
  const { state } = node
  if (state?.mode === 'disabled' && state.durable.servesAlone) return null
  return state?.mode === 'active' && mayHold(state, node.localNow())
    ? null
    : `the ${node.role} starts services without the right to control`
}

/**
 * The line is moved for a take-over, an old grant, a force or a grant, never to take up control again; and back where
 * the other server says that its own abandoned take-over moved it, or a person asks, while it is heard.
 */
export const lineOrders = (node: Node, effects: readonly Effect[]): string | null => {
  if (!effects.some((effect) => effect.do === 'setLine')) return null
  if (node.state?.hasArbiter === false) return `the ${node.role} sets an A/B switch that there is not`
  const {
    takeOver = null,
    grantUse = null,
    peer = null,
    ackUntil = 0,
    mode = 'standby',
    lineBackOrder = null,
  } = node.state ?? {}
  const isSaid = peer?.heartbeat?.movedLine === true || lineBackOrder !== null
  const isAsked = mode === 'active' && isSaid && ackUntil > node.localNow()
  const mayMove =
    grantUse !== null || (takeOver !== null && takeOver.kind !== 'resume' && takeOver.kind !== 'first')
  return mayMove || isAsked ? null : `the ${node.role} moves the line although it takes control from nobody`
}

/** "The other server is off" is over when that one acknowledged in this very session: it is there, and has to be told. */
export const declarationEnds = ({ role, state, localNow }: Node): string | null => {
  if (state?.mode !== 'active' || state.durable.held?.declared !== true || state.peer === null) return null
  const isAcknowledged = state.ackedSentAt >= state.peer.linkedAt && state.ackUntil > localNow()
  return isAcknowledged ? `the ${role} takes for off who acknowledged it` : null
}

/** Of two that know of each other the lower held epoch lets go. */
export const olderLetsGo = (node: Node): string | null => {
  const { state } = node
  const heartbeat = state?.peer?.heartbeat
  if (state?.mode !== 'active' || heartbeat?.holds !== true) return null
  const own = state.durable.held?.epoch ?? 0
  return heartbeat.heldEpoch > own
    ? `the ${node.role} goes on with epoch ${own} although it heard the holder of epoch ${heartbeat.heldEpoch}`
    : null
}
