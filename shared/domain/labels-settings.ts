import type { SettingChange } from '../contract/record.ts'
import { fieldWords } from './labels-status.ts'
import { codeWords } from './labels-values.ts'

/** A change of the settings in words, for the decision record. Ours. */

/** What `site.json` says; its other fields keep their names. */
const siteTable: Readonly<Record<string, string>> = {
  'timing.heartbeatMs': 'Heartbeat',
  'timing.declareLostMs': 'Lost after',
  'timing.stopLimitMs': 'Services stop within',
  'timing.lineLeaseMs': 'Right by the line',
  onCut: 'Without an A/B switch',
}

/** What a person confirms of them. */
const DELETIONS = 'deletions.'
const deletionsTable: Readonly<Record<string, string>> = { held: 'held back', confirmed: 'confirmed' }

const nameOf = (field: string): string => {
  if (field.startsWith(DELETIONS)) return `Held deletions in ${field.slice(DELETIONS.length)}`
  if (field === 'peerCertificate') return 'Certificate of the other server (SHA-256)'
  return Object.hasOwn(siteTable, field) ? `${siteTable[field]} (${field})` : fieldWords(field)
}

const wordsOf = (field: string, value: string | number | boolean): string => {
  if (value === '') return 'nothing'
  if (typeof value === 'number') return field.endsWith('Ms') ? `${value} ms` : String(value)
  if (typeof value === 'boolean') return codeWords(value ? 'on' : 'off')
  return field.startsWith(DELETIONS) ? (deletionsTable[value] ?? value) : codeWords(value)
}

/** "Primary Address: from 10.0.0.1 to 10.0.0.2" */
export const settingChangeWords = (change: SettingChange): string =>
  'secret' in change
    ? `${nameOf(change.field)}: changed`
    : `${nameOf(change.field)}: from ${wordsOf(change.field, change.from)} to ${wordsOf(change.field, change.to)}`
