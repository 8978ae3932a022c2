import type { LinePosition } from '../../shared/contract/status.ts'
import type { Durable } from '../../shared/core/durable.ts'
import { livesOnLeases } from '../../shared/core/leases.ts'
import type { Message } from '../../shared/core/messages.ts'
import type { State } from '../../shared/core/state.ts'
import type { Decision, Effect } from '../../shared/core/step-types.ts'
import type { Stepped } from '../../shared/core/testing/server.ts'
import { asClause, formatDuration } from '../../shared/domain/labels-format.ts'
import { causeWords, decisionWords } from '../../shared/domain/labels-record.ts'
import { rehearsalStepWords } from '../../shared/domain/labels-rehearsal.ts'
import { ruleSentence, ruleWords } from '../../shared/domain/labels-rules.ts'
import { valueWords } from '../../shared/domain/labels-values.ts'
import type { RuleResult } from '../../shared/domain/rules.ts'
import { ackWaitMs, lineWaitMs } from '../../shared/domain/timing.ts'

/** One step of one core in words: what it read, what it stored, what it does and decides, in its order. */

type Moment = (at: number) => string

const change = (epoch: number): string => `change no. ${epoch}`

/** Numbers that words round are added as they are. */
const exact = (result: RuleResult): string => {
  const { value, limit } = ruleWords(result)
  const isRounded = (number: RuleResult['value'], said: string): boolean =>
    typeof number === 'number' && number !== 0 && said !== '' && !said.includes(String(number))
  const numbers = [
    ...(isRounded(result.value, value) ? [`is ${result.value} ms`] : []),
    ...(isRounded(result.limit, limit) ? [`limit ${result.limit} ms`] : []),
  ]
  return numbers.length === 0 ? '' : ` [${numbers.join(', ')}]`
}

const ruleLine = (result: RuleResult): string =>
  `    ${result.holds ? 'yes' : 'NO '} ${asClause(ruleSentence(result))}.${exact(result)}`

export const decisionLines = (decision: Decision): string[] => {
  const entry = {
    wallMs: 0,
    server: 'primary' as const,
    version: '',
    ...decision,
    rules: [...decision.rules],
    facts: null,
    changes: [],
  }
  return [`${decisionWords(entry)}. ${causeWords(entry)}.`, ...decision.rules.map(ruleLine)]
}

/** What a restart forgets is told by nothing here: only what the disk has now and had not. */
const storedWords: { readonly [K in keyof Durable]?: (now: Durable[K], before: Durable[K]) => string[] } = {
  attempted: (now) => [`an attempt, ${change(now)}`],
  held: (now, before) => {
    if (now === null) return []
    if (now.epoch !== before?.epoch || now.id !== before.id) return [`in control, ${change(now.epoch)}`]
    return [
      ...(now.acknowledged && !before.acknowledged ? [`${change(now.epoch)} is acknowledged`] : []),
      ...(now.bound && !before.bound ? ['the other server may take over: bound'] : []),
      ...(!now.bound && before.bound ? ['the other server does not take over: not bound'] : []),
      ...(now.declared && !before.declared ? ['declared: the other server is off'] : []),
      ...(!now.declared && before.declared ? ['the declaration is over'] : []),
    ]
  },
  peerHeld: (now) => [`the other server held ${change(now.epoch)}`],
  given: (now) => [now === 0 ? 'control is given away no more' : `control is given away with ${change(now)}`],
  granted: (now) => [
    now === null ? 'the grant is used up or returned' : `granted control, ${change(now.epoch)}`,
  ],
  armedFor: (now) => [
    now === 0 ? 'automatic take-over is off' : `automatic take-over is on for ${change(now)}`,
  ],
  replicaUpdatedFor: (now) => [
    now === 0 ? 'the copy counts as Updated no more' : `the copy of ${change(now)} is Updated`,
  ],
  peerDisabled: (now) => [`the other server is disabled: ${now}`],
  servesAlone: (now) => [now ? 'serves alone, disabled' : 'serves alone no more'],
  maintenance: (now, before) =>
    now.number === before.number && now.lastsMs === before.lastsMs
      ? []
      : [
          now.lastsMs === 0
            ? 'no maintenance'
            : `maintenance for ${formatDuration(now.lastsMs)}${before.number === now.number ? '' : `, no. ${now.number}`}`,
        ],
  rehearsal: (now, before) =>
    now === null || (now.number === before?.number && now.step === before.step)
      ? []
      : [`rehearsal no. ${now.number}: ${rehearsalStepWords(now)}`],
  needsPerson: (now) => [now ? 'a person has to choose' : 'a person has chosen'],
}

const storedLines = (before: Durable, after: Durable): string[] => {
  if (before === after) return []
  const keys = Object.keys(storedWords) as (keyof Durable)[]
  const parts = keys.flatMap((key) => partOf(key, before, after))
  return parts.length === 0 ? [] : [`stores: ${parts.join('; ')}`]
}

const partOf = <K extends keyof Durable>(key: K, before: Durable, after: Durable): string[] =>
  JSON.stringify(before[key]) === JSON.stringify(after[key])
    ? []
    : (storedWords[key]?.(after[key], before[key]) ?? [])

/** Frames of the protocols; heartbeats, acknowledgements and reports are too many to tell. */
const messageWords = (message: Message): string | null => {
  switch (message.kind) {
    case 'refuse':
      return `refuses: ${change(message.heldEpoch)} is newer`
    case 'armAsk':
      return 'asks whether it may take over by itself'
    case 'armStored':
      return `answers: bound, ${change(message.epoch)}`
    case 'armRefused':
      return 'answers: not now'
    case 'armOff':
      return `says: does not take over by itself, ${change(message.epoch)}`
    case 'nonceAsk':
      return 'asks for a fresh number'
    case 'nonce':
      return 'answers with a fresh number'
    case 'grant':
      return `grants control, ${change(message.epoch)}`
    case 'returned':
      return `returns control, ${change(message.epoch)}`
    case 'switchAsk':
      return 'passes the button on'
    case 'switchCancel':
      return 'passes the stop on'
    case 'rehearseAsk':
      return message.plan === null ? 'passes on: end the rehearsal' : 'passes on: rehearse'
    case 'switchAnswer':
      return message.accepted ? 'answers: accepted' : 'answers: refused'
    case 'disabled':
      return message.serving ? 'says: disabled, goes on serving' : 'says: disabled'
    case 'disabledStored':
      return 'answers: stored'
    default:
      return null
  }
}

const copyWords = { source: 'is the source of the copy', idle: 'copies nothing' } as const

/** The guardian there is asked ten times a second: the first question stands for them. */
const isFirstQuestion = ({ word }: State, after: State): boolean =>
  word === null || (after.word?.askedAt ?? 0) - word.askedAt > 1_000

const effectLines = (effect: Effect, { before, after }: Stepped, moment: Moment): string[] => {
  switch (effect.do) {
    case 'send': {
      const words = messageWords(effect.message)
      return words === null ? [] : [`-> ${words}`]
    }
    case 'setLine':
      return [`orders the A/B switch to ${effect.side}, not after ${moment(effect.notAfter)}`]
    case 'startServices':
      return ['tells the guardian to start the services']
    case 'stopServices':
      return ['tells the guardian to stop the services']
    case 'askWord':
      return isFirstQuestion(before, after) ? ['asks the guardian there: are the services stopped?'] : []
    case 'copyChanges':
      return ['copies what is left']
    case 'finalSync':
      return ['makes the final copy']
    case 'cancelSync':
      return ['stops copying']
    case 'replicate':
      return [
        effect.as === 'destination'
          ? `copies from the other server, ${change(effect.epoch)}`
          : copyWords[effect.as],
      ]
    case 'answer':
      return [
        effect.refusal === null
          ? 'tells the person: accepted'
          : `tells the person: refused (${effect.refusal.rules.map(({ rule }) => rule).join(', ')})`,
      ]
    case 'record':
      return decisionLines(effect.decision)
    case 'readLine':
    case 'lookAround':
    case 'deadline':
    case 'keepRehearsal':
      return []
  }
}

const leases = (s: State, moment: Moment): string => {
  const until = (at: number): string => (at > 0 ? `until ${moment(at)}` : 'none')
  const byLine = s.hasArbiter ? `, by the A/B switch ${until(s.lineUntil)}` : ''
  return `by acknowledgement ${until(s.ackUntil)}${byLine}`
}

const waitLines = (s: State, moment: Moment): string[] => {
  const { takeOver, lastAckSentAt, timing } = s
  if (takeOver === null) return []
  const seconds = (ms: number): string => `${(ms / 1_000).toFixed(3)} s`
  const acknowledged = Number.isFinite(lastAckSentAt)
    ? `${seconds(ackWaitMs(timing))} after the last acknowledgement at ${moment(lastAckSentAt)}`
    : 'no acknowledgement was ever sent'
  if (!s.hasArbiter) return [`waits until ${moment(takeOver.waitUntil)}`, `    ${acknowledged}`]
  return [
    `read back: waits until ${moment(takeOver.waitUntil)}`,
    `    ${seconds(lineWaitMs(timing))} after this read-back; ${acknowledged}`,
  ]
}

/** What changed without being stored. */
const stateLines = (before: State, after: State, moment: Moment): string[] => {
  const lines: string[] = []
  if (before.peer === null && after.peer !== null) lines.push('is connected')
  if (before.peer !== null && after.peer === null) lines.push('is not connected any more')
  if (before.takeOver?.phase !== 'waiting' && after.takeOver?.phase === 'waiting')
    lines.push(...waitLines(after, moment))
  if (before.takeOver?.hasWord === false && after.takeOver?.hasWord === true)
    lines.push('the guardian there says: stopped; the wait is over')
  const isActive = before.mode === 'active' && after.mode === 'active'
  if (isActive && livesOnLeases(before) !== livesOnLeases(after))
    lines.push(
      livesOnLeases(after)
        ? `is bound: its right lasts ${leases(after, moment)}`
        : 'is not bound: it needs no lease',
    )
  if (isActive && !before.fenced && after.fenced) lines.push('starts and sends nothing before a fresh answer')
  if (before.mode === 'active' && after.mode !== 'active')
    lines.push(`its right lasted ${leases(before, moment)}`)
  return lines
}

const readWords = (position: LinePosition | null): string =>
  `reads the A/B switch: ${position === null ? 'no answer' : valueWords.line(position)}`

export const readingWords = ({ happening, before }: Stepped): string | null =>
  happening.type === 'lineRead' && happening.query === before.query?.id ? readWords(happening.position) : null

/** What a server read last before the scenario began. */
export const lastReadingWords = (s: State): string =>
  s.reading === null ? '' : readWords(s.reading.position)

export const stepLines = (step: Stepped, moment: Moment): string[] => [
  ...storedLines(step.before.durable, step.after.durable),
  ...stateLines(step.before, step.after, moment),
  ...step.effects.flatMap((effect) => effectLines(effect, step, moment)),
]

export const timingLine = ({ timing }: State): string =>
  `L_ack ${formatDuration(timing.ackLeaseMs)}, L_line ${formatDuration(timing.lineLeaseMs)}, S ${formatDuration(timing.stopLimitMs)}, start-up allowance ${formatDuration(timing.startUpAllowanceMs)}`
