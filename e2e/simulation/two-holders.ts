import type { Effect } from '../../shared/core/step-types.ts'
import type { Before, Node } from './node-shape.ts'

/**
 * Without an A/B switch it can be accepted that the active stays on a cut. Two in control are then allowed from a
 * take-over, or a force, until the older one hears the newer one, and has stopped its services; nothing else makes two.
 */
export interface Accepted {
  /** Two may be in control until then. */
  until: number
}

const takesControl = (effects: readonly Effect[]): boolean =>
  effects.some(
    (effect) =>
      effect.do === 'record' &&
      effect.decision.outcome === 'done' &&
      (effect.decision.act === 'takeOver' || effect.decision.act === 'force'),
  )

/** What the disk takes, and what the clocks are off. */
const SLACK_MS = 40

const hearsNewer = ({ state }: Node, before: Before): boolean => {
  const heartbeat = state?.peer?.heartbeat
  if (heartbeat == null || heartbeat === before.peer?.heartbeat || !heartbeat.holds) return false
  return before.mode === 'active' && heartbeat.heldEpoch > (before.durable.held?.epoch ?? 0)
}

/** Follows when two are allowed. */
export const noteTwo = (
  accepted: Accepted,
  node: Node,
  before: Before,
  effects: readonly Effect[],
  now: number,
): void => {
  if (takesControl(effects)) accepted.until = Number.POSITIVE_INFINITY
  if (hearsNewer(node, before)) accepted.until = now + 1.03 * before.timing.stopLimitMs + SLACK_MS
}

/** Its engine let go and stands still before that is carried out: no lease ends its services. */
const standsStill = ({ isPaused, isFrozen, thawingUntil }: Node, now: number): boolean =>
  isPaused || isFrozen || now <= thawingUntil

export const areTwoAccepted = (accepted: Accepted, nodes: readonly Node[], now: number): boolean => {
  if (now <= accepted.until) return true
  return nodes.some((node) => standsStill(node, now) || node.guardian.services === 'stopping')
}
