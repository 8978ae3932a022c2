import type { SwitchOverStep } from '../contract/status.ts'
import { switchOverSteps } from '../contract/status.ts'
import type { Role } from '../domain/roles.ts'
import type { Progress } from './hand-over-state.ts'
import type { MessageOf } from './messages.ts'
import type { State } from './state.ts'
import { send, type Turn } from './turn.ts'

/** The steps of a planned switch-over as the windows of both servers show them. */

const noSteps: readonly (number | null)[] = switchOverSteps.map(() => null)

export const beginProgress = (turn: Turn, to: Role, kind: Progress['kind']): void => {
  const { now } = turn
  setProgress(turn, {
    kind,
    to,
    startedAt: now,
    step: 0,
    stepAt: now,
    tookMs: noSteps,
    outcome: 'running',
    endedAt: 0,
  })
}

/** The running step is over, `next` begins. */
export const advanceProgress = (turn: Turn, next: SwitchOverStep): void => {
  const { progress } = turn.s
  if (progress === null || progress.outcome !== 'running') return
  const step = switchOverSteps.indexOf(next)
  if (step <= progress.step) return
  setProgress(turn, { ...progress, step, stepAt: turn.now, tookMs: closeStep(progress, turn.now) })
}

export const endProgress = (turn: Turn): void => {
  const { progress } = turn.s
  if (progress === null || progress.outcome !== 'running') return
  setProgress(turn, {
    ...progress,
    tookMs: closeStep(progress, turn.now),
    outcome: 'done',
    endedAt: turn.now,
  })
}

export const failProgress = (turn: Turn, outcome: 'rolledBack' | 'failed'): void => {
  const { progress } = turn.s
  if (progress === null || progress.outcome !== 'running') return
  setProgress(turn, { ...progress, outcome, endedAt: turn.now })
}

const closeStep = (progress: Progress, now: number): readonly (number | null)[] =>
  progress.tookMs.map((took, index) => (index === progress.step ? now - progress.stepAt : took))

const setProgress = (turn: Turn, progress: Progress): void => {
  turn.s.progress = progress
  tell(turn, progress)
}

const tell = (turn: Turn, progress: Progress): void =>
  send(turn, {
    kind: 'switchState',
    of: progress.kind,
    to: progress.to,
    step: progress.step,
    startedAgoMs: turn.now - progress.startedAt,
    stepsTookMs: [...progress.tookMs],
    outcome: progress.outcome,
  })

/** This server moves control itself: nobody else knows how far it is. */
export const isProgressOwn = ({ handOver, grantUse, takeOver }: State): boolean =>
  handOver !== null || grantUse !== null || takeOver?.kind === 'force'

/** Who takes control and has it by now starts its services. */
const isProgressKnown = (s: State): boolean =>
  isProgressOwn(s) || (s.mode === 'active' && s.progress?.to === s.role)

/** A new session: what was said at the end of the one before it may have been lost. */
export const retellProgress = (turn: Turn): void => {
  const { s } = turn
  const { progress } = s
  if (progress !== null && (progress.outcome !== 'running' || isProgressKnown(s))) tell(turn, progress)
}

/** Said in a session that is over, and not said again by who is heard in this one: it came to nothing. */
export const endUnheardProgress = (turn: Turn): void => {
  const { s } = turn
  if (s.progress === null || s.peer === null || isProgressKnown(s)) return
  if (s.progress.stepAt < s.peer.linkedAt) failProgress(turn, 'failed')
}

/** The other server has the token and says how far it is. */
export const adoptProgress = (turn: Turn, message: MessageOf<'switchState'>): void => {
  const { now, s } = turn
  const isRunning = message.outcome === 'running'
  // Its end is said once more in each new session.
  const isWaitedFor = s.progress?.outcome === 'running' && !isProgressOwn(s)
  if (!isRunning && !isWaitedFor) return
  s.progress = {
    kind: message.of,
    to: message.to,
    startedAt: now - message.startedAgoMs,
    step: Math.min(message.step, switchOverSteps.length - 1),
    stepAt: now,
    tookMs: switchOverSteps.map((_, index) => message.stepsTookMs[index] ?? null),
    outcome: message.outcome,
    endedAt: isRunning ? 0 : now,
  }
}
