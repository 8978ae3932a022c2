import type { Way } from '../contract/rehearsal.ts'
import {
  failuresByPerson,
  MOST_FAILURE_RULES,
  type Rehearsal,
  type RehearsalFailure,
} from '../contract/rehearsal.ts'
import { switchOverSteps } from '../contract/status.ts'
import { otherRole } from '../domain/roles.ts'
import { failing, type RuleResult } from '../domain/rules.ts'
import type { Progress } from './hand-over-state.ts'
import { weigh } from './judgements.ts'
import type { State } from './state.ts'
import { changeDurable, record, type Turn } from './turn.ts'

/** The rehearsal on this server's disk: how it is looked at, changed and ended. */

export const liveRehearsal = ({ durable: { rehearsal } }: Pick<State, 'durable'>): Rehearsal | null =>
  rehearsal === null || rehearsal.step === 'ended' ? null : rehearsal

/** How long it has been at its step. */
export const atStepMs = (s: State, now: number, { sinceWallMs }: Rehearsal): number =>
  now + s.wallOffset - sinceWallMs

export const changeRehearsal = (turn: Turn, part: Partial<Rehearsal>): void => {
  const { rehearsal } = turn.s.durable
  if (rehearsal !== null) changeDurable(turn, { rehearsal: { ...rehearsal, ...part } })
}

export const enterStep = (turn: Turn, step: Rehearsal['step'], part: Partial<Rehearsal> = {}): void => {
  changeRehearsal(turn, { ...part, step, sinceWallMs: turn.wallMs })
  turn.s.rehearseAgainAt = turn.now
}

const MOST_VALUE_LENGTH = 60
const short = (value: RuleResult['value']): RuleResult['value'] =>
  typeof value === 'string' ? value.slice(0, MOST_VALUE_LENGTH) : value

/** The rules that failed, few and short: they stand on the disk among what control rests on. */
export const failureOf = (
  code: RehearsalFailure,
  rules: readonly RuleResult[] = [],
): NonNullable<Rehearsal['failure']> => ({
  code,
  rules: failing(rules)
    .slice(0, MOST_FAILURE_RULES)
    .map((rule) => ({ ...rule, value: short(rule.value), limit: short(rule.limit) })),
})

/** Control is not where it has to be, and nobody chose that it stays there. */
const isLeft = (s: State, { home, begunWallMs }: Rehearsal, cause?: RehearsalFailure): boolean => {
  const { held, peerHeld } = s.durable
  const newest = (held?.epoch ?? 0) > peerHeld.epoch ? s.role : otherRole(s.role)
  return begunWallMs > 0 && newest !== home && (cause === undefined || !failuresByPerson.includes(cause))
}

/** What went wrong first is its failure, unless control could not go back: then that is. */
export const endRehearsal = (turn: Turn, failure: Rehearsal['failure'] = null): void => {
  const { s } = turn
  const { rehearsal } = s.durable
  if (rehearsal === null) return
  const first = rehearsal.failure
  const kept =
    failure?.code === 'notBack'
      ? failureOf('notBack', [...(first?.rules ?? []), ...failure.rules])
      : (first ?? failure)
  enterStep(turn, 'ended', {
    failure: kept,
    isLeft: isLeft(s, rehearsal, failure?.code),
    lastChange: s.durable.lastSwitchOver?.epoch ?? 0,
  })
  s.hold = null
  const { person, requestId } = rehearsal
  record(turn, {
    act: 'rehearsal',
    outcome: kept === null ? 'done' : 'abandoned',
    trigger: 'automatic',
    person,
    requestId,
    reason: 'rehearsal',
    judged: weigh(turn, 'rehearsalEnd'),
  })
  tellEnd(turn)
}

/** A person moves control: what it was moved for is over. */
export const endByPerson = (turn: Turn): void => {
  const rehearsal = liveRehearsal(turn.s)
  if (rehearsal !== null && rehearsal.step !== 'planned') endRehearsal(turn, failureOf('person'))
}

export const tellEnd = (turn: Turn): void => {
  const { rehearsal } = turn.s.durable
  if (rehearsal?.step === 'ended') turn.effects.push({ do: 'keepRehearsal', rehearsal })
}

/** Its services did not start: they are not tried again here, control goes back first. */
export const isGoingBackUnstarted = (s: State): boolean => {
  const rehearsal = liveRehearsal(s)
  return rehearsal?.step === 'back' && rehearsal.failure?.code === 'startFailed' && rehearsal.home !== s.role
}

/** The other server proved that it cannot serve: a standby that would take the lines and not serve is not armed again. */
export const isUnfit = ({ failure }: Rehearsal): boolean =>
  failure !== null && (failure.code === 'startFailed' || failure.code === 'servicesDown')

/** What the token takes along. */
export const handedOn = (turn: Turn): Rehearsal | null => {
  if (liveRehearsal(turn.s)?.step === 'over') enterStep(turn, 'given')
  return liveRehearsal(turn.s)
}

/** A way as the steps of its switch-over were measured. */
export const wayOf = (progress: Progress | null): Way | null => {
  if (progress?.outcome !== 'done') return null
  const took = (steps: readonly (typeof switchOverSteps)[number][]): number =>
    Math.round(steps.reduce((sum, step) => sum + (progress.tookMs[switchOverSteps.indexOf(step)] ?? 0), 0))
  return {
    totalMs: Math.round(progress.endedAt - progress.startedAt),
    withoutServicesMs: took(['stopServices', 'finalSync', 'handOver', 'moveLines', 'startServices']),
    withoutHolderMs: took(['handOver', 'moveLines']),
  }
}
