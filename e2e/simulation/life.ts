import { isArmed } from '../../shared/core/leases.ts'
import { otherRole, type Role } from '../../shared/domain/roles.ts'
import type { Agenda } from './events.ts'
import type { Calm } from './last-rehearsal.ts'
import type { Node } from './node-shape.ts'
import type { Random } from './random.ts'
import { addItem, copyNew, copyTree } from './tree-model.ts'

/** What goes on in a pair beside control: services that write, a copy that follows, a person who looks after it. */

const roles = ['primary', 'secondary'] as const

export interface Life {
  readonly agenda: Agenda
  readonly random: Random
  readonly nodes: Record<Role, Node>
  readonly acknowledged: Set<number>
  /** The longest until a person looks again. */
  readonly tendMs: number
  /** The longest a first copy of a source takes. */
  readonly firstCopyMs: number
  readonly isLinked: () => boolean
  readonly calm: Calm
  /** The first copy of this source is complete on that server. */
  readonly onCopied: (role: Role, epoch: number) => void
  readonly onFollowing: (role: Role) => void
}

/** A new item on whichever server runs the services. Answers the writer, for what is written while they stop. */
export const beginWriting = (life: Life): ((node: Node, forMs: number) => void) => {
  const { agenda, random, nodes, acknowledged } = life
  let item = 0
  const writeOn = ({ isHostUp, isFrozen, guardian, tree }: Node): void => {
    if (!isHostUp || isFrozen || guardian.services === 'stopped') return
    item += 1
    addItem(tree, item)
    acknowledged.add(item)
  }
  const write = (): void => {
    for (const role of roles) writeOn(nodes[role])
    agenda.at(agenda.now + random.between(500, 3_000), write)
  }
  agenda.at(500, write)
  return (node, forMs) => {
    for (let at = random.between(0, 150); at < forMs; at += random.between(20, 150))
      agenda.at(agenda.now + at, () => writeOn(node))
  }
}

/** The replication follows the source, a little behind. */
export const beginFollowing = (life: Life): void => {
  const { agenda, random, nodes } = life
  const follow = (destination: Node, source: Node): void => {
    const { as, epoch } = destination.replicate
    const { tree } = destination
    const isSource = source.replicate.as === 'source' && source.replicate.epoch === epoch
    // A new epoch that is stored ends the copy of the one before, also when the engine stands still before it says so.
    const isHeld = source.disk.held?.epoch === epoch
    // Of one that serves alone nothing is copied: when the two have met, all is compared anew.
    if (source.disk.aheadOfCopies) {
      tree.following = 0
      return
    }
    if (as !== 'destination' || !isSource || !isHeld || destination.state === null || !life.isLinked()) return
    // What services that are being stopped still write is found when all is compared; here that waits for their end.
    if (tree.isBroken || destination.guardian.services !== 'stopped') return
    if (tree.following === epoch && tree.isFirstDone) {
      copyNew(source.tree, tree)
      return
    }
    if (tree.following !== epoch) {
      tree.following = epoch
      tree.isFirstDone = false
      life.onFollowing(destination.role)
      tree.firstDoneAt = agenda.now + (random.chance(0.5) ? 0 : random.between(0, life.firstCopyMs))
    }
    if (agenda.now < tree.firstDoneAt) return
    copyTree(source.tree, tree)
    life.onCopied(destination.role, epoch)
  }
  const live = (): void => {
    for (const role of roles) follow(nodes[role], nodes[otherRole(role)])
    agenda.at(agenda.now + random.between(300, 1_300), live)
  }
  agenda.at(500, live)
}

/** A person keeps the pair protected and closes its lists now and then, as an administrator does. */
export const beginTending = (life: Life): void => {
  const { agenda, random, nodes } = life
  const tend = (): void => {
    for (const role of life.calm.isTended ? roles : []) {
      const { state } = nodes[role]
      if (state?.mode === 'standby' && !isArmed(state) && random.chance(0.7)) nodes[role].command('arm')
      if (state?.mode === 'active' && state.completion !== null)
        nodes[role].input({ type: 'completionEnd', requestId: '' })
    }
    agenda.at(agenda.now + random.between(0.2, 1) * life.tendMs, tend)
  }
  agenda.at(8_000, tend)
}
