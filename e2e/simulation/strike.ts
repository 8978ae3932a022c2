import { otherRole, type Role } from '../../shared/domain/roles.ts'
import type { Agenda } from './events.ts'
import type { Ambush, Fault, Moment } from './faults.ts'
import type { LineBox } from './line-box.ts'
import type { Network } from './network.ts'
import type { Node } from './node-shape.ts'

/** Carries faults out in the virtual world. */

const roles = ['primary', 'secondary'] as const

export interface FaultWorld {
  readonly agenda: Agenda
  readonly network: Network
  readonly box: LineBox
  readonly nodes: Record<Role, Node>
  /** At most one hand move falls into a wait: false when it is too early for another. */
  readonly mayMoveByHand: () => boolean
  readonly onHand: () => void
  readonly onStrike: () => void
}

/** Puts the faults on the agenda; every one ends by itself. Answers whom to tell of the protocols' moments. */
export const plantFaults = (
  faults: readonly Fault[],
  world: FaultWorld,
): ((moment: Moment, actor: Role) => void) => {
  let lying: Ambush[] = []
  for (const fault of faults) {
    world.agenda.at(fault.at, () => {
      if (fault.kind === 'ambush') lying.push(fault)
      else strike(fault, world)
    })
  }
  return (moment, actor) => {
    if (!lying.some((ambush) => ambush.moment === moment)) return
    const sprung = lying.filter((ambush) => ambush.moment === moment)
    lying = lying.filter((ambush) => ambush.moment !== moment)
    for (const ambush of sprung) {
      const server = ambush.strikes === 'actor' ? actor : otherRole(actor)
      world.agenda.at(world.agenda.now + ambush.delayMs, () => strike(deedOf(ambush, server), world))
    }
  }
}

const deedOf = ({ at, forMs, deed }: Ambush, server: Role): Fault => {
  switch (deed) {
    case 'stall':
      return { kind: 'stallEngine', at, forMs, server, holdsBox: false }
    case 'freeze':
      return { kind: 'freezeHost', at, forMs, server }
    case 'kill':
      return { kind: 'killEngine', at, forMs: Math.min(4_000, 500 + forMs), server }
    case 'crash':
      return { kind: 'crashHost', at, forMs, server }
    case 'cutLink':
      return { kind: 'cutLink', at, forMs }
    case 'cutOneWay':
      return { kind: 'cutOneWay', at, forMs, from: server }
    case 'loseBox':
      return { kind: 'boxUnreachable', at, forMs, server }
    case 'isolate':
      return { kind: 'isolate', at, forMs, server }
    case 'hand':
      return { kind: 'handMovesBox', at }
    case 'cancel':
      return { kind: 'press', at, server, command: 'cancelSwitchOver' }
    case 'untick':
      return { kind: 'untick', at, forMs, server }
    case 'arm':
    case 'disarm':
    case 'force':
      return { kind: 'press', at, server, command: deed }
  }
}

/** Everything works again, hosts boot, redundancy is enabled. Only an engine that stands still for ever is left to its guardian. */
export const healAll = ({ network, box, nodes }: FaultWorld): void => {
  network.open.primary = true
  network.open.secondary = true
  network.isPortOnly = false
  network.loss = 0
  network.slowness = 1
  network.repeats = 0
  box.refusesSets = false
  for (const role of roles) {
    network.gateway[role] = true
    box.reach[role] = true
    box.slowness[role] = 1
    box.lateShare[role] = null
    nodes[role].hasDisk = true
    nodes[role].bootHost()
    nodes[role].startEngine()
    nodes[role].enable()
  }
}

const strike = (fault: Fault, world: FaultWorld): void => {
  const { agenda, network, box, nodes } = world
  world.onStrike()
  const after = (ms: number, act: () => void): void => agenda.at(agenda.now + ms, act)
  switch (fault.kind) {
    case 'cutLink':
      network.open.primary = false
      network.open.secondary = false
      network.isPortOnly = fault.isPortOnly === true
      after(fault.forMs, () => {
        network.open.primary = true
        network.open.secondary = true
        network.isPortOnly = false
      })
      return
    case 'cutOneWay':
      network.open[fault.from] = false
      after(fault.forMs, () => {
        network.open[fault.from] = true
      })
      return
    case 'lossyLink':
      network.loss = fault.loss
      network.slowness = fault.slowness
      after(fault.forMs, () => {
        network.loss = 0
        network.slowness = 1
      })
      return
    case 'killEngine':
      nodes[fault.server].killEngine(fault.forMs)
      return
    case 'crashHost':
      nodes[fault.server].crashHost()
      after(fault.forMs, () => nodes[fault.server].bootHost())
      return
    case 'crashBoth':
      for (const role of roles) {
        nodes[role].crashHost()
        after(fault.forMs * (role === 'primary' ? 1 : 1.3), () => nodes[role].bootHost())
      }
      return
    case 'stallEngine':
      nodes[fault.server].pause(fault.forMs, false)
      // An engine that was killed in a frozen host has no session.
      if (fault.holdsBox && nodes[fault.server].isPaused && nodes[fault.server].state !== null)
        box.keepSession(fault.server)
      return
    case 'freezeHost': {
      const node = nodes[fault.server]
      if (fault.wallStands && node.isHostUp && !node.isPaused)
        after(fault.forMs, () => {
          node.wallShiftMs -= fault.forMs
        })
      node.pause(fault.forMs, true)
      return
    }
    case 'wallJumps':
      nodes[fault.server].wallShiftMs += fault.byMs
      return
    case 'offForDays':
      nodes[fault.server].crashHost()
      after(fault.forMs, () => {
        nodes[fault.server].wallShiftMs += fault.days * 86_400_000
        nodes[fault.server].bootHost()
      })
      return
    case 'maintenance':
      nodes[fault.server].planMaintenance(fault.lastsMs)
      return
    case 'licenseChanges': {
      const { primary } = nodes
      if (primary.license !== 'notRequired')
        primary.license = primary.license === 'registered' ? 'missing' : 'registered'
      primary.killEngine(fault.forMs)
      return
    }
    case 'diskFails':
      nodes[fault.server].hasDisk = false
      after(fault.forMs, () => {
        nodes[fault.server].hasDisk = true
      })
      return
    case 'boxUnreachable': {
      const whom = fault.server === 'both' ? roles : [fault.server]
      for (const role of whom) box.reach[role] = false
      after(fault.forMs, () => {
        for (const role of whom) box.reach[role] = true
      })
      return
    }
    case 'boxSlow':
      for (const role of fault.server === 'both' ? roles : [fault.server]) box.slowness[role] = fault.slowness
      after(fault.forMs, () => {
        for (const role of roles) box.slowness[role] = 1
      })
      return
    case 'lateSet':
      box.lateShare[fault.server] = fault.share
      after(fault.forMs, () => {
        box.lateShare[fault.server] = null
      })
      return
    case 'handMovesBox':
      if (!world.mayMoveByHand()) return
      box.position = box.position === 'A' ? 'B' : 'A'
      world.onHand()
      return
    case 'isolate':
      network.open.primary = false
      network.open.secondary = false
      network.isPortOnly = false
      network.gateway[fault.server] = false
      box.reach[fault.server] = false
      after(fault.forMs, () => {
        network.open.primary = true
        network.open.secondary = true
        network.gateway[fault.server] = true
        box.reach[fault.server] = true
      })
      return
    case 'breakReplica': {
      const { tree } = nodes[fault.server]
      tree.isBroken = true
      tree.isFirstDone = false
      tree.following = 0
      // It is copied anew only when its server knows: what lies idle meanwhile verifies nothing.
      const repair = (): void => {
        if (nodes[fault.server].disk.replicaUpdatedFor === 0) tree.isBroken = false
        else after(1_000, repair)
      }
      after(fault.forMs + 2_500, repair)
      return
    }
    case 'repeatedFrames':
      network.repeats = fault.share
      after(fault.forMs, () => {
        network.repeats = 0
      })
      return
    case 'refusesSets':
      box.refusesSets = true
      after(fault.forMs, () => {
        box.refusesSets = false
      })
      return
    case 'untick':
      nodes[fault.server].command('disable')
      after(fault.forMs, () => nodes[fault.server].enable())
      return
    case 'ambush':
      return
    case 'press':
      nodes[fault.server].command(fault.command)
      return
  }
}
