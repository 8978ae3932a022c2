import type { RecordEntry } from '../contract/record.ts'
import type { RuleResult } from '../domain/rules.ts'
import { facts } from './facts.ts'
import { type Judgement, judgements } from './judgements.ts'

/** A recorded decision judged again, by the very functions that judged it, from the facts it was judged by. */
export type Replayed =
  | { readonly outcome: 'same' }
  /** There were no rules to judge: something was noted, or done as the end of what was judged before. */
  | { readonly outcome: 'notJudged' }
  /** Written before facts were recorded, or by a program whose facts are others. */
  | { readonly outcome: 'notComparable'; readonly why: string }
  | { readonly outcome: 'differs'; readonly rules: readonly Difference[] }

export interface Difference {
  readonly recorded: RuleResult | null
  readonly again: RuleResult | null
}

type Judgeable = Pick<RecordEntry, 'rules' | 'judgement' | 'facts'>

export const replay = ({ rules, judgement, facts: recorded }: Judgeable): Replayed => {
  if (rules.length === 0 && judgement === '') return { outcome: 'notJudged' }
  if (recorded === null) return { outcome: 'notComparable', why: 'no facts were recorded' }
  if (!isJudgement(judgement))
    return { outcome: 'notComparable', why: `"${judgement}" is not judged any more` }
  const read = facts.safeParse(recorded)
  if (!read.success) {
    const at = read.error.issues[0]?.path.join('.') ?? ''
    return { outcome: 'notComparable', why: `the fact "${at}" is not as it is judged now` }
  }
  const differences = compare(rules, judgements[judgement](read.data))
  return differences.length === 0 ? { outcome: 'same' } : { outcome: 'differs', rules: differences }
}

const isJudgement = (name: string): name is Judgement => Object.hasOwn(judgements, name)

/** Rule by rule, in their order. */
const compare = (recorded: readonly RuleResult[], again: readonly RuleResult[]): Difference[] => {
  const longest = Math.max(recorded.length, again.length)
  return Array.from({ length: longest }, (_, index) => ({
    recorded: recorded[index] ?? null,
    again: again[index] ?? null,
  })).filter(({ recorded: one, again: other }) => one === null || other === null || !isSame(one, other))
}

/** What was decided. The remedy is advice: a later version may word it better. */
const isSame = (one: RuleResult, other: RuleResult): boolean =>
  one.rule === other.rule &&
  one.holds === other.holds &&
  one.value === other.value &&
  one.limit === other.limit
