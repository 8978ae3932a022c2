import type { Happening } from '../../shared/core/step-types.ts'
import type { Node } from './node-shape.ts'
import type { NodeWorld } from './node-world.ts'

/** 22 November 2025. */
const WALL_START_MS = 1_763_800_000_000
/** A gap that is a stall for automatic acts. */
const STALL_NOTED_MS = 2_000

/** A server's clock on the wall, and what the world notes in its books before a step is made. */
export const createWall = (node: Node, { agenda, restraints, timing }: NodeWorld) => {
  /** How far it is off, as the engine saw it last and as what is on the disk goes by. */
  let seen = 0
  let onDisk = 0
  const { role } = node
  return {
    now: (): number => WALL_START_MS + agenda.now + node.wallShiftMs,
    engineStarted: (): void => {
      restraints.engineStarted(role, node.wallShiftMs - onDisk)
      seen = node.wallShiftMs
      onDisk = seen
    },
    /** What is written from now on goes by this. */
    seen: (): number => seen,
    written: (shiftMs: number): void => {
      onDisk = shiftMs
    },
    note: (happening: Happening, gapMs: number): void => {
      if (gapMs >= STALL_NOTED_MS || node.wallShiftMs !== seen) {
        restraints.shaken(node, node.wallShiftMs - seen, gapMs)
        seen = node.wallShiftMs
      }
      const { type } = happening
      if (type === 'command' || type === 'force' || type === 'maintenance' || type === 'rehearse')
        restraints.personActed(role, happening)
      if (role === 'primary') return
      if (type === 'linkUp') restraints.met(null)
      else if (type === 'message' && happening.message.kind === 'heartbeat' && gapMs < timing.stallMs)
        // What a disk does not take is forgotten at the engine's end, which that brings about.
        restraints.met(node.hasDisk ? happening.message : null)
    },
  }
}
