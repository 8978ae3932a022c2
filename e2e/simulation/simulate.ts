import { isBound, leaseRuns } from '../../shared/core/leases.ts'
import type { State } from '../../shared/core/state.ts'
import type { Effect } from '../../shared/core/step-types.ts'
import { otherRole, type Role } from '../../shared/domain/roles.ts'
import { deriveTiming, timingLimits } from '../../shared/domain/timing.ts'
import { drawFaults } from './draw-faults.ts'
import { createAgenda } from './events.ts'
import type { Fault, Moment } from './faults.ts'
import { checkInvariants, honesty, nothingThrownAway, singleControl, type Watched } from './invariants.ts'
import { createLineBox } from './line-box.ts'
import { createNetwork } from './network.ts'
import { createNode, type Node } from './node.ts'
import { createRandom } from './random.ts'
import { healAll, plantFaults } from './strike.ts'
import { addItem, copyNew, copyTree } from './tree-model.ts'

/**
 * One run: two real cores in a virtual world. First a safety phase with faults, then everything heals,
 * then exactly one holder and equal trees are owed within a stated time.
 */

export interface RunResult {
  readonly seed: number
  readonly violation: string | null
  readonly simulatedMs: number
  readonly steps: number
  readonly faults: readonly Fault[]
  readonly trace: readonly string[]
  readonly switches: number
}

export interface RunOptions {
  readonly seed: number
  /** In place of the drawn ones: a shrunk or hand-made run. */
  readonly faults?: readonly Fault[]
  readonly keepsTrace?: boolean
}

/** How long the faults go on, and how long the longest of them lasts. */
const phases = {
  slow: { faultsMs: 140_000, shortMs: 4_000, longMs: 50_000, settleMs: 50_000 },
  fast: { faultsMs: 50_000, shortMs: 1_000, longMs: 8_000, settleMs: 25_000 },
} as const

const speeds = {
  slow: { heartbeatMs: 1_000, declareLostMs: 10_000, stopLimitMs: 500 },
  eager: { declareLostMs: 3_000, stopLimitMs: 100, lineLeaseMs: 300 },
  fast: { heartbeatMs: 100, declareLostMs: 500, stopLimitMs: 100 },
  eagerFast: { declareLostMs: 300, lineLeaseMs: timingLimits.lineLeaseMs.min },
} as const

const effectText = (effect: Effect): string | null => {
  switch (effect.do) {
    case 'record': {
      const { act, outcome, epoch, rules } = effect.decision
      const missing = rules.filter((rule) => !rule.holds).map((rule) => `${rule.rule}=${rule.value}`)
      return `${act} ${outcome} e${epoch}${missing.length > 0 ? ` [${missing.join(' ')}]` : ''}`
    }
    case 'send':
      return effect.message.kind === 'heartbeat' ||
        effect.message.kind === 'ack' ||
        effect.message.kind === 'report'
        ? null
        : `sends ${effect.message.kind}`
    case 'setLine':
      return `sets the line to ${effect.side}`
    case 'startServices':
      return `starts services e${effect.epoch}`
    case 'stopServices':
      return `stops services e${effect.epoch}`
    default:
      return null
  }
}

export const simulate = (options: RunOptions): RunResult => {
  const random = createRandom(options.seed)
  const agenda = createAgenda()
  const isFast = random.chance(0.4)
  const timing = deriveTiming({
    ...(isFast ? speeds.fast : speeds.slow),
    // Every third run: lost after three heartbeats, with the shortest leases there are.
    ...(options.seed % 3 === 0 ? (isFast ? speeds.eagerFast : speeds.eager) : {}),
    startUpAllowanceMs: random.pick([0, 2_000, 10_000]),
    minimumGapMs: random.pick([1_000, 10_000]),
  })
  const phase = isFast ? phases.fast : phases.slow
  // Mostly a pair at work; sometimes its first control is disturbed too.
  const startMs = random.chance(0.1) ? 0 : 20_000
  const endMs = startMs + phase.faultsMs
  const drawn = drawFaults(random, random.integer(4, 12), startMs, endMs, { ...phase, timing })
  const faults = options.faults ?? drawn
  const hasGateway = random.chance(0.5)
  const box = createLineBox(agenda, random)
  const trace: string[] = []
  const acknowledged = new Set<number>()
  let violation: string | null = null
  let steps = 0
  let switches = 0
  let isHealed = false
  const note = (text: string): void => {
    if (options.keepsTrace) trace.push(`${(agenda.now / 1_000).toFixed(3).padStart(9)}  ${text}`)
  }
  const fail = (what: string): void => {
    if (violation === null) {
      violation = what
      note(`VIOLATION ${what}`)
    }
  }

  const afterStep = (node: Node, before: State, effects: readonly Effect[]): void => {
    steps += 1
    for (const effect of effects) {
      if (options.keepsTrace) {
        const text = effectText(effect)
        if (text !== null) note(`${node.role.padEnd(9)} ${text}`)
      }
      if (effect.do === 'startServices') switches += 1
      const moment = momentOf(effect)
      if (moment !== null && !isHealed) tellMoment(moment, node.role)
    }
    noteConsent(node)
    const broken = checkInvariants(watched, node, before, effects)
    if (broken !== null) fail(broken)
  }
  /** What the consent of a force names: an active that is not bound and reaches neither box nor peer, or hangs. */
  const noteConsent = (node: Node): void => {
    if (node.state?.takeOver?.kind !== 'force') return
    const other = nodes[otherRole(node.role)]
    if (other.state?.mode !== 'active' || isBound(other.state)) return
    if (other.isPaused || !box.reach[other.role] || box.slowness[other.role] > 1) watched.isConsented = true
  }

  const worldFor = {
    agenda,
    random,
    box,
    timing,
    hasArbiter: true,
    send: (from: Role, message: Parameters<typeof network.send>[1]) => network.send(from, message),
    servicesChanged: () => {
      const broken = singleControl(watched)
      if (broken !== null) fail(broken)
    },
    replicaIsBroken: (role: Role): void => {
      watched.replicaTruth[role] = 0
    },
    engineStarted: (role: Role) => network.engineStarted(role),
    engineEnded: (role: Role) => network.engineEnded(role),
    peerWord: (of: Role): boolean | null => {
      const peer = otherRole(of)
      const isReachable = network.open.primary && network.open.secondary
      return isReachable && nodes[peer].isHostUp ? nodes[peer].guardian.word() : null
    },
    surroundings: (from: Role) => {
      const peer = nodes[otherRole(from)]
      const isWay = network.isPortOnly || (network.open.primary && network.open.secondary)
      const isThere = peer.isHostUp && !peer.isFrozen && peer.guardian.services !== 'stopped'
      const gateway = !hasGateway ? 'notConfigured' : network.gateway[from] ? 'answers' : 'silent'
      return { seesServices: isWay && isThere, gateway } as const
    },
    sync: (node: Node, id: number, isFinal: boolean): void => {
      const mine = node.life()
      agenda.at(agenda.now + random.between(5, isFinal ? 300 : 1_500), () => {
        const other = nodes[otherRole(node.role)]
        const epoch = node.state?.durable.held?.epoch ?? 0
        const isFollowed = other.tree.following === epoch && other.tree.isFirstDone && network.isLinked()
        if (mine !== node.life()) return
        const isDone = isFollowed && !random.chance(0.05)
        if (isDone) copyNew(node.tree, other.tree)
        node.input({ type: 'synced', id, ok: isDone, code: isDone ? '' : 'linkDown' })
      })
    },
    afterStep,
  }
  const nodes: Record<Role, Node> = {
    primary: createNode('primary', worldFor),
    secondary: createNode('secondary', worldFor),
  }
  const userOf = (role: Role) => ({
    isEngineUp: () => nodes[role].state !== null && !nodes[role].isPaused,
    linkUp: () => nodes[role].input({ type: 'linkUp', instance: 'x' }),
    linkDown: () => nodes[role].input({ type: 'linkDown' }),
    receive: (message: Parameters<typeof network.send>[1]) => nodes[role].input({ type: 'message', message }),
  })
  const network = createNetwork(
    agenda,
    random,
    { primary: userOf('primary'), secondary: userOf('secondary') },
    timing,
  )
  const watched: Watched = {
    nodes,
    replicaTruth: { primary: 0, secondary: 0 },
    acknowledged,
    seenBefore: { primary: 0, secondary: 0 },
    wasUnbound: { primary: false, secondary: false },
    acknowledgedIds: new Set(),
    hasGateway,
    given: new Map(),
    automatic: {},
    isConsented: false,
    minimumGapMs: timing.minimumGapMs,
    now: () => agenda.now,
  }
  const rate = (): number => (random.chance(0.6) ? random.pick([0.98, 1.02]) : random.between(0.98, 1.02))
  nodes.primary.setRate(rate())
  nodes.secondary.setRate(rate())
  nodes.primary.startEngine()
  agenda.at(random.between(0, 3_000), () => nodes.secondary.startEngine())

  // The writer: a new item on whichever server runs the services, also while they are being stopped.
  let item = 0
  const write = (): void => {
    for (const { isHostUp, isFrozen, guardian, tree } of [nodes.primary, nodes.secondary]) {
      if (!isHostUp || isFrozen || guardian.services === 'stopped') continue
      item += 1
      addItem(tree, item)
      acknowledged.add(item)
    }
    agenda.at(agenda.now + random.between(100, 500), write)
  }
  agenda.at(500, write)
  // The replication follows it, a little behind.
  const live = (): void => {
    for (const role of ['primary', 'secondary'] as const) {
      const node = nodes[role]
      const other = nodes[otherRole(role)]
      follow(node, other)
      const dishonest = honesty(node)
      if (dishonest !== null) fail(dishonest)
    }
    agenda.at(agenda.now + random.between(200, 900), live)
  }
  const follow = (destination: Node, source: Node): void => {
    const { as, epoch } = destination.replicate
    const isSource = source.replicate.as === 'source' && source.replicate.epoch === epoch
    if (as !== 'destination' || !isSource || destination.state === null || !network.isLinked()) return
    const { tree } = destination
    if (tree.isBroken) return
    if (tree.following === epoch && tree.isFirstDone) {
      copyNew(source.tree, tree)
      return
    }
    if (tree.following !== epoch) {
      tree.following = epoch
      tree.isFirstDone = false
      watched.replicaTruth[destination.role] = 0
      tree.firstDoneAt = agenda.now + (random.chance(0.5) ? 0 : random.between(0, phase.shortMs * 2))
    }
    if (agenda.now < tree.firstDoneAt) return
    copyTree(source.tree, tree)
    watched.replicaTruth[destination.role] = epoch
    const lost = nothingThrownAway(watched)
    if (lost !== null) fail(lost)
  }
  agenda.at(500, live)

  // A person keeps the pair protected now and then, as an administrator does.
  const tend = (): void => {
    for (const role of ['primary', 'secondary'] as const) {
      if (nodes[role].state?.mode === 'standby' && random.chance(0.7)) nodes[role].command('arm')
    }
    agenda.at(agenda.now + random.between(4_000, 20_000), tend)
  }
  agenda.at(8_000, tend)

  let handAt = Number.NEGATIVE_INFINITY
  const faultWorld = {
    agenda,
    network,
    box,
    nodes,
    mayMoveByHand: () => agenda.now - handAt > 2 * timing.lineLeaseMs,
    onHand: () => {
      handAt = agenda.now
      note('a hand moves the line switch')
    },
  }
  const tellMoment = plantFaults(faults, faultWorld)
  for (const fault of faults) agenda.at(fault.at, () => note(`FAULT ${JSON.stringify(fault)}`))
  const healAt = endMs + phase.longMs + 5_000
  agenda.at(healAt, () => {
    isHealed = true
    note('everything heals')
    healAll(faultWorld)
  })

  const liveBy = healAt + phase.settleMs + 4 * timing.declareLostMs + timing.startUpAllowanceMs
  while (violation === null && agenda.next(liveBy)) {
    // the agenda carries itself out
  }
  if (violation === null && isHealed) {
    const holders = [nodes.primary, nodes.secondary].filter((node) => {
      const { state } = node
      if (state?.mode !== 'active') return false
      return !isBound(state) || leaseRuns(state, node.localNow())
    })
    if (nodes.primary.disk.needsPerson || nodes.secondary.disk.needsPerson) {
      fail('a person is asked to choose although no disk was restored')
    }
    if (holders.length !== 1 && !waitsForLineA(nodes, box.position)) {
      fail(`${holders.length} holders at the end although everything healed`)
    }
    if (holders.length === 1 && nodes.primary.tree.items.size !== nodes.secondary.tree.items.size) {
      const difference = Math.abs(nodes.primary.tree.items.size - nodes.secondary.tree.items.size)
      if (difference > 20) fail(`the trees differ by ${difference} items at the end`)
    }
  }
  if (options.keepsTrace) {
    for (const node of [nodes.primary, nodes.secondary]) {
      note(
        `${node.role} ends: ${node.state?.mode} ${JSON.stringify(node.disk)} services ${node.guardian.services}`,
      )
    }
    note(`line ${box.position}`)
  }
  return { seed: options.seed, violation, simulatedMs: agenda.now, steps, faults, trace, switches }
}

/** With both servers back this is the only case for a person: the first control of a new pair waits for side A. */
const waitsForLineA = (nodes: Record<Role, Node>, line: 'A' | 'B'): boolean =>
  nodes.primary.disk.held === null && nodes.secondary.disk.held === null && line === 'B'

/** The moments at which an ambush may strike. */
const momentOf = (effect: Effect): Moment | null => {
  switch (effect.do) {
    case 'setLine':
      return 'lineSet'
    case 'startServices':
      return 'held'
    case 'send':
      return momentOfMessage[effect.message.kind] ?? null
    case 'record':
      return momentOfDecision[`${effect.decision.act} ${effect.decision.outcome}`] ?? null
    default:
      return null
  }
}
const momentOfMessage: Readonly<Record<string, Moment>> = {
  nonce: 'nonceSent',
  grant: 'given',
  armAsk: 'armAsked',
  armStored: 'armStored',
  armOff: 'armOff',
}
const momentOfDecision: Readonly<Record<string, Moment>> = {
  'takeOver begun': 'takeOverBegun',
  'resume begun': 'takeOverBegun',
  'force begun': 'takeOverBegun',
  'useOldGrant begun': 'takeOverBegun',
  'takeGrant begun': 'granted',
  'demote done': 'demoted',
  'raiseEpoch done': 'epochRaised',
}
