import type { RehearsalStep } from '../contract/rehearsal.ts'

/** A rehearsal in words. */

const stepTable = {
  planned: 'planned',
  over: 'control is moving to the other system',
  given: 'control is handed over',
  hold: 'the other system is in control and has to keep its services Up',
  back: 'control goes back',
  arming: 'control is back; automatic take-over is turned on again where it was on',
  ended: 'over',
} as const satisfies Record<RehearsalStep, string>

export const rehearsalStepWords = (step: RehearsalStep): string => stepTable[step]
