import {
  OLD_REHEARSAL_MS,
  type RehearsalStep,
  type RehearsalTime,
  type RehearsalView,
  type ShownRehearsal,
  type Way,
} from '../contract/rehearsal.ts'
import { type ClockWindow, MOST_WINDOW_MS, windowMs } from '../contract/rehearsal-window.ts'
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
  arming: 'control is back; the copy becomes Updated',
  ended: 'over',
} as const satisfies Record<RehearsalStep, string>

/** After it automatic take-over is on again only where it was on before, and where the other system could serve. */
export const rehearsalStepWords = ({
  step,
  rearms,
  failure,
}: Pick<ShownRehearsal, 'step' | 'rearms' | 'failure'>): string => {
  const couldServe = failure?.code !== 'startFailed' && failure?.code !== 'servicesDown'
  return step === 'arming' && rearms && couldServe
    ? `${stepTable.arming}, and automatic take-over is turned on again`
    : stepTable[step]
}

/** What is planned or under way, in one sentence. */
export const liveRehearsalWords = (live: ShownRehearsal): string => {
  const { step, notBeforeWallMs, notAfterWallMs, holdMs, offsetMinutes, home } = live
  if (step !== 'planned')
    return `A rehearsal is under way: ${rehearsalStepWords(live)}. The ${systemWords(home)} has control before and after it.`
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
    ...row(rehearsalLabels.result, rehearsalOutcome(shown)),
    ...row(home === 'primary' ? 'To the Secondary:' : 'To the Primary:', over && wayWords(over)),
    ...row('All services Up there:', upMs === null ? null : `after ${formatDuration(upMs)}`),
    ...row(home === 'primary' ? 'Back to the Primary:' : 'Back to the Secondary:', back && wayWords(back)),
    ...row('Left:', isLeft ? `Control was left with the ${away}` : null),
  ]
}

/** What was missing, or failed. */
export const rehearsalFaults = ({ failure }: Pick<ShownRehearsal, 'failure'>): string[] =>
  (failure?.rules ?? []).map((rule) => `${asClause(ruleSentence(rule))}.`)

/** "3 d 4 h ago", or that there is none. */
export const goodAgeWords = ({ goodAgeMs }: RehearsalView): string =>
  goodAgeMs === null ? 'None yet' : `${formatDuration(goodAgeMs)} ago`

/** The last result and its age, in one sentence. */
export const lastRehearsalWords = (view: RehearsalView): string => {
  const { last } = view
  if (last === null) return 'No rehearsal has been made.'
  const when = formatMoment(last.begunWallMs || last.notBeforeWallMs, last.offsetMinutes)
  return `${when}: ${rehearsalOutcome(last)}. The last that went well: ${goodAgeWords(view)}.`
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
  title: 'Rehearsal',
  row: 'Rehearsal:',
  purpose:
    'A rehearsal moves control to the other system, looks for a while whether all services are Up there, and moves control back. The services are interrupted twice, as long as by Manual Switch Over. If the other system cannot serve, control comes back by itself.',
  state: 'Now',
  nothing: 'No rehearsal is planned or under way.',
  last: 'The last rehearsal',
  result: 'Result:',
  goodAge: 'Last that went well:',
  when: 'When it begins',
  now: '&Now',
  at: '&At this time of day:',
  between: '&Between:',
  and: 'and',
  timeOfDay: 'Time of day',
  windowBegins: 'Begin of the window',
  windowEnds: 'End of the window',
  hold: 'Services have to stay &Up there for (seconds):',
  localTime:
    'Times are those of this server. Within a window it begins as soon as every rule of Manual Switch Over holds; a window that passes is named as missed.',
  timeFault: 'Type a time of day, as 02:00.',
  windowFault: 'Type an end that differs from the begin.',
  windowTooLong: (window: ClockWindow): string =>
    `From ${window.from} to ${window.to} is ${formatDuration(windowMs(window))}: a window lasts ${formatDuration(MOST_WINDOW_MS)} at most.`,
  holdFault: (leastMs: number, mostMs: number): string =>
    `A number of seconds from ${leastMs / 1_000} to ${mostMs / 1_000}.`,
  start: '&Start Rehearsal...',
  cancel: '&Cancel Rehearsal',
  close: 'C&lose',
  missing: 'A rehearsal cannot begin now. What is missing:',
  unknown: 'The state of this server is not known now.',
  question: 'Start Rehearsal',
  accept: 'Start',
  keep: 'Cancel',
  begins: 'It begins:',
  gains: 'Has control meanwhile:',
  stays: 'Services have to stay Up there for:',
  interrupted: 'Services are interrupted:',
  twice: (ms: number): string => `Twice, about ${formatDuration(ms)} each`,
  afterwards: 'Then control comes back, and automatic take-over is as it was.',
} as const

/** "Now", "At 02:00", "Between 02:00 and 04:00". */
export const rehearsalTimeWords = (time: RehearsalTime): string => {
  switch (time.kind) {
    case 'now':
      return 'Now'
    case 'at':
      return `At ${time.at}, at the latest five minutes after`
    case 'between':
      return `Between ${time.from} and ${time.to}, as soon as every rule holds`
  }
}
