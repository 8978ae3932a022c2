import { otherRole, type Role } from '../../shared/domain/roles.ts'
import type { Timing } from '../../shared/domain/timing.ts'
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
  | { kind: 'boxSlow'; at: number; forMs: number; slowness: number; server: Role | 'both' }
  | { kind: 'handMovesBox'; at: number }
  | { kind: 'isolate'; at: number; forMs: number; server: Role }
  | {
      kind: 'press'
      at: number
      server: Role
      command: 'switchOver' | 'arm' | 'disarm' | 'cancelSwitchOver' | 'force' | 'declareOtherOff'
    }
  | { kind: 'breakReplica'; at: number; forMs: number; server: Role }
  | { kind: 'repeatedFrames'; at: number; forMs: number; share: number }
  | { kind: 'refusesSets'; at: number; forMs: number }
  | Ambush

/** A moment of a protocol at which a fault strikes hardest. */
export const moments = [
  'takeOverBegun',
  'lineSet',
  'held',
  'nonceSent',
  'given',
  'granted',
  'armAsked',
  'armStored',
  'armOff',
  'demoted',
  'epochRaised',
] as const
export type Moment = (typeof moments)[number]

/** Lies in wait from `at` on for one moment of either server; strikes it or its peer. */
export interface Ambush {
  readonly kind: 'ambush'
  readonly at: number
  readonly moment: Moment
  readonly delayMs: number
  readonly forMs: number
  readonly strikes: 'actor' | 'other'
  readonly deed: (typeof deeds)[number]
}

const roles = ['primary', 'secondary'] as const
const deeds = [
  'stall',
  'freeze',
  'kill',
  'crash',
  'cutLink',
  'cutOneWay',
  'loseBox',
  'loseBox',
  'isolate',
  'isolate',
  'hand',
  'arm',
  'disarm',
  'force',
] as const

/** How long things last where one of them is drawn; scaled to the timing of the pair. */
export interface FaultScale {
  readonly shortMs: number
  readonly longMs: number
  readonly timing: Timing
}

const drawAmbush = (random: Random, at: number, scale: FaultScale): Ambush => ({
  kind: 'ambush',
  at,
  moment: random.pick(moments),
  // Mostly just then, else somewhere within the wait that follows.
  delayMs: random.chance(0.6) ? random.between(0, 8) : random.between(0, scale.shortMs * 0.6),
  forMs: Math.round(
    random.chance(0.5) ? random.between(20, scale.shortMs) : random.between(scale.shortMs, scale.longMs),
  ),
  strikes: random.pick(['actor', 'other']),
  deed: random.pick(deeds),
})

/** A cut long enough for an armed standby to take over, with a second misfortune in the middle of it. */
const drawPartition = (random: Random, at: number, scale: FaultScale): Fault[] => {
  const forMs = Math.round(random.between(0.3, 1) * scale.longMs)
  const strikes = random.pick(['actor', 'other'] as const)
  const slow: Fault = {
    kind: 'boxSlow',
    at,
    forMs,
    slowness: random.between(5, 80),
    server: random.pick(roles),
  }
  return [
    { kind: 'cutLink', at, forMs },
    ...(random.chance(0.4) ? [slow] : []),
    ...(random.chance(0.3) ? [drawAmbush(random, at, scale)] : []),
    { ...drawAmbush(random, at, scale), moment: random.pick(['takeOverBegun', 'lineSet', 'held']), strikes },
  ]
}

/** A switch-over whose receiver does not reach the box for a while, and a giver that somebody forces. */
const drawBadSwitch = (random: Random, at: number, server: Role, scale: FaultScale): Fault[] => {
  const lasting = { kind: 'ambush', at: at - 1, delayMs: random.between(0, 20) } as const
  return [
    { kind: 'press', at, server, command: 'switchOver' },
    {
      ...lasting,
      moment: 'given',
      strikes: 'other',
      deed: random.pick(['loseBox', 'loseBox', 'crash']),
      forMs: Math.round(random.between(500, 7_000)),
    },
    {
      ...lasting,
      moment: 'given',
      strikes: 'actor',
      deed: random.pick(['force', 'force', 'kill', 'crash']),
      delayMs: random.between(20, scale.shortMs),
      forMs: 500,
    },
  ]
}

/** The standby takes over without reaching the box for a moment, in which a hand moves the line and back. */
const drawTwoHands = (random: Random, at: number, server: Role, { timing }: FaultScale): Fault[] => {
  const { declareLostMs, lineLeaseMs } = timing
  const begins = at + declareLostMs + Math.round(random.between(0, lineLeaseMs))
  const away = Math.round(random.between(2.05, 3) * lineLeaseMs)
  return [
    { kind: 'cutLink', at, forMs: 3 * declareLostMs + 4 * lineLeaseMs },
    { kind: 'handMovesBox', at: begins },
    {
      kind: 'boxUnreachable',
      at: begins - Math.round(random.between(0, 0.2) * lineLeaseMs),
      forMs: away + Math.round(random.between(0, 0.4) * lineLeaseMs),
      server,
    },
    { kind: 'handMovesBox', at: begins + away },
  ]
}

/** A grant whose receiver is cut off from the box and the link until it is old, and a giver that is forced then. */
const drawAgedGrant = (random: Random, at: number, server: Role, { timing }: FaultScale): Fault[] => {
  const { grantMs, lineLeaseMs } = timing
  const forMs = Math.round(grantMs * random.between(1.02, 1.6))
  const given = { kind: 'ambush', at: at - 1, moment: 'given', forMs } as const
  return [
    { kind: 'press', at, server, command: 'switchOver' },
    { ...given, moment: 'granted', delayMs: 0, strikes: 'actor', deed: 'isolate' },
    {
      ...given,
      delayMs: Math.round(grantMs * 1.045 + random.between(0, 2) * lineLeaseMs),
      strikes: 'actor',
      deed: 'force',
    },
  ]
}

/** The box is ticked, unticked and ticked again in a hurry, over a link that repeats what it carries. */
const drawHurriedBox = (random: Random, at: number, server: Role, scale: FaultScale): Fault[] => {
  const presses = Array.from(
    { length: random.integer(3, 7) },
    (_, index): Fault => ({
      kind: 'press',
      at: at + Math.round(index * random.between(5, 120)),
      server,
      command: index % 2 === 0 ? 'arm' : 'disarm',
    }),
  )
  return [
    { kind: 'repeatedFrames', at: at - 1, forMs: 2_000, share: random.between(0.3, 0.9) },
    { kind: 'lossyLink', at: at - 1, forMs: 2_000, loss: 0, slowness: random.between(1, 10) },
    ...presses,
    ...(random.chance(0.6) ? [{ kind: 'cutLink', at: at + 2_000, forMs: scale.longMs } as const] : []),
  ]
}

/** The active's engine is killed; the one that takes over cannot move the line until that engine is back, and cut off. */
const drawLateBox = (random: Random, at: number, server: Role, { timing }: FaultScale): Fault[] => {
  const { declareLostMs, startUpAllowanceMs, lineLeaseMs } = timing
  const begins = at + declareLostMs
  const forMs = Math.round(random.between(1, 3) * lineLeaseMs + startUpAllowanceMs)
  return [
    { kind: 'killEngine', at, server },
    { kind: 'cutLink', at: at + 20, forMs: declareLostMs },
    { kind: 'killEngine', at: begins - Math.round(random.between(0, 500)), server },
    { kind: 'refusesSets', at: begins - 100, forMs },
    { kind: 'cutLink', at: begins + Math.round(random.between(0, forMs)), forMs: 4 * declareLostMs },
  ]
}

/** The active is cut off, slowly and then wholly, and somebody forces the other at once. */
const drawForcedCut = (random: Random, at: number, server: Role, scale: FaultScale): Fault[] => {
  const forMs = Math.round(random.between(0.4, 1) * scale.longMs)
  const slowMs = Math.round(random.between(200, scale.shortMs))
  return [
    { kind: 'lossyLink', at, forMs: slowMs + forMs, loss: 0, slowness: random.between(5, 60) },
    { kind: 'boxSlow', at, forMs: slowMs, slowness: random.between(2, 60), server },
    { kind: 'isolate', at: at + slowMs, forMs, server },
    {
      kind: 'press',
      at: at + slowMs + Math.round(random.between(1, 500)),
      server: otherRole(server),
      command: 'force',
    },
  ]
}

export const drawFaults = (
  random: Random,
  count: number,
  from: number,
  to: number,
  scale: FaultScale,
): Fault[] => {
  const faults: Fault[] = []
  for (let i = 0; i < count; i += 1) {
    const at = Math.round(random.between(from, to))
    const server = random.pick(roles)
    const forMs = Math.round(
      random.chance(0.6) ? random.between(50, scale.shortMs) : random.between(scale.shortMs, scale.longMs),
    )
    const draw = random.integer(0, 34)
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
    else if (draw === 9)
      faults.push({
        kind: 'boxSlow',
        at,
        forMs,
        slowness: random.between(2, 80),
        server: random.chance(0.5) ? 'both' : server,
      })
    else if (draw === 10) faults.push({ kind: 'handMovesBox', at })
    else if (draw === 11) faults.push({ kind: 'isolate', at, forMs, server })
    else if (draw === 12) faults.push({ kind: 'press', at, server, command: 'arm' })
    else if (draw === 13)
      faults.push({ kind: 'press', at, server, command: random.pick(['disarm', 'cancelSwitchOver']) })
    else if (draw === 14) faults.push({ kind: 'press', at, server, command: 'force' })
    else if (draw === 31) faults.push(...drawTwoHands(random, at, server, scale))
    else if (draw === 32) faults.push(...drawAgedGrant(random, at, server, scale))
    else if (draw === 33) faults.push(...drawHurriedBox(random, at, server, scale))
    else if (draw === 34) faults.push(...drawLateBox(random, at, server, scale))
    else if (draw === 27) faults.push({ kind: 'breakReplica', at, forMs, server })
    else if (draw === 28)
      faults.push({ kind: 'repeatedFrames', at, forMs: forMs * 4, share: random.between(0.05, 0.5) })
    else if (draw === 29) faults.push({ kind: 'refusesSets', at, forMs })
    else if (draw === 30) faults.push({ kind: 'press', at, server, command: 'declareOtherOff' })
    else if (draw <= 17) faults.push(...drawPartition(random, at, scale))
    else if (draw <= 20) faults.push(drawAmbush(random, at, scale))
    else if (draw === 21) faults.push(...drawBadSwitch(random, at, server, scale))
    else if (draw === 22) faults.push(...drawForcedCut(random, at, server, scale))
    else {
      faults.push({ kind: 'press', at, server, command: 'switchOver' })
      if (random.chance(0.5)) faults.push(drawAmbush(random, at - 1, scale))
    }
  }
  return faults.sort((a, b) => a.at - b.at)
}

export interface FaultWorld {
  readonly agenda: Agenda
  readonly network: Network
  readonly box: LineBox
  readonly nodes: Record<Role, Node>
  /** At most one hand move falls into a wait: false when it is too early for another. */
  readonly mayMoveByHand: () => boolean
  readonly onHand: () => void
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
    const sprung = lying.filter((ambush) => ambush.moment === moment)
    if (sprung.length === 0) return
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
      return { kind: 'stallEngine', at, forMs, server }
    case 'freeze':
      return { kind: 'freezeHost', at, forMs, server }
    case 'kill':
      return { kind: 'killEngine', at, server }
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
    case 'arm':
    case 'disarm':
    case 'force':
      return { kind: 'press', at, server, command: deed }
  }
}

/** Everything works again; hosts boot. */
export const healAll = ({ network, box, nodes }: FaultWorld): void => {
  network.open.primary = true
  network.open.secondary = true
  network.loss = 0
  network.slowness = 1
  network.repeats = 0
  box.reach.primary = true
  box.reach.secondary = true
  box.refusesSets = false
  for (const role of roles) {
    box.slowness[role] = 1
    nodes[role].tree.isBroken = false
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
      for (const role of fault.server === 'both' ? roles : [fault.server]) box.slowness[role] = fault.slowness
      after(fault.forMs, () => {
        for (const role of roles) box.slowness[role] = 1
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
      box.reach[fault.server] = false
      after(fault.forMs, () => {
        network.open.primary = true
        network.open.secondary = true
        box.reach[fault.server] = true
      })
      return
    case 'breakReplica': {
      const { tree } = nodes[fault.server]
      tree.isBroken = true
      tree.isFirstDone = false
      tree.following = 0
      after(fault.forMs + 2_500, () => {
        tree.isBroken = false
      })
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
    case 'ambush':
      return
    case 'press':
      nodes[fault.server].command(fault.command)
      return
  }
}
