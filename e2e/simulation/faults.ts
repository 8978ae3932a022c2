import type { Role } from '../../shared/domain/roles.ts'
import type { Agenda } from './events.ts'
import type { LineBox } from './line-box.ts'
import type { Network } from './network.ts'
import type { Node } from './node.ts'
import type { Random } from './random.ts'

/** The faults of a run: drawn once from the seed, so that a run can be replayed and shrunk. */
export type Fault =
  | { kind: 'cutLink'; at: number; forMs: number }
  | { kind: 'cutOneWay'; at: number; forMs: number; from: Role }
  | { kind: 'lossyLink'; at: number; forMs: number; loss: number; slowness: number }
  | { kind: 'killEngine'; at: number; server: Role }
  | { kind: 'crashHost'; at: number; forMs: number; server: Role }
  | { kind: 'crashBoth'; at: number; forMs: number }
  | { kind: 'stallEngine'; at: number; forMs: number; server: Role }
  | { kind: 'freezeHost'; at: number; forMs: number; server: Role }
  | { kind: 'boxUnreachable'; at: number; forMs: number; server: Role | 'both' }
  | { kind: 'boxSlow'; at: number; forMs: number; slowness: number }
  | { kind: 'handMovesBox'; at: number }
  | { kind: 'isolate'; at: number; forMs: number; server: Role }
  | { kind: 'press'; at: number; server: Role; command: 'switchOver' | 'arm' | 'disarm' | 'cancelSwitchOver' }

const roles = ['primary', 'secondary'] as const

export const drawFaults = (random: Random, count: number, from: number, to: number): Fault[] => {
  const faults: Fault[] = []
  let hands = 0
  for (let i = 0; i < count; i += 1) {
    const at = Math.round(random.between(from, to))
    const server = random.pick(roles)
    const forMs = Math.round(random.chance(0.6) ? random.between(50, 4_000) : random.between(4_000, 60_000))
    const draw = random.integer(0, 15)
    if (draw === 0) faults.push({ kind: 'cutLink', at, forMs })
    else if (draw === 1) faults.push({ kind: 'cutOneWay', at, forMs, from: server })
    else if (draw === 2) {
      faults.push({
        kind: 'lossyLink',
        at,
        forMs,
        loss: random.between(0.02, 0.3),
        slowness: random.between(1, 60),
      })
    } else if (draw === 3) faults.push({ kind: 'killEngine', at, server })
    else if (draw === 4) faults.push({ kind: 'crashHost', at, forMs: forMs + 2_000, server })
    else if (draw === 5) faults.push({ kind: 'crashBoth', at, forMs: forMs + 2_000 })
    else if (draw === 6) faults.push({ kind: 'stallEngine', at, forMs, server })
    else if (draw === 7) faults.push({ kind: 'freezeHost', at, forMs, server })
    else if (draw === 8)
      faults.push({ kind: 'boxUnreachable', at, forMs, server: random.chance(0.4) ? 'both' : server })
    else if (draw === 9) faults.push({ kind: 'boxSlow', at, forMs, slowness: random.between(2, 80) })
    else if (draw === 10 && hands < 2) {
      hands += 1
      faults.push({ kind: 'handMovesBox', at })
    } else if (draw === 11) faults.push({ kind: 'isolate', at, forMs, server })
    else if (draw === 12) faults.push({ kind: 'press', at, server, command: 'arm' })
    else if (draw === 13)
      faults.push({ kind: 'press', at, server, command: random.pick(['disarm', 'cancelSwitchOver']) })
    else faults.push({ kind: 'press', at, server, command: 'switchOver' })
  }
  return faults.sort((a, b) => a.at - b.at)
}

export interface FaultWorld {
  readonly agenda: Agenda
  readonly network: Network
  readonly box: LineBox
  readonly nodes: Record<Role, Node>
  readonly onHand: () => void
}

/** Puts the faults on the agenda; every one ends by itself. */
export const plantFaults = (faults: readonly Fault[], world: FaultWorld): void => {
  for (const fault of faults) world.agenda.at(fault.at, () => strike(fault, world))
}

/** Everything works again; hosts boot. */
export const healAll = ({ network, box, nodes }: FaultWorld): void => {
  network.open.primary = true
  network.open.secondary = true
  network.loss = 0
  network.slowness = 1
  box.reach.primary = true
  box.reach.secondary = true
  box.slowness = 1
  for (const role of roles) {
    nodes[role].bootHost()
    nodes[role].startEngine()
  }
}

const strike = (fault: Fault, world: FaultWorld): void => {
  const { agenda, network, box, nodes } = world
  const after = (ms: number, act: () => void): void => agenda.at(agenda.now + ms, act)
  switch (fault.kind) {
    case 'cutLink':
      network.open.primary = false
      network.open.secondary = false
      after(fault.forMs, () => {
        network.open.primary = true
        network.open.secondary = true
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
      nodes[fault.server].killEngine()
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
      return
    case 'freezeHost':
      nodes[fault.server].pause(fault.forMs, true)
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
      box.slowness = fault.slowness
      after(fault.forMs, () => {
        box.slowness = 1
      })
      return
    case 'handMovesBox':
      box.position = box.position === 'A' ? 'B' : 'A'
      world.onHand()
      return
    case 'isolate':
      network.open.primary = false
      network.open.secondary = false
      box.reach[fault.server] = false
      after(fault.forMs, () => {
        network.open.primary = true
        network.open.secondary = true
        box.reach[fault.server] = true
      })
      return
    case 'press':
      nodes[fault.server].command(fault.command)
      return
  }
}
