import { isArmed, livesOnLeases, mayHold } from '../../shared/core/leases.ts'
import type { Message } from '../../shared/core/messages.ts'
import { isReadOnOwnSide } from '../../shared/core/rules/line-on-own-side.ts'
import type { Effect } from '../../shared/core/step-types.ts'
import { otherRole, type Role } from '../../shared/domain/roles.ts'
import { drawFaults, drawOnCut } from './draw-faults.ts'
import { createAgenda } from './events.ts'
import type { Fault } from './faults.ts'
import { fittingFaults } from './fitting-faults.ts'
import {
  checkInvariants,
  nothingThrownAway,
  servesOnByRight,
  singleControl,
  type Watched,
} from './invariants.ts'
import { playLastRehearsal, usualLife } from './last-rehearsal.ts'
import { beginFollowing, beginTending, beginWriting } from './life.ts'
import { createLineBox } from './line-box.ts'
import { momentOf } from './moments.ts'
import { createNetwork } from './network.ts'
import { createNode } from './node.ts'
import type { Before, Node } from './node-shape.ts'
import type { NodeWorld } from './node-world.ts'
import { attemptStored } from './orders.ts'
import { drawPlan } from './plan.ts'
import { createRandom } from './random.ts'
import { createRestraints } from './restraints.ts'
import { healAll, plantFaults } from './strike.ts'
import { effectText } from './trace.ts'
import { copyNew } from './tree-model.ts'

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
  /** How many faults struck: some of those drawn lie in wait for a moment that never came. */
  readonly struck: number
}

export interface RunOptions {
  readonly seed: number
  /** In place of the drawn ones: a shrunk or hand-made run. */
  readonly faults?: readonly Fault[]
  readonly keepsTrace?: boolean
}

/** So many runs end with one; it costs a run a fifth more. */
const LAST_REHEARSAL_SHARE = 0.2

export const simulate = (options: RunOptions): RunResult => {
  const random = createRandom(options.seed)
  const agenda = createAgenda()
  const plan = drawPlan(random)
  const { timing } = plan
  const fitting = fittingFaults(drawFaults(random, plan), plan.fence, random)
  const drawn = [...fitting, ...drawOnCut(random, plan)].sort((a, b) => a.at - b.at)
  const faults = options.faults ?? drawn
  const hasGateway = random.chance(0.5)
  const box = createLineBox(agenda, random)
  const trace: string[] = []
  let violation: string | null = null
  let steps = 0
  let switches = 0
  let struck = 0
  let isHealed = false
  const calm = usualLife()
  const note = (text: string): void => {
    if (options.keepsTrace) trace.push(`${(agenda.now / 1_000).toFixed(3).padStart(9)}  ${text}`)
  }
  const fail = (what: string | null): void => {
    if (violation !== null || what === null) return
    violation = what
    note(`VIOLATION ${what}`)
  }

  const afterStep = (node: Node, before: Before, effects: readonly Effect[]): void => {
    steps += 1
    for (const effect of effects) {
      if (options.keepsTrace) {
        const text = effectText(effect)
        if (text !== null) note(`${node.role.padEnd(9)} ${text}`)
      }
      if (effect.do === 'startServices') switches += 1
      if (effect.do === 'record') fail(restraints.decided(node, effect.decision))
      const moment = momentOf(effect)
      if (moment !== null && !isHealed) tellMoment(moment, node.role)
    }
    const takeOver = node.state?.takeOver ?? null
    const isForced = effects.some((effect) => effect.do === 'record' && effect.decision.act === 'force')
    if (takeOver?.kind === 'force' || isForced) noteConsent(node)
    if (takeOver?.phase === 'waiting' && before.takeOver?.phase !== 'waiting' && !isHealed)
      tellMoment('readBack', node.role)
    fail(checkInvariants(watched, node, before, effects))
  }
  /** What the consent of a force names: an active that is not bound and reaches neither box nor peer, or hangs. */
  const noteConsent = (node: Node): void => {
    const { state, disk, guardian, isPaused, role } = nodes[otherRole(node.role)]
    // It serves alone, asks no line switch and is on no link.
    if (disk.disabled && disk.servesAlone) watched.isConsented = true
    const isUnbound = state?.mode === 'active' && !livesOnLeases(state)
    // What it decided and did not carry out any more binds and demotes nobody.
    const runsUnbound = guardian.services !== 'stopped' && !guardian.hasDeadline()
    if (plan.fence !== 'lineSwitch') {
      // Nothing takes the lines from it; one that takes control itself just now, or is armed to, is not off either.
      const isArmedThere = isArmed({ durable: disk, hasArbiter: false, onCut: disk.onCut })
      const isAfterUs = isArmedThere || state?.mode === 'takingOver' || state?.mode === 'granted'
      if (isUnbound || runsUnbound || isAfterUs) watched.isConsented = true
      return
    }
    if (!isUnbound && !runsUnbound) return
    if (isPaused || !box.reach[role] || box.slowness[role] > 1) watched.isConsented = true
  }

  /** From host to host, whatever becomes of the link's own port: guardians and services have others. */
  const isWayOpen = (): boolean => network.isPortOnly || (network.open.primary && network.open.secondary)

  const restraints = createRestraints(
    () => nodes,
    timing,
    () => agenda.now,
  )
  const worldFor: NodeWorld = {
    agenda,
    random,
    box,
    timing,
    fence: plan.fence,
    restraints,
    licenseOf: (role) => (role === 'primary' || plan.license === 'notRequired' ? plan.license : 'missing'),
    send: (from, message) => network.send(from, message),
    servicesChanged: () => fail(singleControl(watched)),
    servicesStopping: (node, ms) => writeUntilStopped(node, ms),
    replicaIsBroken: (role) => {
      watched.replicaTruth[role] = 0
    },
    setLeaves: (node) => fail(attemptStored(node)),
    wentOnPastLease: ({ role }) =>
      fail(`the engine of the ${role} goes on although its guardian ended its services at the deadline`),
    endedForLease: ({ role, disk, state }) => {
      if (state?.readOther === true) return
      if (watched.wasUnbound[role] || disk.held?.declared === true)
        fail(`an unbound ${role} lost control for want of a lease`)
    },
    engineStarted: (role) => network.engineStarted(role),
    engineEnded: (role) => {
      restraints.engineEnded(role)
      network.engineEnded(role)
    },
    servesOn: (node) => fail(servesOnByRight(node)),
    peerWord: (of) => {
      const peer = otherRole(of)
      const { isHostUp, guardian, disk } = nodes[peer]
      // Disabled and serving nobody, it has no guardian.
      const hasGuardian = isHostUp && !(disk.disabled && !disk.servesAlone)
      return isWayOpen() && hasGuardian ? guardian.word() : null
    },
    surroundings: (from) => {
      const peer = nodes[otherRole(from)]
      const isThere = peer.isHostUp && !peer.isFrozen && peer.guardian.services !== 'stopped'
      const gateway = !hasGateway ? 'notConfigured' : network.gateway[from] ? 'answers' : 'silent'
      return { seesServices: isWayOpen() && isThere, gateway }
    },
    sync: (node, id, isFinal) => {
      calm.asked[node.role] += 1
      const mine = node.life()
      agenda.at(agenda.now + random.between(5, isFinal ? 300 : 1_500), () => {
        const other = nodes[otherRole(node.role)]
        const epoch = node.state?.durable.held?.epoch ?? 0
        const isFollowed = other.tree.following === epoch && other.tree.isFirstDone && network.isLinked()
        if (mine !== node.life()) return
        const isDrawn = isFollowed && !random.chance(0.05)
        const isDone = calm.syncs === 'asDrawn' ? isDrawn : isFollowed && calm.syncs === 'succeed'
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
  const isOnLink = ({ state, isPaused }: Node): boolean =>
    state !== null && state.mode !== 'disabled' && !isPaused
  const userOf = (role: Role) => ({
    isEngineUp: () => isOnLink(nodes[role]),
    linkUp: () => nodes[role].input({ type: 'linkUp', instance: 'x' }),
    linkDown: () => nodes[role].input({ type: 'linkDown' }),
    receive: (message: Message) => nodes[role].input({ type: 'message', message }),
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
    copiedEpochs: { primary: new Set(), secondary: new Set() },
    acknowledged: new Set(),
    seenBefore: { primary: 0, secondary: 0 },
    wasUnbound: { primary: false, secondary: false },
    acknowledgedIds: new Set(),
    heldBefore: { primary: null, secondary: null },
    served: null,
    forcedAt: Number.NEGATIVE_INFINITY,
    begunAt: { primary: 0, secondary: 0 },
    handAt: Number.NEGATIVE_INFINITY,
    hasGateway,
    given: new Map(),
    automatic: {},
    accepted: plan.fence === 'activeStays' ? { until: Number.NEGATIVE_INFINITY } : null,
    isConsented: false,
    isLettingGo: false,
    lookedAt: { primary: 0, secondary: 0 },
    decisions: 0,
    minimumGapMs: timing.minimumGapMs,
    now: () => agenda.now,
  }
  const rate = (): number => (random.chance(0.6) ? random.pick([0.98, 1.02]) : random.between(0.98, 1.02))
  nodes.primary.setRate(rate())
  nodes.secondary.setRate(rate())
  nodes.primary.startEngine()
  agenda.at(random.between(0, 3_000), () => nodes.secondary.startEngine())

  const life = {
    agenda,
    random,
    nodes,
    acknowledged: watched.acknowledged,
    firstCopyMs: plan.shortMs * 2,
    tendMs: 5 * plan.shortMs,
    isLinked: () => network.isLinked(),
    calm,
    onFollowing: (role: Role) => {
      watched.replicaTruth[role] = 0
    },
    onCopied: (role: Role, epoch: number) => {
      watched.replicaTruth[role] = epoch
      watched.copiedEpochs[role].add(epoch)
      fail(nothingThrownAway(watched))
    },
  }
  const writeUntilStopped = beginWriting(life)
  beginFollowing(life)
  beginTending(life)

  /** What no rule excludes (docs/control.md): lines moved there and back by hand after a force the other has not heard of. */
  const isBackByHand = (role: Role): boolean =>
    isForceUnheard(role) && watched.handAt >= watched.begunAt[role]
  const isForceUnheard = (role: Role): boolean => {
    const { held, lastSwitchOver } = nodes[role].disk
    const isForced = lastSwitchOver?.reason === 'forcedSwitchOver' && lastSwitchOver.epoch === held?.epoch
    return nodes[role].state?.takeOver?.kind === 'force' || (isForced && held?.acknowledged === false)
  }
  const faultWorld = {
    agenda,
    network,
    box,
    nodes,
    mayMoveByHand: () =>
      agenda.now - watched.handAt > 2 * timing.lineLeaseMs &&
      !isBackByHand('primary') &&
      !isBackByHand('secondary'),
    onHand: () => {
      watched.handAt = agenda.now
      note('a hand moves the line switch')
    },
    onStrike: () => {
      struck += 1
    },
  }
  const tellMoment = plantFaults(faults, faultWorld)
  if (options.keepsTrace)
    for (const fault of faults) agenda.at(fault.at, () => note(`FAULT ${JSON.stringify(fault)}`))
  agenda.at(plan.healAt, () => {
    isHealed = true
    note('everything heals')
    healAll(faultWorld)
  })

  /** When a take-over of this server moved the lines, on its own clock. */
  const movedAt: Record<Role, number> = { primary: 0, secondary: 0 }
  /** A take-over moved the lines to its side; moved away before any answer said so, they never moved for that server. */
  const noteMove = (): void => {
    note(`the line is on ${box.position}`)
    const role = box.position === 'A' ? 'primary' : 'secondary'
    const left = otherRole(role)
    if (!hasSeenMove(left)) {
      const act = watched.automatic[left]
      if (act !== undefined) act.hasMoved = false
      restraints.movedUnseen(left)
    }
    const isOwn = nodes[role].state?.takeOver?.kind === 'automatic' && watched.handAt !== agenda.now
    if (!isOwn) return
    movedAt[role] = nodes[role].localNow()
    const act = watched.automatic[role]
    if (act !== undefined) act.hasMoved = true
    restraints.moved(role)
  }
  const hasSeenMove = (role: Role): boolean => {
    const { state } = nodes[role]
    return state?.reading != null && isReadOnOwnSide(state) && state.reading.at >= movedAt[role]
  }
  let position = box.position
  const goOn = (forMs: number, isReached: () => boolean = () => false): boolean => {
    const until = agenda.now + forMs
    while (violation === null && !isReached() && agenda.next(until)) {
      if (position !== box.position) noteMove()
      position = box.position
    }
    return isReached()
  }
  goOn(plan.liveBy)
  const ends = (): string | null =>
    unhealed(nodes, plan.fence === 'lineSwitch' ? box.position : null) ?? restraints.atEnd()
  if (violation === null) fail(ends())
  // Drawn by itself: what comes before it stays as it was.
  const last = createRandom(options.seed ^ 0x5bd1_e995)
  if (violation === null && last.chance(LAST_REHEARSAL_SHARE)) {
    note('a rehearsal in a pair that is well')
    const moveByHand = (): void => {
      box.position = box.position === 'A' ? 'B' : 'A'
      faultWorld.onHand()
    }
    const hand = plan.fence === 'lineSwitch' ? moveByHand : null
    fail(playLastRehearsal({ agenda, random: last, nodes, calm, moveByHand: hand, goOn }))
  }
  if (options.keepsTrace) {
    for (const node of [nodes.primary, nodes.secondary]) {
      note(
        `${node.role} ends: ${node.state?.mode} ${JSON.stringify(node.disk)} services ${node.guardian.services}`,
      )
    }
    note(`line ${box.position}`)
  }
  return { seed: options.seed, violation, simulatedMs: agenda.now, steps, faults, trace, switches, struck }
}

/** What a pair owes some time after everything healed: one holder, equal trees, nobody asked to choose. */
const unhealed = (nodes: Record<Role, Node>, line: 'A' | 'B' | null): string | null => {
  const { primary, secondary } = nodes
  const holders = [primary, secondary].filter((node) => {
    const { state } = node
    if (state?.mode !== 'active') return false
    return mayHold(state, node.localNow())
  })
  if (primary.disk.needsPerson || secondary.disk.needsPerson)
    return 'a person is asked to choose although no disk was restored'
  if (holders.length !== 1 && !waitsForLineA(nodes, line))
    return `${holders.length} holders at the end although everything healed`
  const difference = Math.abs(primary.tree.items.size - secondary.tree.items.size)
  return holders.length === 1 && difference > 5 ? `the trees differ by ${difference} items at the end` : null
}

/** With both servers back this is the only case for a person: the first control of a new pair waits for side A. */
const waitsForLineA = ({ primary, secondary }: Record<Role, Node>, line: 'A' | 'B' | null): boolean =>
  primary.disk.held === null && secondary.disk.held === null && line === 'B'
