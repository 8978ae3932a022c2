import type { RecordEntry } from '../../shared/contract/contract.ts'
import {
  actWords,
  codeWords,
  reasonWords,
  recordOutcomeWords,
  ruleSentence,
  systemWords,
  triggerWords,
} from '../../shared/domain/labels.ts'
import { switchOverReasons } from '../../shared/domain/reasons.ts'
import { momentAt } from './status-text.ts'

const wordsOf = (reason: string): string => {
  const known = switchOverReasons.find((one) => one === reason)
  return known === undefined ? codeWords(reason) : reasonWords(known)
}

/** The decision record as lines, the newest first; a refusal with the rules that did not hold. */
const entryLines = (entry: RecordEntry): string[] => {
  const person = entry.person === '' ? '' : ` (${entry.person})`
  const reason = entry.reason === '' ? '' : `, ${wordsOf(entry.reason)}`
  const head =
    `${momentAt(entry.wallMs)}  ${systemWords(entry.server)}: ${actWords(entry.act)}: ${recordOutcomeWords(entry.outcome)}` +
    `${reason}. ${triggerWords(entry.trigger)}${person}, change ${entry.epoch}.`
  return [head, ...entry.rules.filter((rule) => !rule.holds).map((rule) => `    - ${ruleSentence(rule)}`)]
}

export const historyLines = (entries: readonly RecordEntry[]): string[] =>
  entries.length === 0 ? ['The decision record has no entries yet.'] : entries.flatMap(entryLines)
