import { type SwitchOverProgress, type SwitchOverStep, switchOverSteps } from '../contract/status.ts'
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
  startServices: 200,
}

export const expectedMs = (usual: UsualTimes): number =>
  switchOverSteps.reduce((sum, step) => sum + usual[step], 0)

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
    to: progress.to,
    outcome: outcome === 'running' ? null : outcome,
    failed: [...s.rollBackRules],
    // Until the token is given the switch-over can be stopped, from either server.
    cancellable: outcome === 'running' && progress.step < switchOverSteps.indexOf('handOver'),
    steps: switchOverSteps.map((step, index) => ({
      step,
      state: stepState(index),
      tookMs: progress.tookMs[index] ?? null,
      usualMs: usual[step],
    })),
    elapsedMs: (outcome === 'running' ? now : progress.endedAt) - progress.startedAt,
  }
}
