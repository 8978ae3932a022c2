import { judge, type RuleResult } from '../domain/rules.ts'
import type { Facts } from './facts.ts'
import { automaticRules, forceRules } from './take-over-rules.ts'

/** What a person consents to with a force: the words themselves, the rules passed over, and what is lost. */

/** The rules of an automatic take-over that a force passes over; a server in control has none to pass over. */
export const skippedRules = (f: Facts): RuleResult[] => {
  if (f.mode === 'active') return []
  const needed = forceRules(f).map(({ rule }) => rule)
  return automaticRules(f).filter(({ rule }) => !needed.includes(rule))
}

export const consentRules = (f: Facts): RuleResult[] => {
  const { heard } = f
  if (heard?.kind !== 'consent') return []
  const { typed, asked, isCurrent, isOwnData, lacks } = heard
  return [
    judge('previewCurrent', isCurrent, isCurrent, true, 'lookAgain'),
    judge('consentTyped', typed === asked, typed, asked, 'typeConsent'),
    ...skippedRules(f),
    ...(isOwnData ? [] : [judge('replicaComplete', lacks === 0, lacks, 0, 'waitForReplication')]),
  ]
}

/** The part of it without which nothing begins. */
export const isGiven = ({ rule }: RuleResult): boolean => rule === 'previewCurrent' || rule === 'consentTyped'
