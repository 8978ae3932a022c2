import type { RecordEntry } from '../../shared/contract/contract.ts'
import { recordOutcomeWords, ruleSentence, systemWords, triggerWords } from '../../shared/domain/labels.ts'
import { momentAt } from './status-text.ts'

/** The decision record as lines, the newest first; a refusal with the rules that did not hold. */
const entryLines = (entry: RecordEntry): string[] => {
  const person = entry.person === '' ? '' : ` (${entry.person})`
  const reason = entry.reason === '' ? '' : `, ${entry.reason}`
  const head =
    `${momentAt(entry.wallMs)}  ${systemWords(entry.server)}: ${entry.act}: ${recordOutcomeWords(entry.outcome)}` +
    `${reason}. ${triggerWords(entry.trigger)}${person}, change ${entry.epoch}.`
  return [head, ...entry.rules.filter((rule) => !rule.holds).map((rule) => `    - ${ruleSentence(rule)}`)]
}

export const historyLines = (entries: readonly RecordEntry[]): string[] =>
  entries.length === 0 ? ['The decision record has no entries yet.'] : entries.flatMap(entryLines)
