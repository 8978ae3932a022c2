import { decisionWords } from '../../shared/domain/labels-record.ts'
import type { Role } from '../../shared/domain/roles.ts'
import type { Observer, Span } from './observer.ts'
import type { Phrase } from './phrases.ts'
import { readMoment } from './scenario.ts'
import type { Stage } from './stage.ts'

/** What a person wrote down that must hold, whatever the generated part says. */

export interface Outcome {
  readonly stage: Stage
  readonly observer: Observer
  readonly untilMs: number
  /** Sentences that do not hold. */
  readonly fails: (why: string) => void
  /** Longest stretches a scenario allows in words; without them none. */
  readonly allowed: { bothHoldMs: number; bothServeMs: number; forgetful: Role | null }
}

const lasting = ({ observer, untilMs }: Outcome, is: (span: Span) => boolean): number => {
  let longest = 0
  let since: number | null = null
  const end = (at: number): void => {
    if (since !== null) longest = Math.max(longest, at - since)
    since = null
  }
  for (const span of observer.spans) {
    if (is(span)) since ??= span.from
    else end(span.from)
  }
  end(untilMs)
  return longest
}

export const holderAt = ({ observer }: Outcome, ms: number): Span['holder'] =>
  observer.spans.filter((span) => span.from <= ms).at(-1)?.holder ?? 'nobody'

const expectHolder = (outcome: Outcome, ms: number, expected: Span['holder']): void => {
  const found = holderAt(outcome, ms)
  if (found !== expected) outcome.fails(`in control is: ${found}`)
}

const seconds = (ms: number): string => `${ms / 1_000} s`

/** "Automatic take-over: Refused", "Automatic take-over: Refused, because lineOnOwnSide" */
const made = ({ observer }: Outcome, role: Role | null, words: string): boolean => {
  const [, said = words, rule = ''] = /^(.*), because (\w+)$/.exec(words) ?? []
  return observer.decisions.some(
    ({ role: by, decision }) =>
      (role === null || by === role) &&
      decisionWords(decision) === said &&
      (rule === '' || decision.rules.some((one) => one.rule === rule && !one.holds)),
  )
}

export const expectPhrases: readonly Phrase<Outcome>[] = [
  {
    says: '{role} in control at the end',
    does: (outcome, { role }) => expectHolder(outcome, outcome.untilMs, role),
  },
  {
    says: 'nobody in control at the end',
    does: (outcome) => expectHolder(outcome, outcome.untilMs, 'nobody'),
  },
  {
    says: '{role} in control at {words}',
    does: (outcome, { role, words }) => expectHolder(outcome, momentIn(outcome, words), role),
  },
  {
    says: 'nobody in control at {words}',
    does: (outcome, { words }) => expectHolder(outcome, momentIn(outcome, words), 'nobody'),
  },
  {
    says: '{role} in control all the time',
    does: (outcome, { role }) => {
      const others = outcome.observer.spans.filter((span) => span.holder !== role)
      if (others.length > 0) outcome.fails(`at ${seconds(others[0]?.from ?? 0)} it was not`)
    },
  },
  {
    says: 'no gap without holder longer than {s}',
    does: (outcome, { ms }) => {
      const found = lasting(outcome, (span) => span.holder === 'nobody')
      if (found > ms) outcome.fails(`nobody was in control for ${seconds(found)}`)
    },
  },
  {
    says: 'services are down no longer than {s}',
    does: (outcome, { ms }) => {
      const found = lasting(outcome, (span) => span.serving === 'nobody')
      if (found > ms) outcome.fails(`no services ran for ${seconds(found)}`)
    },
  },
  {
    says: 'services run all the time',
    does: (outcome) => {
      const found = lasting(outcome, (span) => span.serving === 'nobody')
      if (found > 0) outcome.fails(`no services ran for ${seconds(found)}`)
    },
  },
  {
    says: 'two in control for {s} at most, which cannot be prevented here',
    does: (outcome, { ms }) => {
      outcome.allowed.bothHoldMs = ms
      const found = lasting(outcome, (span) => span.holder === 'both')
      if (found === 0) outcome.fails('there were never two: the line is not needed')
    },
  },
  {
    says: 'services on both for {s} at most, which cannot be prevented here',
    does: (outcome, { ms }) => {
      outcome.allowed.bothServeMs = ms
      const found = lasting(outcome, (span) => span.serving === 'both')
      if (found === 0) outcome.fails('they never ran on both: the line is not needed')
    },
  },
  {
    says: 'the disk of the {role} forgets its changes of control',
    does: ({ observer, allowed, fails }, { role }) => {
      allowed.forgetful = role
      if (!observer.fallen.includes(role)) fails('it does not: the line is not needed')
    },
  },
  {
    says: 'the A/B switch on {side} at the end',
    does: ({ stage, fails }, { side }) => {
      if (stage.pair.line !== side) fails(`it is on ${stage.pair.line}`)
    },
  },
  {
    says: 'automatic take-over off at the end',
    does: ({ stage: { pair }, fails }) => {
      if (pair.primary.disk.armedFor + pair.secondary.disk.armedFor > 0) fails('it is on')
    },
  },
  {
    says: 'automatic take-over on at the end, on the {role}',
    does: ({ stage: { pair }, fails }, { role }) => {
      if (pair[role].disk.armedFor === 0) fails('it is off')
    },
  },
  {
    says: '{role} says "{words}"',
    does: (outcome, { role, words }) => {
      if (!made(outcome, role, words)) outcome.fails('it does not')
    },
  },
  {
    says: 'nobody says "{words}"',
    does: (outcome, { words }) => {
      if (made(outcome, null, words)) outcome.fails('somebody does')
    },
  },
  {
    says: 'the {role} copies from the other server at the end',
    does: ({ stage: { pair }, fails }, { role }) => {
      if (pair[role].replicate.as !== 'destination') fails(`it is: ${pair[role].replicate.as}`)
    },
  },
]

const momentIn = (outcome: Outcome, words: string): number => {
  const ms = readMoment(words)
  if (ms === null) outcome.fails(`"${words}" is no time`)
  return ms ?? 0
}

/** What holds in every scenario unless it says otherwise in words. */
export const checkAlways = (outcome: Outcome): void => {
  const { stage, observer, allowed, fails } = outcome
  for (const role of observer.fallen.filter((one) => one !== allowed.forgetful))
    fails(`the change of control on the disk of the ${role} fell`)
  const bothHold = lasting(outcome, (span) => span.holder === 'both')
  if (bothHold > allowed.bothHoldMs) fails(`two were in control for ${seconds(bothHold)}`)
  const bothServe = lasting(outcome, (span) => span.serving === 'both')
  if (bothServe > allowed.bothServeMs) fails(`services ran on both for ${seconds(bothServe)}`)
  const { primary, secondary } = stage.pair
  const [one, other] = [primary.disk.held?.epoch ?? 0, secondary.disk.held?.epoch ?? 0]
  if (one > 0 && one === other) fails(`both held change no. ${one}`)
}
