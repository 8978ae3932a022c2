import type { Node } from './node-shape.ts'
import type { NodeWorld } from './node-world.ts'
import { reportOf } from './report.ts'

/** What goes on from the beginning of an engine's life to its end. */
export const createBeginnings = (node: Node, world: NodeWorld) => {
  const { agenda, random, timing } = world
  return {
    awaitGuardian: (): void => {
      const mine = node.life()
      const check = (): void => {
        if (mine !== node.life()) return
        if (node.guardian.services === 'stopped') node.input({ type: 'guardianReady' })
        else agenda.at(agenda.now + 20, check)
      }
      agenda.at(agenda.now + random.between(20, 120), check)
    },
    /** The engine's own report, once a second; with slow heartbeats as often as those. */
    beat: (): void => {
      const mine = node.life()
      const again = (): void => {
        if (mine !== node.life()) return
        // Idle or stalled, it verifies nothing; found on a disk that takes nothing, it is forgotten with the engine.
        const verifies = node.replicate.as === 'destination' && !node.isPaused && node.hasDisk
        if (node.tree.isBroken && verifies) world.replicaIsBroken(node.role)
        node.input({ type: 'report', report: reportOf(node) })
        agenda.at(agenda.now + Math.max(1_000, timing.heartbeatMs), again)
      }
      agenda.at(agenda.now + random.between(10, 900), again)
    },
  }
}
