import type { Message } from '../../shared/core/messages.ts'
import type { Effect } from '../../shared/core/step-types.ts'
import type { License } from '../../shared/domain/license.ts'
import type { Fence } from '../../shared/domain/on-cut.ts'
import type { Role } from '../../shared/domain/roles.ts'
import type { Timing } from '../../shared/domain/timing.ts'
import type { Agenda } from './events.ts'
import type { LineBox } from './line-box.ts'
import type { Surroundings } from './look-around.ts'
import type { Before, Node } from './node-shape.ts'
import type { Random } from './random.ts'
import type { Restraints } from './restraints.ts'

/** The world around one server of the simulation. */
export interface NodeWorld {
  readonly agenda: Agenda
  readonly random: Random
  readonly box: LineBox
  readonly timing: Timing
  readonly fence: Fence
  readonly restraints: Restraints
  readonly licenseOf: (role: Role) => License
  readonly send: (from: Role, message: Message) => void
  readonly engineStarted: (role: Role) => void
  readonly engineEnded: (role: Role) => void
  /** Enabled again it goes on with what it served alone. */
  readonly servesOn: (node: Node) => void
  readonly peerWord: (of: Role) => boolean | null
  readonly surroundings: (of: Role) => Surroundings
  readonly sync: (node: Node, id: number, isFinal: boolean) => void
  readonly servicesChanged: () => void
  /** They write until they are stopped, for so long. */
  readonly servicesStopping: (node: Node, ms: number) => void
  /** The engine is told now that what its replica holds proves nothing. */
  readonly replicaIsBroken: (role: Role) => void
  /** An order to the line is written. */
  readonly setLeaves: (node: Node) => void
  /** The engine stood still while its guardian ended its services at the deadline, and goes on. */
  readonly wentOnPastLease: (node: Node) => void
  /** The guardian ended the services of an engine that runs and has carried out all it decided. */
  readonly endedForLease: (node: Node) => void
  readonly afterStep: (node: Node, before: Before, effects: readonly Effect[]) => void
}
