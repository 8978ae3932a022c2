import { isArmed } from '../../shared/core/leases.ts'
import { replay } from '../../shared/core/replay.ts'
import { isReadOnOwnSide } from '../../shared/core/rules/line-on-own-side.ts'
import type { Effect } from '../../shared/core/step-types.ts'
import { otherRole } from '../../shared/domain/roles.ts'
import { allHold } from '../../shared/domain/rules.ts'
import type { Watched } from './invariants.ts'
import { noReturn } from './no-return.ts'
import type { Before, Node } from './node-shape.ts'
import { freshStarts, lineOrders, noOldHeartbeat, rightfulStarts } from './orders.ts'

/** What must hold of what a step has carried out and recorded. Each answers null or one sentence that says what broke. */

/** 3. Nothing acknowledged is lost at a planned switch-over: the new holder has it all when it starts. */
const nothingLost = ({ given, nodes }: Watched, node: Node, effects: readonly Effect[]): string | null => {
  for (const effect of effects) {
    if (effect.do === 'record') {
      const { act, trigger, epoch } = effect.decision
      if (act === 'giveControl' && trigger === 'person') given.set(epoch, [...node.tree.items])
    }
    if (effect.do !== 'startServices') continue
    const owed = given.get(effect.epoch)
    given.delete(effect.epoch)
    const missing = owed?.filter((item) => !nodes[node.role].tree.items.has(item)) ?? []
    if (missing.length > 0) return `a planned switch-over lost ${missing.length} acknowledged items`
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
    const { automatic } = watched
    const earlier = automatic[node.role]
    if (isReadOnOwnSide(state)) continue
    const isKept = earlier?.life === node.life() && earlier.hasMoved
    const gap = isKept ? watched.now() - earlier.at : Number.POSITIVE_INFINITY
    automatic[node.role] = { at: watched.now(), life: node.life(), hasMoved: false }
    if (gap < watched.minimumGapMs * 0.95) return `two automatic acts within ${Math.round(gap)} ms`
  }
  return null
}

/** To judge one again costs as much as a hundred steps: in each run it is done to one of so many. */
const JUDGED_AGAIN = 60

/** 9. A decision that is judged again from what the record holds of it is the same decision. */
const accountability = (watched: Watched, effects: readonly Effect[]): string | null => {
  for (const effect of effects) {
    if (effect.do !== 'record' || effect.decision.judgement === '') continue
    const { act, outcome, rules, judgement } = effect.decision
    watched.decisions += 1
    if (watched.decisions % JUDGED_AGAIN !== 0) continue
    const facts = JSON.parse(JSON.stringify(effect.decision.facts))
    const replayed = replay({ rules: [...rules], judgement, facts })
    if (replayed.outcome === 'same') continue
    const why = replayed.outcome === 'notComparable' ? replayed.why : JSON.stringify(replayed)
    return `the decision "${act} ${outcome}" is another one when it is judged again: ${why}`
  }
  return null
}

/**
 * The promise: a standby acknowledges only held epochs at or above every one it knows to be held, and never
 * while it takes over itself.
 */
const promises = (node: Node, before: Before, effects: readonly Effect[]): string | null => {
  for (const effect of effects) {
    if (effect.do !== 'send' || effect.message.kind !== 'ack') continue
    const { held, peerHeld } = node.state?.durable ?? before.durable
    if (effect.message.epoch < Math.max(held?.epoch ?? 0, peerHeld.epoch))
      return `the ${node.role} acknowledges epoch ${effect.message.epoch}, and knows a newer holder`
    if (before.mode === 'takingOver' && node.state?.mode === 'takingOver')
      return `the ${node.role} acknowledges a holder it is taking control from`
  }
  return null
}

/** A person who turned it off is obeyed, and an active that is heard is left alone. */
const takeOvers = (node: Node, other: Node, before: Before, effects: readonly Effect[]): string | null => {
  for (const effect of effects) {
    if (effect.do !== 'record' || effect.decision.act !== 'takeOver') continue
    const { outcome } = effect.decision
    if (outcome === 'done' && !isArmed(before)) return `the ${node.role} took over although it was turned off`
    const silence = node.localNow() - node.holderArrivedAt
    const { declareLostMs, heartbeatMs } = before.timing
    // One heartbeat less where the connection closed; less still only on the word of the other guardian.
    const isSaid = effect.decision.rules.some((rule) => rule.rule === 'peerServicesStopped')
    if (outcome === 'begun' && isSaid) {
      if (other.guardian.services === 'running') return `the ${node.role} takes over from services that run`
    } else if (outcome === 'begun' && silence < (declareLostMs - heartbeatMs) * 0.95)
      return `the ${node.role} begins to take over ${Math.round(silence)} ms after a heartbeat of the active reached it`
  }
  return null
}

/** Nobody takes over beside services that were seen to answer, or cut off from its own network. */
const looksAround = (
  { hasGateway }: Watched,
  node: Node,
  before: Before,
  effects: readonly Effect[],
): string | null => {
  const isBegun = effects.some(
    (effect) =>
      effect.do === 'record' && effect.decision.act === 'takeOver' && effect.decision.outcome === 'begun',
  )
  if (!isBegun) return null
  const { signOfLifeMs } = before.timing
  const isSaidStopped =
    (node.state?.holderLost?.stoppedAskedAt ?? Number.NEGATIVE_INFINITY) > node.signAskedAt
  const seenMs = Math.round(node.localNow() - node.signAskedAt)
  if (seenMs < signOfLifeMs * 0.9 && !isSaidStopped)
    return `the ${node.role} begins to take over ${seenMs} ms after the active's services answered it`
  const reachedMs = Math.round(node.localNow() - node.gatewayAskedAt)
  return hasGateway && reachedMs > signOfLifeMs + 1
    ? `the ${node.role} begins to take over although its gateway answered ${reachedMs} ms ago`
    : null
}

/** Most steps only speak and look. */
const isUsual = (effects: readonly Effect[]): boolean => {
  for (const effect of effects) {
    switch (effect.do) {
      case 'send':
      case 'readLine':
      case 'lookAround':
      case 'deadline':
        continue
      default:
        return false
    }
  }
  return true
}

export const checkActs = (
  watched: Watched,
  node: Node,
  before: Before,
  effects: readonly Effect[],
): string | null => {
  if (effects.length === 0) return null
  const isQuiet = before.takeOver === null && node.state?.takeOver === null && node.state.mode === before.mode
  const promised = promises(node, before, effects)
  if (promised !== null || (isQuiet && isUsual(effects))) return promised
  return (
    lineOrders(node, effects) ??
    takeOvers(node, watched.nodes[otherRole(node.role)], before, effects) ??
    noReturn(watched, node, before, effects) ??
    looksAround(watched, node, before, effects) ??
    noOldHeartbeat(node, before, effects) ??
    freshStarts(node, before, effects) ??
    rightfulStarts(node, effects) ??
    nothingLost(watched, node, effects) ??
    decisions(watched, node, effects) ??
    accountability(watched, effects)
  )
}
