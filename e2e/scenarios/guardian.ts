import {
  decide,
  type GuardianAction,
  type GuardianInput,
  type GuardianState,
  graceMs,
  initialState,
} from '../../electron/engine/guardian/guardian-rules.ts'
import type { Guardian, GuardianHost } from '../../shared/core/testing/guardian.ts'
import type { Timing } from '../../shared/domain/timing.ts'

/** One server's guardian by the rules of the real one, and its services, in the clock of the scenario. */
export interface ScenarioGuardian extends Guardian {
  /** The host is frozen: nothing of it runs until it is thawed. */
  freeze(): void
  thaw(): void
  /** SIGKILL: its services live on as orphans until the next guardian ends them; the engine, if it lives, opens one. */
  killed(how: 'alone' | 'withEngine'): void
  /** The engine gives no sign, or gives signs again. */
  engineStands(stands: boolean): void
}

export interface Services {
  /** How long they take to end when asked; the rest is a SIGKILL at S. */
  stopMs: number
  /** Their start fails. */
  failToStart: boolean
}

/** A guardian of an engine that ended goes on answering for so long. */
const LINGER_MS = 600_000
/** From the start of a guardian to its being ready, and how long a thawed host takes to let it run. */
const OPENS_MS = 100
const SCHEDULED_AFTER_MS = 50
/** systemd starts a service that ended again after a second, and it takes a moment to be there. */
const RESTART_MS = 1_500
const TICK_MS = 100
const ENDED = 'the engine ended'

export interface GuardianWorld {
  readonly timing: Timing
  readonly services: Services
  /** Tells of what it does beside the engine. */
  readonly says: (what: string) => void
  readonly restartEngine: () => void
}

export const createGuardian = (host: GuardianHost, world: GuardianWorld): ScenarioGuardian => {
  const { timing, services } = world
  const times = { stopLimitMs: timing.stopLimitMs, stuckMs: timing.stuckMs, lingerMs: LINGER_MS }
  /** Null: no guardian runs. */
  let state: GuardianState | null = null
  let run = 0
  let knownWord = 0
  let isFrozen = false
  let doesEngineStand = false
  let heldFrames: (() => void)[] = []
  let heldTimers: (() => void)[] = []
  let lastAnswer: boolean | null = null
  let areRunning = false

  const setServices = (are: 'stopped' | 'running'): void => {
    areRunning = are === 'running'
    host.services(are)
  }
  /** In this guardian's life, and not while the host is frozen. */
  const later = (ms: number, act: () => void): void => {
    const mine = run
    host.later(ms, () => {
      if (mine !== run) return
      if (isFrozen) heldTimers.push(act)
      else act()
    })
  }
  const feed = (input: GuardianInput): void => {
    if (state === null) return
    if (isFrozen) {
      heldFrames.push(() => feed(input))
      return
    }
    const decision = decide(state, input, host.now())
    state = decision.state
    for (const action of decision.actions) act(action)
  }

  const act = (action: GuardianAction): void => {
    switch (action.do) {
      case 'killEngine':
        if (action.why === ENDED) return
        world.says(`ends the engine: ${action.why}`)
        host.killEngine()
        return
      case 'startServices':
        setServices('running')
        if (services.failToStart) feed({ kind: 'startFailed', why: 'a service ended at once' })
        else feed({ kind: 'allStarted' })
        return
      case 'relabelServices':
        feed({ kind: 'allStarted' })
        return
      case 'stopServices': {
        const end = Math.min(host.now() + services.stopMs, action.from + timing.stopLimitMs)
        later(Math.max(0, end - host.now()), () => {
          setServices('stopped')
          feed({ kind: 'allStopped' })
        })
        if (action.why !== 'the engine asked') world.says(`stops the services: ${action.why}`)
        return
      }
      case 'tellStarted':
        host.tell({ type: 'servicesStarted', epoch: action.epoch })
        return
      case 'tellStopped':
        host.tell({ type: 'servicesStopped', epoch: action.epoch })
        return
      case 'tellRefused':
        world.says(`does not start the services: ${action.why}`)
        host.tell({ type: 'startRefused', epoch: action.epoch, why: action.why })
        return
      case 'tellWordGiven':
        knownWord = action.number
        host.tell({ type: 'wordGiven' })
        return
      case 'answerPeer':
        lastAnswer = action.kind === 'stopped'
        return
      case 'exit':
        return
    }
  }

  /** A new guardian ends what the one before left, then is ready. */
  const open = (): void => {
    run += 1
    state = initialState(times, host.now())
    knownWord = 0
    const leftMs = areRunning ? services.stopMs : 0
    if (areRunning) world.says('ends the services that an earlier guardian left')
    later(OPENS_MS + leftMs, () => {
      setServices('stopped')
      feed({ kind: 'recovered', lastEpoch: 0 })
      // What rests on a reading asked before it was ready it does not start.
      later(1, () => host.tell({ type: 'guardianReady' }))
    })
  }

  /** A standing engine is watched tick by tick, as silence is counted in ticks. */
  const watch = (): void => {
    if (!doesEngineStand) return
    feed({ kind: 'tick' })
    later(TICK_MS, watch)
  }

  return {
    engineStarted: () => {
      doesEngineStand = false
      open()
    },
    engineGone: (how) => {
      doesEngineStand = false
      if (how === 'alone') {
        feed({ kind: 'pipeEnded', why: ENDED })
        host.later(RESTART_MS, world.restartEngine)
        return
      }
      run += 1
      state = null
      isFrozen = false
      heldFrames = []
      heldTimers = []
      setServices('stopped')
    },
    deadline: (until) => {
      feed({ kind: 'deadline', until, saidAt: host.now() })
      if (until !== null)
        later(Math.max(0, until + graceMs(times) - host.now()), () => feed({ kind: 'tick' }))
    },
    start: (epoch, readingAskedAt) => feed({ kind: 'start', epoch, readingAskedAt, knownWord }),
    stop: (epoch) => feed({ kind: 'stop', epoch }),
    word: () => {
      if (state === null || isFrozen || state.phase.is === 'recovering') return null
      lastAnswer = null
      feed({ kind: 'question', proved: !areRunning })
      return lastAnswer
    },
    freeze: () => {
      isFrozen = true
    },
    thaw: () => {
      host.later(SCHEDULED_AFTER_MS, () => {
        if (!isFrozen) return
        isFrozen = false
        // It reads its pipe before it decides by its timers.
        const waiting = [...heldFrames, ...heldTimers]
        heldFrames = []
        heldTimers = []
        for (const late of waiting) late()
        feed({ kind: 'tick' })
      })
    },
    killed: (how) => {
      run += 1
      state = null
      if (how === 'withEngine') return
      host.tell({ type: 'guardianGone' })
      later(OPENS_MS, open)
    },
    engineStands: (stands) => {
      doesEngineStand = stands
      feed({ kind: 'alive' })
      if (stands) watch()
    },
  }
}
