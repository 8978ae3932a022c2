import { isLastHolder } from '../../shared/core/leases.ts'
import type { Act, Effect } from '../../shared/core/step-types.ts'
import type { Watched } from './invariants.ts'
import type { Before, Node } from './node-shape.ts'

/**
 * Control does not return by itself: who held last starts nothing once the other one has served with a higher epoch.
 * Only a person brings that about: a force on either, ended or not, or a hand; both put the lines back where it reads
 * them as its own.
 */
export const noReturn = (
  watched: Watched,
  node: Node,
  before: Before,
  effects: readonly Effect[],
): string | null => {
  const { served, begunAt } = watched
  if (before.mode === 'standby' && node.state?.mode !== 'standby') begunAt[node.role] = watched.now()
  // Without an A/B switch a grant and a force may begin and end in one step.
  const isBy = (act: Act): boolean =>
    effects.some((effect) => effect.do === 'record' && effect.decision.act === act)
  const isForcing = [before, node.state].some((s) => s?.takeOver?.kind === 'force') || isBy('force')
  if (isForcing) watched.forcedAt = watched.now()
  const isStart = effects.some((effect) => effect.do === 'startServices')
  if (!isStart || before.mode === 'active' || node.state === null) return null
  const epoch = node.state.durable.held?.epoch ?? 0
  watched.served = { role: node.role, epoch, begunAt: begunAt[node.role] }
  if (served === null || served.role === node.role) return null
  // Disabled on a declaration that was false, it starts again what it serves alone.
  if (before.mode === 'disabled' && before.durable.held?.declared === true) return null
  // Decided, and never on its disk: that one started nothing.
  if ((watched.nodes[served.role].disk.held?.epoch ?? 0) < served.epoch) return null
  // The other one granted it: the two had met.
  if (before.durable.granted !== null || isBy('takeGrant')) return null
  if (!isLastHolder(before) || (before.durable.held?.epoch ?? 0) > served.epoch) return null
  const personAt = Math.max(watched.handAt, watched.forcedAt)
  return watched.isConsented || personAt >= served.begunAt
    ? null
    : `control returned by itself to the ${node.role}, after the other one had served with epoch ${served.epoch}`
}
