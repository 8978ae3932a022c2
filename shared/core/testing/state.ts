import type { Role } from '../../domain/roles.ts'
import type { RuleResult } from '../../domain/rules.ts'
import { type Durable, emptyDurable } from '../durable.ts'
import { factsOf } from '../facts.ts'
import type { Rule } from '../rules/rule.ts'
import { initialState, type State } from '../state.ts'
import { slowTiming } from './pair.ts'

/** When the server of a rule's test was started. */
export const START = 1_000_000

interface Given {
  readonly role?: Role
  readonly hasArbiter?: boolean
  readonly durable?: Partial<Durable>
}

/** One server at its start, with what a rule's test needs to be otherwise. */
export const stateWith = (change: Partial<State> = {}, given: Given = {}): State => ({
  ...initialState({
    role: given.role ?? 'secondary',
    timing: slowTiming,
    hasArbiter: given.hasArbiter ?? true,
    enabled: true,
    isBoot: true,
    instance: 'test',
    durable: { ...emptyDurable, ...given.durable },
    license: 'notRequired',
    now: START,
    wallMs: START,
  }),
  ...change,
})

/** An epoch this server held itself. */
export const heldEpoch = (epoch: number, change: Partial<NonNullable<Durable['held']>> = {}) => ({
  epoch,
  id: `of ${epoch}`,
  acknowledged: true,
  bound: true,
  declared: false,
  unopposed: false,
  ...change,
})

/** A rule as it judges this state at this moment. */
export const judging =
  (rule: Rule) =>
  (s: State, now: number): RuleResult =>
    rule(factsOf(s, now))
