import type { SettingChange } from '../contract/record.ts'
import { fieldWords } from './labels-status.ts'
import { codeWords } from './labels-values.ts'

/** A change of the settings in words, for the decision record. Ours. */

/** What `site.json` says, taken up when redundancy is enabled. */
const siteTable: Readonly<Record<string, string>> = {
  'timing.heartbeatMs': 'Heartbeat',
  'timing.declareLostMs': 'Lost after',
  'timing.stopLimitMs': 'Services stop within',
  'timing.lineLeaseMs': 'Right by the line',
  onCut: 'Without an A/B switch',
}

const nameOf = (field: string): string =>
  Object.hasOwn(siteTable, field) ? `${siteTable[field]} (${field})` : fieldWords(field)

const wordsOf = (value: string | number | boolean): string => {
  if (value === '') return 'nothing'
  if (typeof value === 'number') return `${value} ms`
  if (typeof value === 'boolean') return codeWords(value ? 'on' : 'off')
  return codeWords(value)
}

/** "Primary Address: from 10.0.0.1 to 10.0.0.2" */
export const settingChangeWords = (change: SettingChange): string =>
  'secret' in change
    ? `${nameOf(change.field)}: changed`
    : `${nameOf(change.field)}: from ${wordsOf(change.from)} to ${wordsOf(change.to)}`
