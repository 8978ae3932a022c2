import type { Durable } from '../../../shared/core/durable.ts'
import type { State } from '../../../shared/core/state.ts'
import { step } from '../../../shared/core/step.ts'
import type { Effect, Happening } from '../../../shared/core/step-types.ts'
import { wakeAt } from '../../../shared/core/wake.ts'
import type { Clock } from '../ports.ts'

/**
 * The engine's loop around the pure core: one input at a time; what became durable is on the disk before
 * any effect is carried out; the time is measured so that a stall of this very loop is known.
 */
export interface Loop {
  readonly state: State
  input(happening: Happening): void
  stop(): void
}

export interface LoopOptions {
  readonly initial: State
  readonly clock: Clock
  readonly wallMs: () => number
  /** Returns when it is durable; throws when the disk fails, which ends the engine. */
  readonly persist: (durable: Durable) => void
  readonly carryOut: (effect: Effect) => void
  /** Called after every input whose effects were carried out. */
  readonly afterStep: (state: State) => void
}

const MOST_TIMEOUT_MS = 60_000

export const createLoop = ({ initial, clock, wallMs, persist, carryOut, afterStep }: LoopOptions): Loop => {
  let state = initial
  let isStopped = false
  let isRunning = false
  let lastTurnAt = clock.now()
  /** The last step knew of every moment up to here. */
  let steppedAt = Number.NEGATIVE_INFINITY
  let wake: NodeJS.Timeout | null = null
  const waiting: Happening[] = []

  // Proves at least twice in a stall's shortest length that this loop is not standing still.
  const proofMs = Math.max(5, Math.floor(initial.timing.stallMs / 3))
  const proof = setInterval(() => {
    const gapMs = clock.now() - lastTurnAt
    if (gapMs >= state.timing.stallMs) loop.input({ type: 'tick' })
    else lastTurnAt += gapMs
  }, proofMs)

  const turn = (happening: Happening): void => {
    const now = clock.now()
    const gapMs = now - lastTurnAt
    lastTurnAt = now
    steppedAt = now
    const before = state.durable
    const result = step(state, { ...happening, now, wallMs: wallMs(), gapMs })
    if (result.state.durable !== before) {
      persist(result.state.durable)
      // An ordinary wait for the disk is no stall: what is carried out now has its own deadlines. One as long
      // as a heartbeat is: silence measured across it would be this loop's own.
      const persistedAt = clock.now()
      if (persistedAt - now < state.timing.heartbeatMs) lastTurnAt = persistedAt
    }
    state = result.state
    for (const effect of result.effects) carryOut(effect)
    afterStep(state)
  }

  const scheduleWake = (): void => {
    if (wake !== null) clearTimeout(wake)
    // By the step's own time: what fell due since, while its effects were carried out, is due at once.
    const dueMs = wakeAt(state, steppedAt) - clock.now()
    const delay = Math.min(MOST_TIMEOUT_MS, Math.max(1, Math.ceil(dueMs)))
    wake = setTimeout(() => loop.input({ type: 'tick' }), delay)
  }

  const loop: Loop = {
    get state() {
      return state
    },
    input: (happening) => {
      if (isStopped) return
      waiting.push(happening)
      // An effect may answer at once: its answer waits for the end of this step.
      if (isRunning) return
      isRunning = true
      try {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) turn(next)
      } finally {
        isRunning = false
      }
      if (!isStopped) scheduleWake()
    },
    stop: () => {
      isStopped = true
      clearInterval(proof)
      if (wake !== null) clearTimeout(wake)
    },
  }
  scheduleWake()
  return loop
}
