import { type SwitchOverProgress, type SwitchOverStep, switchOverSteps } from '../contract/status.ts'
import type { Progress } from './hand-over-state.ts'
import type { State } from './state.ts'

/** The usual time of each step in milliseconds: the median of earlier switch-overs, else these. */
export type UsualTimes = Readonly<Record<SwitchOverStep, number>>

export const firstUsualTimes: UsualTimes = {
  checkRules: 10,
  copyChanges: 300,
  stopServices: 300,
  finalSync: 500,
  handOver: 30,
  moveLines: 100,
  waitOut: 3_000,
  startServices: 200,
}

const stepsOf: Readonly<Record<Progress['kind'], readonly SwitchOverStep[]>> = {
  planned: switchOverSteps.filter((step) => step !== 'waitOut'),
  // Nobody is asked, so nothing is copied: the lines, and the time the other one's right may still last.
  force: ['checkRules', 'moveLines', 'waitOut', 'startServices'],
}

/** How long a planned switch-over is going to take. */
export const expectedMs = (usual: UsualTimes): number =>
  stepsOf.planned.reduce((sum, step) => sum + usual[step], 0)

export const progressView = (s: State, now: number, usual: UsualTimes): SwitchOverProgress | null => {
  const { progress } = s
  if (progress === null) return null
  const { outcome } = progress
  const failedOutcome = outcome === 'rolledBack' || outcome === 'failed'
  const stepState = (index: number): SwitchOverProgress['steps'][number]['state'] => {
    if (outcome === 'done' || index < progress.step) return 'done'
    if (index > progress.step) return 'waiting'
    return failedOutcome ? 'failed' : 'running'
  }
  return {
    kind: progress.kind,
    to: progress.to,
    outcome: outcome === 'running' ? null : outcome,
    failed: [...s.rollBackRules],
    // Until the token is given the switch-over can be stopped, from either server.
    cancellable:
      progress.kind === 'planned' &&
      outcome === 'running' &&
      progress.step < switchOverSteps.indexOf('handOver'),
    steps: stepsOf[progress.kind].map((step) => {
      const index = switchOverSteps.indexOf(step)
      return {
        step,
        state: stepState(index),
        tookMs: progress.tookMs[index] ?? null,
        usualMs: usual[step],
      }
    }),
    elapsedMs: (outcome === 'running' ? now : progress.endedAt) - progress.startedAt,
  }
}
