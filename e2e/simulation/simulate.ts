import { isBound, leaseRuns } from '../../shared/core/leases.ts'
import type { Effect } from '../../shared/core/step-types.ts'
import { otherRole, type Role } from '../../shared/domain/roles.ts'
import { deriveTiming } from '../../shared/domain/timing.ts'
import { createAgenda } from './events.ts'
import { drawFaults, type Fault, healAll, plantFaults } from './faults.ts'
import { checkInvariants, nothingThrownAway, type Watched } from './invariants.ts'
import { createLineBox } from './line-box.ts'
import { createNetwork } from './network.ts'
import { createNode, type Node } from './node.ts'
import { createRandom } from './random.ts'
import { copyTree } from './tree-model.ts'

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

const START_MS = 30_000
const FAULTS_MS = 150_000

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
    heartbeatMs: isFast ? 100 : 1_000,
    declareLostMs: isFast ? 500 : 10_000,
    stopLimitMs: isFast ? 100 : 500,
    startUpAllowanceMs: random.pick([0, 2_000, 10_000]),
    minimumGapMs: random.pick([1_000, 10_000]),
  })
  const drawn = drawFaults(random, random.integer(3, 9), START_MS, START_MS + FAULTS_MS)
  const faults = options.faults ?? drawn
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

  const afterStep = (node: Node, effects: readonly Effect[]): void => {
    steps += 1
    for (const effect of effects) {
      const text = effectText(effect)
      if (text !== null) note(`${node.role.padEnd(9)} ${text}`)
      if (effect.do === 'startServices') switches += 1
    }
    const broken = checkInvariants(watched, node, effects)
    if (broken !== null) fail(broken)
  }

  const worldFor = {
    agenda,
    random,
    box,
    timing,
    hasArbiter: true,
    send: (from: Role, message: Parameters<typeof network.send>[1]) => network.send(from, message),
    engineStarted: (role: Role) => network.engineStarted(role),
    engineEnded: (role: Role) => network.engineEnded(role),
    peerWord: (of: Role): boolean | null => {
      const peer = otherRole(of)
      const isReachable = network.open.primary && network.open.secondary
      return isReachable && nodes[peer].isHostUp ? nodes[peer].guardian.word() : null
    },
    sync: (node: Node, id: number, isFinal: boolean): void => {
      const mine = node.life()
      agenda.at(agenda.now + random.between(5, isFinal ? 300 : 1_500), () => {
        const other = nodes[otherRole(node.role)]
        const epoch = node.state?.durable.held?.epoch ?? 0
        const isFollowed = other.tree.following === epoch && other.tree.isFirstDone && network.isLinked()
        if (mine !== node.life()) return
        if (isFollowed) copyTree(node.tree, other.tree)
        node.input({ type: 'synced', id, ok: isFollowed, code: isFollowed ? '' : 'linkDown' })
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
    minimumGapMs: timing.minimumGapMs,
    now: () => agenda.now,
  }
  nodes.primary.setRate(random.between(0.98, 1.02))
  nodes.secondary.setRate(random.between(0.98, 1.02))
  nodes.primary.startEngine()
  agenda.at(random.between(0, 3_000), () => nodes.secondary.startEngine())

  // The writer: a new item on whichever server runs the services; the replication follows it.
  let item = 0
  const live = (): void => {
    for (const role of ['primary', 'secondary'] as const) {
      const node = nodes[role]
      const other = nodes[otherRole(role)]
      const runs = node.isHostUp && !node.isFrozen && node.guardian.services === 'running'
      if (runs) {
        item += 1
        node.tree.items.add(item)
        acknowledged.add(item)
      }
      follow(node, other)
    }
    const lost = nothingThrownAway(watched)
    if (lost !== null) fail(lost)
    agenda.at(agenda.now + random.between(200, 900), live)
  }
  const follow = (destination: Node, source: Node): void => {
    const { as, epoch } = destination.replicate
    const isSource = source.replicate.as === 'source' && source.replicate.epoch === epoch
    if (as !== 'destination' || !isSource || destination.state === null || !network.isLinked()) return
    copyTree(source.tree, destination.tree)
    destination.tree.following = epoch
    watched.replicaTruth[destination.role] = epoch
  }
  agenda.at(500, live)

  // A person keeps the pair protected now and then, as the manual asks.
  const tend = (): void => {
    for (const role of ['primary', 'secondary'] as const) {
      if (nodes[role].state?.mode === 'standby' && random.chance(0.7)) nodes[role].command('arm')
    }
    agenda.at(agenda.now + random.between(4_000, 20_000), tend)
  }
  agenda.at(8_000, tend)

  const faultWorld = { agenda, network, box, nodes, onHand: () => undefined }
  plantFaults(faults, {
    ...faultWorld,
    onHand: () => note('a hand moves the line switch'),
  })
  for (const fault of faults) agenda.at(fault.at, () => note(`FAULT ${JSON.stringify(fault)}`))
  const healAt = START_MS + FAULTS_MS + 70_000
  agenda.at(healAt, () => {
    isHealed = true
    note('everything heals')
    healAll(faultWorld)
  })

  const liveBy = healAt + 60_000 + 4 * timing.declareLostMs + timing.startUpAllowanceMs
  while (violation === null && agenda.next(liveBy)) {
    // the agenda carries itself out
  }
  if (violation === null && isHealed) {
    const holders = [nodes.primary, nodes.secondary].filter((node) => {
      const { state } = node
      if (state?.mode !== 'active') return false
      return !isBound(state) || leaseRuns(state, node.localNow())
    })
    if (holders.length !== 1 && !needsPerson(nodes, box.position)) {
      fail(`${holders.length} holders at the end although everything healed`)
    }
    if (holders.length === 1 && nodes.primary.tree.items.size !== nodes.secondary.tree.items.size) {
      const difference = Math.abs(nodes.primary.tree.items.size - nodes.secondary.tree.items.size)
      if (difference > 12) fail(`the trees differ by ${difference} items at the end`)
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

/** The cold-start cases that no rule may decide: a person chooses. */
const needsPerson = (nodes: Record<Role, Node>, line: 'A' | 'B'): boolean => {
  const primary = nodes.primary.disk
  const secondary = nodes.secondary.disk
  if (primary.needsPerson || secondary.needsPerson) return true
  // The first control of a new pair waits for the line to read A.
  return primary.held === null && secondary.held === null && line === 'B'
}
