import type { RuleResult } from '../domain/rules.ts'
import { armRules } from './arm-rules.ts'
import { consentRules } from './consent-rules.ts'
import { type Facts, factsOf, type Heard } from './facts.ts'
import * as finding from './findings.ts'
import { linesBackRules } from './line-back-rules.ts'
import {
  cancelRehearsal,
  planRehearsal,
  rehearsalBack,
  rehearsalEnd,
  rehearsalHold,
  rehearse,
} from './rehearsal-rules.ts'
import { askedSwitchOverRules, switchOverRules } from './switch-over-rules.ts'
import { automaticRules, firstRules, forceRules, oldGrantRules, resumeRules } from './take-over-rules.ts'
import type { Turn } from './turn.ts'

/**
 * Every judgement the core makes, by name: what acts and what recomputes a recorded decision call the same
 * function over the same facts.
 */
export const judgements = {
  automatic: automaticRules,
  resume: resumeRules,
  first: firstRules,
  oldGrant: oldGrantRules,
  force: forceRules,
  switchOver: switchOverRules,
  askedSwitchOver: askedSwitchOverRules,
  arm: armRules,
  linesBack: linesBackRules,
  forceConsent: consentRules,
  planRehearsal,
  cancelRehearsal,
  rehearse,
  rehearsalHold,
  rehearsalBack,
  rehearsalEnd,
  ...finding,
} as const satisfies Record<string, (facts: Facts) => RuleResult[]>
export type Judgement = keyof typeof judgements

/** A judgement with the facts it was made of. */
export interface Judged {
  readonly by: Judgement
  readonly facts: Facts
  readonly rules: readonly RuleResult[]
}

export const judgedBy = (by: Judgement, facts: Facts): Judged => ({ by, facts, rules: judgements[by](facts) })

/** Judges what is the case now; `heard` is what came in just then. */
export const weigh = ({ s, now }: Turn, by: Judgement, heard: Heard | null = null): Judged =>
  judgedBy(by, factsOf(s, now, heard))
