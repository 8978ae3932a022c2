import type { Refusal } from '../../shared/contract/contract.ts'
import type { SettingsFault } from '../../shared/contract/settings.ts'
import { ruleLine, settingsFaultLine } from '../../shared/domain/labels.ts'

/** One line for each fault, however many fields it is about. */
const faultLines = (faults: readonly SettingsFault[]): string[] => {
  const words = faults.map(settingsFaultLine)
  return [...new Set(words.map(({ text }) => text))].map((text) => {
    const fields = words.filter((one) => one.text === text).map(({ field }) => field)
    return `${fields.join(', ')}: ${text}`
  })
}

/** A refusal as lines: what was refused, then item by item with value, limit and remedy. */
export const refusalLines = (what: string, refusal: Refusal): string[] => {
  const items = [...refusal.rules.filter((rule) => !rule.holds).map(ruleLine), ...faultLines(refusal.faults)]
  const head = refusal.message === '' ? what : `${what}: ${refusal.message.replace(/\.$/, '')}`
  if (items.length === 0) return [`${head}.`]
  return [`${head}:`, ...items.map((item) => `  - ${item}`)]
}
