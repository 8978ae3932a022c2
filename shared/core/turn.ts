import type { SwitchOverReason } from '../domain/reasons.ts'
import type { RuleResult } from '../domain/rules.ts'
import type { Durable } from './durable.ts'
import { factsOf } from './facts.ts'
import type { Judged } from './judgements.ts'
import type { Message } from './messages.ts'
import type { State } from './state.ts'
import type { Act, Decision, Effect } from './step-types.ts'

/** One step under way: a draft of the state that belongs to this step alone, and the effects so far. */
export interface Turn {
  readonly now: number
  readonly wallMs: number
  readonly s: State
  readonly effects: Effect[]
}

export const changeDurable = (turn: Turn, change: Partial<Durable>): void => {
  turn.s.durable = { ...turn.s.durable, ...change }
}

export const changeHeld = (turn: Turn, change: Partial<NonNullable<Durable['held']>>): void => {
  const { held } = turn.s.durable
  if (held !== null) changeDurable(turn, { held: { ...held, ...change } })
}

export const send = (turn: Turn, message: Message): void => {
  if (turn.s.peer !== null) turn.effects.push({ do: 'send', message })
}

/** Unique without randomness: the instance is random, the counter grows. */
export const freshId = (turn: Turn): string => {
  turn.s.idCounter += 1
  return `${turn.s.instance}-${turn.s.idCounter}`
}

interface Note {
  readonly act: Act
  readonly outcome: Decision['outcome']
  readonly trigger: Decision['trigger']
  readonly epoch?: number
  readonly person?: string
  readonly requestId?: string
  readonly reason?: SwitchOverReason
  readonly judged?: Judged | undefined
  /** As it was before the act, where the act itself changes it. */
  readonly facts?: Decision['facts']
}

export const record = (turn: Turn, note: Note): void => {
  turn.effects.push({
    do: 'record',
    decision: {
      act: note.act,
      outcome: note.outcome,
      trigger: note.trigger,
      epoch: note.epoch ?? turn.s.durable.held?.epoch ?? 0,
      person: note.person ?? '',
      requestId: note.requestId ?? '',
      reason: note.reason ?? '',
      rules: note.judged?.rules ?? [],
      judgement: note.judged?.by ?? '',
      facts: note.judged?.facts ?? note.facts ?? factsOf(turn.s, turn.now),
    },
  })
}

export const accept = (turn: Turn, requestId: string): void => {
  if (requestId !== '') turn.effects.push({ do: 'answer', requestId, refusal: null })
}

export const refuse = (turn: Turn, requestId: string, rules: readonly RuleResult[]): void => {
  if (requestId === '') return
  const refusal = {
    code: 'rules' as const,
    rules: rules.filter((rule) => !rule.holds),
    faults: [],
    message: '',
  }
  turn.effects.push({ do: 'answer', requestId, refusal })
}
