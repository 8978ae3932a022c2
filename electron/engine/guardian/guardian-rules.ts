import type { Epoch } from '../../../shared/domain/epoch.ts'
import type { Tick } from '../ports.ts'

/**
 * What the guardian decides: `decide(state, input, now)` gives the next state and what is to be done, in
 * order. Pure; times are the guardian's own clock. The reasons are in `docs/guardian.md`.
 */

export type Phase =
  /** What an earlier guardian left behind is being ended. */
  | { readonly is: 'recovering' }
  | { readonly is: 'idle' }
  /** From the moment a start is allowed; `counted`: every service was started and is on disk. */
  | { readonly is: 'running'; readonly epoch: Epoch; readonly counted: boolean }
  /** `asked`: the epoch the engine's `stop` named, null when nobody asked. */
  | { readonly is: 'stopping'; readonly epoch: Epoch; readonly asked: Epoch | null }

export interface GuardianTiming {
  readonly stopLimitMs: number
  readonly stuckMs: number
  /** How long a guardian without an engine goes on answering the peer. */
  readonly lingerMs: number
}

export interface GuardianState {
  readonly timing: GuardianTiming
  readonly phase: Phase
  /** The lease's end; null: none (unbound); 'untold': the engine never said. */
  readonly deadline: Tick | null | 'untold'
  /** Nothing starts on a reading asked at or before this: the last word given, or the guardian's own start. */
  readonly wordAt: Tick
  readonly wordNumber: number
  /** The epoch of the last services it started, kept over restarts. */
  readonly lastEpoch: Epoch
  readonly engine: 'living' | 'ended'
  readonly silentMs: number
  readonly tickedAt: Tick
  /** What follows when the services are stopped. */
  readonly ending: { readonly how: 'exit'; readonly code: number } | { readonly how: 'linger' } | null
  /** Set once a guardian without an engine has nothing left to stop. */
  readonly lingerUntil: Tick | null
}

export type GuardianInput =
  | { readonly kind: 'recovered'; readonly lastEpoch: Epoch }
  | { readonly kind: 'timing'; readonly timing: GuardianTiming }
  | { readonly kind: 'deadline'; readonly until: Tick | null; readonly saidAt: Tick }
  | {
      readonly kind: 'start'
      readonly epoch: Epoch
      readonly readingAskedAt: Tick | null
      /** The last word the engine knew of when it decided. */
      readonly knownWord: number
    }
  | { readonly kind: 'stop'; readonly epoch: Epoch }
  | { readonly kind: 'alive' }
  | { readonly kind: 'quit' }
  | { readonly kind: 'pipeEnded'; readonly why: string }
  | { readonly kind: 'signal'; readonly name: string }
  | { readonly kind: 'failure'; readonly detail: string }
  | { readonly kind: 'tick' }
  /** The peer asked, with proof. `proved`: looked just now, nothing of the services runs. */
  | { readonly kind: 'question'; readonly proved: boolean }
  | { readonly kind: 'allStarted' }
  | { readonly kind: 'startFailed'; readonly why: string }
  | { readonly kind: 'allStopped' }

export type GuardianAction =
  | { readonly do: 'killEngine'; readonly why: string }
  | { readonly do: 'startServices'; readonly epoch: Epoch }
  /** The same services go on under a higher epoch (a raise). */
  | { readonly do: 'relabelServices'; readonly epoch: Epoch }
  /** Over, SIGKILL included, by `from` + the stop limit. */
  | { readonly do: 'stopServices'; readonly from: Tick; readonly why: string }
  | { readonly do: 'tellStarted' | 'tellStopped'; readonly epoch: Epoch }
  | { readonly do: 'tellRefused'; readonly epoch: Epoch; readonly why: string }
  | { readonly do: 'tellWordGiven'; readonly number: number }
  | { readonly do: 'answerPeer'; readonly kind: 'stopped' | 'running'; readonly epoch: Epoch }
  | { readonly do: 'exit'; readonly code: number }

/** Until its first sign an engine that just opened its guardian may take this long to start its loop. */
const FIRST_SIGN_MS = 30_000

export interface Decision {
  readonly state: GuardianState
  readonly actions: readonly GuardianAction[]
}

/** More than this between two ticks is the guardian's own stall (or a suspend), not the engine's silence. */
const LONGEST_TICK_MS = 250

export const initialState = (timing: GuardianTiming, now: Tick): GuardianState => ({
  timing,
  phase: { is: 'recovering' },
  deadline: 'untold',
  wordAt: now,
  wordNumber: 0,
  lastEpoch: 0,
  engine: 'living',
  silentMs: 0,
  tickedAt: now,
  ending: null,
  lingerUntil: null,
})

/**
 * A sound engine demotes at the same moment as the deadline passes here; its `stop` gets this long to
 * arrive before the engine counts as unable. Taken from S: the SIGKILL's moment does not move.
 */
export const graceMs = (timing: GuardianTiming): number => Math.min(50, timing.stopLimitMs / 10)

/** Why nothing may start now, or null. Asked again just before each process. */
export const startRefusal = (state: GuardianState, now: Tick): string | null => {
  if (state.ending !== null) return 'the guardian is ending'
  if (state.deadline === 'untold') return 'no deadline was told, not even that there is none'
  if (state.deadline !== null && now >= state.deadline) return 'the deadline has passed'
  return null
}

const stopFrom = (state: GuardianState, from: Tick, why: string, asked: Epoch | null): Decision => {
  if (state.phase.is !== 'running') return { state, actions: [] }
  return {
    state: { ...state, phase: { is: 'stopping', epoch: state.phase.epoch, asked } },
    actions: [{ do: 'stopServices', from, why }],
  }
}

/** Exits or lingers once nothing is left to stop. */
const settle = ({ state, actions }: Decision, now: Tick): Decision => {
  if (state.phase.is !== 'idle' || state.ending === null) return { state, actions }
  if (state.ending.how === 'exit') {
    return { state, actions: [...actions, { do: 'exit', code: state.ending.code }] }
  }
  return { state: { ...state, lingerUntil: state.lingerUntil ?? now + state.timing.lingerMs }, actions }
}

/** The engine first (no late command of its own can leave), then the services. */
const endEngine = (state: GuardianState, from: Tick, why: string, now: Tick): Decision => {
  const stopped = stopFrom(
    { ...state, engine: 'ended', ending: state.ending ?? { how: 'linger' } },
    from,
    why,
    null,
  )
  const kill: GuardianAction[] = state.engine === 'living' ? [{ do: 'killEngine', why }] : []
  return settle({ state: stopped.state, actions: [...kill, ...stopped.actions] }, now)
}

/** The engine lives, the guardian goes: services first. */
const endSelf = (state: GuardianState, code: number, why: string, now: Tick): Decision =>
  settle(stopFrom({ ...state, ending: { how: 'exit', code } }, now, why, null), now)

const onStart = (
  state: GuardianState,
  input: Extract<GuardianInput, { kind: 'start' }>,
  now: Tick,
): Decision => {
  const refuse = (why: string): Decision => ({
    state,
    actions: [{ do: 'tellRefused', epoch: input.epoch, why }],
  })
  const refusal = startRefusal(state, now)
  if (refusal !== null) return refuse(refusal)
  const { phase } = state
  if (phase.is === 'running') {
    if (phase.epoch === input.epoch) {
      return { state, actions: phase.counted ? [{ do: 'tellStarted', epoch: phase.epoch }] : [] }
    }
    return {
      state: { ...state, lastEpoch: input.epoch, phase: { ...phase, epoch: input.epoch, counted: false } },
      actions: [{ do: 'relabelServices', epoch: input.epoch }],
    }
  }
  if (phase.is !== 'idle') return refuse('the services of an earlier start are still being stopped')
  if (
    input.readingAskedAt === null
      ? input.knownWord !== state.wordNumber
      : input.readingAskedAt <= state.wordAt
  ) {
    return refuse('the peer was told "services stopped" after the reading this start rests on')
  }
  return {
    state: { ...state, lastEpoch: input.epoch, phase: { is: 'running', epoch: input.epoch, counted: false } },
    actions: [{ do: 'startServices', epoch: input.epoch }],
  }
}

const onStop = (state: GuardianState, epoch: Epoch, now: Tick): Decision => {
  const { phase } = state
  switch (phase.is) {
    case 'running':
      return stopFrom(state, now, 'the engine asked', epoch)
    case 'stopping':
      return { state: { ...state, phase: { ...phase, asked: epoch } }, actions: [] }
    case 'idle':
      return { state, actions: [{ do: 'tellStopped', epoch }] }
    case 'recovering':
      return { state, actions: [] }
  }
}

const onTick = (before: GuardianState, now: Tick): Decision => {
  const silentMs = before.silentMs + Math.min(Math.max(now - before.tickedAt, 0), LONGEST_TICK_MS)
  const state = { ...before, silentMs, tickedAt: now }
  const { deadline, timing } = state
  if (state.phase.is === 'running' && typeof deadline === 'number' && now >= deadline + graceMs(timing)) {
    return endEngine(state, deadline, 'the lease ended and the engine did not let go', now)
  }
  const isWatched = state.engine === 'living' && state.ending === null && state.phase.is !== 'recovering'
  if (isWatched && silentMs >= timing.stuckMs) {
    return endEngine(state, now, `the engine gave no sign of life for ${timing.stuckMs} ms`, now)
  }
  if (state.lingerUntil !== null && now >= state.lingerUntil) {
    return { state, actions: [{ do: 'exit', code: 0 }] }
  }
  return { state, actions: [] }
}

const onQuestion = (state: GuardianState, proved: boolean, now: Tick): Decision => {
  const { phase } = state
  if (phase.is !== 'idle' || !proved) {
    const epoch = phase.is === 'running' || phase.is === 'stopping' ? phase.epoch : state.lastEpoch
    return { state, actions: [{ do: 'answerPeer', kind: 'running', epoch }] }
  }
  const number = state.wordNumber + 1
  return {
    state: { ...state, wordNumber: number, wordAt: now },
    actions: [
      { do: 'tellWordGiven', number },
      { do: 'answerPeer', kind: 'stopped', epoch: state.lastEpoch },
    ],
  }
}

/** A deadline said after the one before it passed renews nothing; said in time it counts, however late it is read. */
const onDeadline = (state: GuardianState, until: Tick | null, saidAt: Tick): GuardianState => {
  const isTooLate =
    state.phase.is === 'running' && typeof state.deadline === 'number' && saidAt >= state.deadline
  return isTooLate ? state : { ...state, deadline: until }
}

export const decide = (before: GuardianState, input: GuardianInput, now: Tick): Decision => {
  const isFromEngine = ['deadline', 'start', 'stop', 'alive'].includes(input.kind)
  const state = isFromEngine ? { ...before, silentMs: 0, tickedAt: now } : before
  const keep = (next: GuardianState): Decision => ({ state: next, actions: [] })
  switch (input.kind) {
    case 'recovered':
      return settle(
        keep({
          ...state,
          phase: { is: 'idle' },
          wordAt: now,
          lastEpoch: input.lastEpoch,
          silentMs: Math.min(0, state.timing.stuckMs - FIRST_SIGN_MS),
          tickedAt: now,
        }),
        now,
      )
    case 'timing':
      return keep({ ...state, timing: input.timing })
    case 'deadline':
      return keep(onDeadline(state, input.until, input.saidAt))
    case 'start':
      return onStart(state, input, now)
    case 'stop':
      return onStop(state, input.epoch, now)
    case 'alive':
      return keep(state)
    case 'quit':
      return endSelf({ ...state, engine: 'ended' }, 0, 'the engine ends in order', now)
    case 'pipeEnded':
      // After `quit` or a signal of its own the guardian is on its way out already.
      return state.ending?.how === 'exit'
        ? keep({ ...state, engine: 'ended' })
        : endEngine(state, now, input.why, now)
    case 'signal':
      return endSelf(state, 0, `the guardian received ${input.name}`, now)
    case 'failure':
      return endSelf(state, 1, `the guardian failed: ${input.detail}`, now)
    case 'tick':
      return onTick(state, now)
    case 'question':
      return onQuestion(state, input.proved, now)
    case 'allStarted':
      if (state.phase.is !== 'running') return keep(state)
      return {
        state: { ...state, phase: { ...state.phase, counted: true } },
        actions: [{ do: 'tellStarted', epoch: state.phase.epoch }],
      }
    case 'startFailed': {
      if (state.phase.is !== 'running') return keep(state)
      const stopped = stopFrom(state, now, input.why, null)
      const refused: GuardianAction = { do: 'tellRefused', epoch: state.phase.epoch, why: input.why }
      return { state: stopped.state, actions: [refused, ...stopped.actions] }
    }
    case 'allStopped': {
      if (state.phase.is !== 'stopping') return keep(state)
      const epoch = state.phase.asked ?? state.phase.epoch
      return settle(
        { state: { ...state, phase: { is: 'idle' } }, actions: [{ do: 'tellStopped', epoch }] },
        now,
      )
    }
  }
}
