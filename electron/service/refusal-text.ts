import type { Refusal } from '../../shared/contract/contract.ts'
import { ruleSentence, settingsFaultWords } from '../../shared/domain/labels.ts'

/** A refusal as lines: what was refused, then item by item with value, limit and remedy. */
export const refusalLines = (what: string, refusal: Refusal): string[] => {
  const items = [
    ...refusal.rules.filter((rule) => !rule.holds).map(ruleSentence),
    ...refusal.faults.map((one) => {
      const { field, text } = settingsFaultWords(one)
      return `${field}: ${text}`
    }),
  ]
  const head = refusal.message === '' ? what : `${what}: ${refusal.message.replace(/\.$/, '')}`
  if (items.length === 0) return [`${head}.`]
  return [`${head}:`, ...items.map((item) => `  - ${item}`)]
}
