import {
  OLD_REHEARSAL_MS,
  type RehearsalStep,
  type RehearsalView,
  type ShownRehearsal,
  type Way,
} from '../contract/rehearsal.ts'
import { asClause, formatDuration, formatFullMoment, formatMoment } from './labels-format.ts'
import { ruleSentence } from './labels-rules.ts'
import { codeWords, systemWords } from './labels-values.ts'
import { otherRole } from './roles.ts'

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

/** What is planned or under way, in one sentence. */
export const liveRehearsalWords = (live: ShownRehearsal): string => {
  const { step, notBeforeWallMs, notAfterWallMs, holdMs, offsetMinutes, home } = live
  if (step !== 'planned')
    return `A rehearsal is under way: ${stepTable[step]}. The ${systemWords(home)} has control before and after it.`
  const from = formatMoment(notBeforeWallMs, offsetMinutes)
  const to = formatMoment(notAfterWallMs, offsetMinutes)
  return `A rehearsal is planned: it begins between ${from} and ${to}, as soon as every rule of a switch-over holds, and the ${systemWords(otherRole(home))} stays in control for ${formatDuration(holdMs)}.`
}

/** "It went well.", or what went wrong. */
export const rehearsalOutcome = ({ failure }: Pick<ShownRehearsal, 'failure'>): string =>
  failure === null ? 'It went well' : codeWords(failure.code)

const wayWords = ({ totalMs, withoutServicesMs, withoutHolderMs }: Way): string =>
  `${formatDuration(totalMs)}; without services ${formatDuration(withoutServicesMs)}, without a system in control at most ${formatDuration(withoutHolderMs)}`

export interface RehearsalRow {
  readonly label: string
  readonly value: string
}

/** What it came to, row by row. */
export const rehearsalRows = (shown: ShownRehearsal): RehearsalRow[] => {
  const { begunWallMs, notBeforeWallMs, offsetMinutes, person, over, upMs, back, home, isLeft } = shown
  const away = systemWords(otherRole(home))
  const row = (label: string, value: string | null): RehearsalRow[] =>
    value === null ? [] : [{ label, value }]
  return [
    ...(begunWallMs > 0
      ? row('Began:', formatFullMoment(begunWallMs, offsetMinutes))
      : row('Was to begin:', formatFullMoment(notBeforeWallMs, offsetMinutes))),
    ...row('Asked for by:', person),
    ...row('Result:', rehearsalOutcome(shown)),
    ...row(`To the ${away}:`, over && wayWords(over)),
    ...row('All services Up there:', upMs === null ? null : `after ${formatDuration(upMs)}`),
    ...row(`Back to the ${systemWords(home)}:`, back && wayWords(back)),
    ...row('Left:', isLeft ? `Control was left with the ${away}` : null),
  ]
}

/** What was missing, or failed. */
export const rehearsalFaults = ({ failure }: Pick<ShownRehearsal, 'failure'>): string[] =>
  (failure?.rules ?? []).map((rule) => `${asClause(ruleSentence(rule))}.`)

/** The last result and its age, in one sentence. */
export const lastRehearsalWords = ({ last, goodAgeMs }: RehearsalView): string => {
  if (last === null) return 'No rehearsal has been made.'
  const when = formatMoment(last.begunWallMs || last.notBeforeWallMs, last.offsetMinutes)
  const good =
    goodAgeMs === null ? 'None went well yet.' : `The last that went well: ${formatDuration(goodAgeMs)} ago.`
  return `${when}: ${rehearsalOutcome(last)}. ${good}`
}

/** A rehearsal that is old says little; empty where nothing is to be suggested. */
export const rehearsalAdvice = ({ live, goodAgeMs }: RehearsalView): string => {
  if (live !== null) return ''
  if (goodAgeMs === null)
    return 'Rehearse after hours: only then is it known that the other system can serve.'
  return goodAgeMs > OLD_REHEARSAL_MS
    ? 'That is long ago: rehearse again after hours, to know that the other system can serve.'
    : ''
}

/** The window "Rehearsal". */
export const rehearsalLabels = {
  row: 'Rehearsal:',
} as const
