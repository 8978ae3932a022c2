import { emptyDurable } from '../../shared/core/durable.ts'
import { mayServeOn, serveOn } from '../../shared/core/serve-on.ts'
import { initialState, type State } from '../../shared/core/state.ts'
import { advance } from '../../shared/core/step.ts'
import type { Effect, Happening } from '../../shared/core/step-types.ts'
import { wakeAt } from '../../shared/core/wake.ts'
import { onCutChoices } from '../../shared/domain/on-cut.ts'
import type { Role } from '../../shared/domain/roles.ts'
import { createAlarm } from './alarm.ts'
import { createBeginnings } from './beginnings.ts'
import { createGuardianModel } from './guardian-model.ts'
import { stamped, tick } from './inputs.ts'
import { lookAround } from './look-around.ts'
import { beforeStep, type Node, untouched } from './node-shape.ts'
import type { NodeWorld } from './node-world.ts'
import { press } from './press.ts'
import { createSentHeartbeats } from './sent-heartbeats.ts'
import { createTreeModel } from './tree-model.ts'
import { createWall } from './wall.ts'

/** A person who could not enable it tries again. */
const ENABLE_AGAIN_MS = 1_000

export const createNode = (role: Role, world: NodeWorld): Node => {
  const { agenda, random, box, timing } = world
  let rate = 1
  let rateSince = 0
  let localAtRate = random.between(0, 1e6)
  let instance = 0
  let generation = 0
  let busyUntil = 0
  let pausedAt = 0
  let gapMs = 0
  let queue: Happening[] = []
  /** Decided before a stall, carried out after it: every one must be harmless by then. */
  let lateEffects: Effect[] = []
  let lookAskedAt = 0
  const sent = createSentHeartbeats()
  const nextRequest = (): string => {
    instance += 1
    return `${role}-r${instance}`
  }
  const localNow = (): number => localAtRate + (agenda.now - rateSince) * rate
  const trueTimeOf = (local: number): number => agenda.now + Math.max(0, (local - localNow()) / rate)

  const node: Node = {
    role,
    state: null,
    disk: { ...emptyDurable, onCut: onCutChoices.find((choice) => choice === world.fence) ?? null },
    knownWord: 0,
    tree: createTreeModel(),
    ...untouched,
    license: world.licenseOf(role),
    guardian: createGuardianModel(agenda, random, {
      localNow,
      trueTimeOf,
      stopLimitMs: timing.stopLimitMs,
      isHostUp: () => node.isHostUp,
      killEngine: () => {
        if (!node.isPaused && busyUntil <= agenda.now) world.endedForLease(node)
        node.killEngine()
      },
      onChange: () => world.servicesChanged(),
      onStopping: (ms) => world.servicesStopping(node, ms),
      tell: (what) => later(random.between(0.1, 2), what),
    }),
    localNow,
    life: () => generation,
    setRate: (next) => {
      localAtRate = localNow()
      rateSince = agenda.now
      rate = next
    },
    input: (happening) => {
      if (node.state === null) return
      if (node.isPaused) {
        // Its timers ring once when it goes on.
        if (happening !== tick && queue.length < 4_096) queue.push(happening)
        return
      }
      if (busyUntil > agenda.now) {
        later(busyUntil - agenda.now, happening)
        return
      }
      turn(happening)
    },
    command: (command) => press(node, nextRequest(), command),
    planMaintenance: (lastsMs) => {
      if (node.state?.mode === 'disabled') return
      node.input({ type: 'maintenance', lastsMs, requestId: nextRequest(), person: 'operator' })
    },
    startEngine: () => {
      if (node.state !== null || !node.isHostUp || node.isFrozen) return
      const { disabled, servesAlone } = node.disk
      // Disabled and serving nobody, it has nothing to do until it is enabled.
      if (disabled && !servesAlone) return
      beginLife(firstState(true))
      awaitGuardian()
    },
    enable: () => {
      const { state } = node
      const isBeingDisabled = state !== null && state.disabling !== null
      // What stands still may have been unticked, and not know it yet.
      const isBusy = node.isPaused || busyUntil > agenda.now || isBeingDisabled
      if (!node.disk.disabled && !isBusy) return
      if (!node.isHostUp || node.isFrozen || !node.hasDisk || isBusy) {
        agenda.at(agenda.now + ENABLE_AGAIN_MS, node.enable)
        return
      }
      const servesOn = state !== null && mayServeOn(state)
      if (!servesOn) endEngine()
      node.disk = { ...node.disk, disabled: false }
      const first = firstState(false)
      beginLife(servesOn ? serveOn(first) : first)
      if (servesOn) {
        world.servesOn(node)
        node.input(tick)
      } else awaitGuardian()
    },
    killEngine: (awayMs = random.between(500, 4_000)) => {
      if (node.state === null) return
      endEngine()
      const mine = generation
      agenda.at(agenda.now + awayMs, () => {
        if (mine === generation) node.startEngine()
      })
    },
    crashHost: () => {
      if (!node.isHostUp) return
      node.isHostUp = false
      node.isFrozen = false
      node.isPaused = false
      generation += 1
      box.endSession(role)
      const hadEngine = node.state !== null
      node.state = null
      node.replicate = { as: 'idle', epoch: 0 }
      if (hadEngine) world.engineEnded(role)
      node.guardian.hostDown()
    },
    bootHost: () => {
      if (node.isHostUp) return
      node.isHostUp = true
      node.startEngine()
    },
    pause: (ms, freezesHost) => {
      if (node.isPaused || !node.isHostUp || node.state === null) return
      node.isPaused = true
      node.isFrozen = freezesHost
      pausedAt = localNow()
      if (freezesHost) node.guardian.hostFrozen(true)
      const mine = generation
      if (!freezesHost && ms > timing.stuckMs) {
        agenda.at(agenda.now + timing.stuckMs, () => {
          if (mine === generation) node.killEngine()
        })
      }
      agenda.at(agenda.now + ms, () => resume(mine, freezesHost))
    },
  }

  const wall = createWall(node, world)
  const { awaitGuardian, beat } = createBeginnings(node, world)
  const alarm = createAlarm(agenda, {
    localNow,
    trueTimeOf,
    life: () => generation,
    ring: () => node.input(tick),
  })

  const firstState = (isBoot: boolean): State => {
    instance += 1
    return initialState({
      license: node.license,
      wallMs: wall.now(),
      role,
      timing,
      hasArbiter: world.fence === 'lineSwitch',
      enabled: !node.disk.disabled,
      isBoot,
      instance: `${role}${instance}`,
      durable: node.disk,
      now: localNow(),
    })
  }

  const beginLife = (first: State): void => {
    generation += 1
    alarm.clear()
    gapMs = 0
    busyUntil = 0
    queue = []
    lateEffects = []
    sent.clear()
    node.resumedAt = Number.NEGATIVE_INFINITY
    node.ackedSentAt = Number.NEGATIVE_INFINITY
    node.knownWord = node.guardian.wordNumber
    node.state = first
    wall.engineStarted()
    world.engineStarted(role)
    beat()
  }

  const endEngine = (): void => {
    if (node.state === null) return
    generation += 1
    box.endSession(role)
    node.state = null
    node.isPaused = node.isFrozen
    node.replicate = { as: 'idle', epoch: 0 }
    world.engineEnded(role)
    node.guardian.engineGone()
  }

  /** Disabled: what served goes on alone, without a link; nothing else goes on. */
  const leavePair = (): void => {
    if (!node.disk.servesAlone) {
      endEngine()
      return
    }
    box.endSession(role)
    world.engineEnded(role)
    node.input({ type: 'linkDown' })
  }

  const resume = (mine: number, freezesHost: boolean): void => {
    if (freezesHost && node.isHostUp) {
      node.isFrozen = false
      node.thawingUntil = agenda.now + 1.03 * timing.stopLimitMs + 5
      node.guardian.hostFrozen(false)
      if (node.state === null) {
        node.isPaused = false
        generation += 1
        node.startEngine()
        return
      }
    }
    if (mine !== generation) return
    node.isPaused = false
    box.endSession(role)
    gapMs = Math.max(gapMs, localNow() - pausedAt)
    if (node.guardian.endedAt > pausedAt) world.wentOnPastLease(node)
    if (gapMs >= timing.stallMs) node.resumedAt = localNow()
    const queued = queue
    const late = lateEffects
    queue = []
    lateEffects = []
    act(late)
    // The event loop may serve its timers or its sockets first.
    if (random.chance(0.5)) queued.push(tick)
    else queued.unshift(tick)
    for (const happening of queued) node.input(happening)
  }

  const later = (ms: number, happening: Happening): void => {
    const mine = generation
    agenda.at(agenda.now + ms, () => {
      if (mine === generation) node.input(happening)
    })
  }

  const turn = (happening: Happening): void => {
    if (node.state === null) return
    const now = localNow()
    const gap = gapMs
    gapMs = 0
    if (happening.type === 'wordGiven') node.knownWord += 1
    if (happening.type === 'lookedAround') {
      if (happening.answering !== null) node.signAskedAt = lookAskedAt
      if (happening.gateway === 'answers') node.gatewayAskedAt = lookAskedAt
    }
    if (happening.type === 'message') {
      const { message } = happening
      if (message.kind === 'heartbeat') {
        node.heartbeatReadAt = now
        const { held, peerHeld } = node.state.durable
        if (message.holds && message.heldEpoch > (held?.epoch ?? 0) && message.heldEpoch >= peerHeld.epoch)
          node.holderArrivedAt = now
      } else if (message.kind === 'report') node.reportReadAt = now
      else if (message.kind === 'ack') node.ackedSentAt = Math.max(node.ackedSentAt, sent.at(message.number))
    }
    const { state } = node
    const before = beforeStep(state)
    wall.note(happening, gap)
    const effects = advance(state, stamped(happening, now, wall.now(), gap))
    const mine = generation
    if (state.durable === before.durable) {
      act(effects)
    } else {
      // What the disk does not take was never decided: the engine ends before any of it is carried out.
      if (!node.hasDisk) {
        node.killEngine()
        return
      }
      // Crashing before the write is on disk loses the state and the effects; after it, only the effects.
      const { durable } = state
      const shift = wall.seen()
      const takesMs = random.between(0.5, 15)
      busyUntil = agenda.now + takesMs
      agenda.at(agenda.now + takesMs * 0.7, () => {
        if (mine !== generation) return
        node.disk = durable
        if (before.mode !== 'disabled') wall.written(shift)
      })
      agenda.at(busyUntil, () => {
        if (mine !== generation) return
        if (node.isPaused) lateEffects.push(...effects)
        else act(effects)
      })
    }
    world.afterStep(node, before, effects)
    if (node.state !== null) alarm.want(wakeAt(node.state, now))
  }

  const act = (effects: readonly Effect[]): void => {
    for (const effect of effects) carryOut(effect)
  }

  const carryOut = (effect: Effect): void => {
    switch (effect.do) {
      case 'send':
        if (effect.message.kind === 'nonce') node.nonceSentAt = localNow()
        if (effect.message.kind === 'heartbeat') {
          sent.note(effect.message.number, localNow())
          if (role === 'primary') world.restraints.said(effect.message, node.license)
        }
        world.send(role, effect.message)
        return
      case 'readLine': {
        const { query } = effect
        const mine = generation
        const askedAt = localNow()
        box.read(role, effect.timeoutMs, (position) => {
          if (position !== null) node.lineAskedAt = askedAt
          node.lineEndedAt = askedAt
          if (mine === generation) node.input({ type: 'lineRead', query, position })
        })
        return
      }
      case 'setLine': {
        const { set } = effect
        const mine = generation
        const tell = (outcome: 'answered' | 'unknown' | 'notSent'): void => {
          if (mine === generation) node.input({ type: 'lineSet', set, outcome })
        }
        if (localNow() > effect.notAfter) tell('notSent')
        else {
          world.setLeaves(node)
          box.set(role, effect.side, timing.lateSetMs, effect.timeoutMs, tell)
        }
        return
      }
      case 'deadline':
        node.guardian.deadline(effect.until)
        return
      case 'startServices':
        node.guardian.start(effect.epoch, effect.readingAskedAt, node.knownWord)
        return
      case 'stopServices':
        node.guardian.stop(effect.epoch)
        return
      case 'lookAround': {
        lookAskedAt = localNow()
        const { takesMs, looked } = lookAround(effect, random, world.surroundings(role))
        later(takesMs, looked)
        return
      }
      case 'askWord': {
        const { number } = effect
        const word = world.peerWord(role)
        later(word === null ? effect.timeoutMs : random.between(0.5, 6), {
          type: 'word',
          number,
          stopped: word === true,
        })
        return
      }
      case 'copyChanges':
        world.sync(node, effect.id, false)
        return
      case 'finalSync':
        world.sync(node, effect.id, true)
        return
      case 'replicate':
        node.replicate = { as: effect.as, epoch: effect.epoch }
        return
      case 'record':
        world.restraints.carriedOut(role, effect.decision)
        return
      case 'answer':
        world.restraints.answered(node, effect.requestId, effect.refusal === null)
        if (node.state?.mode === 'disabled') leavePair()
        return
      case 'cancelSync':
        return
    }
  }
  return node
}
