import { expect, test } from 'vitest'
import { settingChange } from '../contract/record.ts'
import { settingChangeWords } from './labels.ts'
import { type SettingsInUse, settingChanges } from './settings-changes.ts'

const inUse: SettingsInUse = {
  settings: {
    enabled: true,
    role: 'primary',
    primaryAddress: '10.10.10.1',
    secondaryAddress: '10.10.10.2',
    lineSwitchAddress: '10.10.1.140',
  },
  key: 'the key of the pair',
  times: { heartbeatMs: 1_000, declareLostMs: 10_000, stopLimitMs: 500, lineLeaseMs: null },
  onCut: null,
}
const change = (other: Partial<SettingsInUse>) => settingChanges(inUse, { ...inUse, ...other })

test('the same settings are no change', () => {
  expect(change({ settings: { ...inUse.settings } })).toEqual([])
})

test('each change has its words, from what to what', () => {
  const words = change({
    settings: { ...inUse.settings, enabled: false, role: 'secondary', lineSwitchAddress: '' },
    times: { heartbeatMs: 1_000, declareLostMs: 5_050, stopLimitMs: 500, lineLeaseMs: 80 },
    onCut: 'activeLetsGo',
  }).map((one) => settingChangeWords(settingChange.parse(one)))
  expect(words).toEqual([
    'Enable Redundancy: from On to Off',
    'System Role: from Primary System to Secondary System',
    'AB-Switch Address: from 10.10.1.140 to nothing',
    'Lost after (timing.declareLostMs): from 10000 ms to 5050 ms',
    'Right by the line (timing.lineLeaseMs): from what follows from the other times to 80 ms',
    'Without an A/B switch (onCut): from nothing to Accepted: the active system lets go',
  ])
})

test('of a key nothing but that it is another one', () => {
  for (const key of [null, 'another key']) {
    const changes = change({ key })
    expect(changes).toEqual([{ field: 'key', secret: true }])
    expect(changes.map(settingChangeWords)).toEqual(['Redundancy Key: changed'])
  }
})

test('what a person confirmed has words of its own', () => {
  expect(settingChangeWords({ field: 'deletions.voice-mail', from: 150, to: 'confirmed' })).toBe(
    'Held deletions in voice-mail: from 150 to confirmed',
  )
  expect(settingChangeWords({ field: 'peerCertificate', from: 'ab12', to: 'cd34' })).toBe(
    'Certificate of the other server (SHA-256): from ab12 to cd34',
  )
})

test('a setting of a later version keeps its own name', () => {
  expect(settingChangeWords({ field: 'arbiter', from: '', to: 'etcd' })).toBe('arbiter: from nothing to etcd')
})
