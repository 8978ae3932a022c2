import { expect, test } from 'vitest'
import type { RedundancySettings } from '../../../shared/contract/settings.ts'
import { changeFaults, changesUnderWay, isOwnAddress, settingsFaults } from './check-settings.ts'

const settings: RedundancySettings = {
  enabled: true,
  role: 'primary',
  primaryAddress: '10.10.10.151',
  secondaryAddress: '10.10.10.12',
  lineSwitchAddress: '10.10.1.140',
}
const fine = { hasKey: true, isKeyBlank: false, isOwn: true, isKeyNeeded: false }

test('complete settings have no fault', () => {
  expect(settingsFaults(settings, fine)).toEqual([])
  expect(settingsFaults({ ...settings, lineSwitchAddress: '' }, fine)).toEqual([])
})

test('each fault names its field', () => {
  const faultsOf = (change: Partial<RedundancySettings>, context = fine) =>
    settingsFaults({ ...settings, ...change }, context).map(({ field, code }) => `${field} ${code}`)
  expect(faultsOf({ primaryAddress: '' })).toEqual(['primaryAddress missing'])
  expect(faultsOf({ secondaryAddress: '' })).toEqual(['secondaryAddress missing'])
  expect(faultsOf({ secondaryAddress: settings.primaryAddress })).toEqual(['secondaryAddress mustDiffer'])
  expect(faultsOf({ lineSwitchAddress: settings.secondaryAddress })).toEqual(['lineSwitchAddress mustDiffer'])
  expect(faultsOf({}, { ...fine, hasKey: false })).toEqual(['key keyMissing'])
  expect(faultsOf({}, { ...fine, isKeyBlank: true })).toEqual(['key keyBlank'])
  expect(faultsOf({}, { ...fine, isOwn: false })).toEqual(['primaryAddress notThisServer'])
  expect(faultsOf({ role: 'secondary' }, { ...fine, isOwn: false })).toEqual([
    'secondaryAddress notThisServer',
  ])
})

test('while disabled the fields may still be empty, but never the same', () => {
  const disabled = { ...settings, enabled: false, primaryAddress: '', secondaryAddress: '' }
  expect(settingsFaults(disabled, { ...fine, hasKey: false, isOwn: false })).toEqual([])
  const same = { ...settings, enabled: false, secondaryAddress: settings.primaryAddress }
  expect(settingsFaults(same, { ...fine, hasKey: false, isOwn: false })).toHaveLength(1)
})

test('role and addresses do not change under a running pair, and do as soon as it is disabled', () => {
  const next = { ...settings, role: 'secondary' as const, lineSwitchAddress: '' }
  expect(changesUnderWay(settings, next).map(({ field, code }) => `${field} ${code}`)).toEqual([
    'role disableFirst',
    'lineSwitchAddress disableFirst',
  ])
  expect(changesUnderWay(settings, { ...next, enabled: false })).toEqual([])
  expect(changesUnderWay({ ...settings, enabled: false }, next)).toEqual([])
})

test('a value that cannot be used is named without what would follow from it', () => {
  const same = { ...settings, role: 'secondary' as const, secondaryAddress: settings.primaryAddress }
  expect(changeFaults(settings, same, fine)).toEqual([{ field: 'secondaryAddress', code: 'mustDiffer' }])
  const moved = { ...settings, lineSwitchAddress: '' }
  expect(changeFaults(settings, moved, fine)).toEqual([{ field: 'lineSwitchAddress', code: 'disableFirst' }])
})

test('an address is own when a socket can be bound to it', async () => {
  expect(await isOwnAddress('127.0.0.1')).toBe(true)
  expect(await isOwnAddress('192.0.2.1')).toBe(false)
})

test.each(['0.0.0.0', '224.0.0.1', '255.255.255.255'])('%s is the address of no machine', (address) => {
  expect(settingsFaults({ ...settings, secondaryAddress: address }, fine)).toEqual([
    { field: 'secondaryAddress', code: 'notAHost' },
  ])
})

test('another key waits until automatic take-over is off, and is free otherwise', () => {
  expect(changeFaults(settings, settings, { ...fine, isKeyNeeded: true })).toEqual([
    { field: 'key', code: 'disarmFirst' },
  ])
  expect(changeFaults(settings, settings, fine)).toEqual([])
})
