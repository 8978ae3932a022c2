import { describe, expect, test } from 'vitest'
import type { Refusal } from '../../shared/contract/contract.ts'
import type { SettingsView } from '../../shared/contract/settings.ts'
import { partsOf } from '../kit/address-entry.ts'
import {
  type Draft,
  firstDraft,
  hasChanges,
  isKeyShort,
  planOf,
  shownValues,
  withAddress,
  withAnswerToDisable,
  withApplied,
  withApplying,
  withAutomatic,
  withCommitted,
  withEdit,
  withEnabled,
  withFaults,
  withKey,
  withRefusedAutomatic,
  withRefusedSettings,
} from './draft.ts'

const committed: SettingsView = {
  settings: {
    enabled: true,
    role: 'secondary',
    primaryAddress: '10.10.10.151',
    secondaryAddress: '10.10.10.12',
    lineSwitchAddress: '',
  },
  revision: 4,
  hasKey: true,
  ownAddresses: [],
}
const read = withCommitted(firstDraft, committed)
const newSystem = withCommitted(firstDraft, {
  ...committed,
  settings: { ...committed.settings, enabled: false },
})
const refusal = (change: Partial<Refusal>): Refusal => ({
  ok: false,
  code: 'settings',
  rules: [],
  faults: [],
  message: '',
  ...change,
})
const box = partsOf('10.10.1.140')

describe('what is pending', () => {
  test('nothing, before and after it was read', () => {
    expect(hasChanges(firstDraft, null)).toBe(false)
    expect(hasChanges(read, false)).toBe(false)
  })
  test('a change is, and taking it back is none', () => {
    const changed = withAddress(read, 'lineSwitchAddress', box)
    expect(hasChanges(changed, null)).toBe(true)
    expect(hasChanges(withAddress(changed, 'lineSwitchAddress', partsOf('')), null)).toBe(false)
    expect(hasChanges(withEdit(withEdit(read, { role: 'primary' }), { role: 'secondary' }), null)).toBe(false)
  })
  test('a typed key is, an emptied field keeps the stored one', () => {
    expect(hasChanges(withKey(read, 'a', false), null)).toBe(true)
    const emptied = withKey(withKey(read, 'a', false), '', false)
    expect(hasChanges(emptied, null)).toBe(false)
    expect(emptied.isKeyEmptied).toBe(true)
    expect(withKey(emptied, 'a', false).isKeyEmptied).toBe(false)
    expect(withApplied(emptied, committed, null).isKeyEmptied).toBe(false)
  })
  test('the automatic box is, as long as it can be changed', () => {
    const ticked = withAutomatic(read, true, false)
    expect(hasChanges(ticked, false)).toBe(true)
    expect(hasChanges(ticked, null)).toBe(false)
    expect(hasChanges(ticked, true)).toBe(false)
    expect(withAutomatic(ticked, false, false).automatic).toBe(null)
  })
})

describe('Enable Redundancy', () => {
  test('is unticked only after the question', () => {
    const asked = withEnabled(read, false)
    expect(shownValues(asked)?.enabled).toBe(true)
    expect(asked.isAskingToDisable).toBe(true)
    expect(shownValues(withAnswerToDisable(asked, true))?.enabled).toBe(false)
    expect(withAnswerToDisable(asked, false)).toEqual(read)
  })
  test('is ticked, and unticked again before it was ever applied, without one', () => {
    const ticked = withEnabled(newSystem, true)
    expect(shownValues(ticked)?.enabled).toBe(true)
    expect(withEnabled(ticked, false)).toEqual(newSystem)
  })
})

describe('what OK does', () => {
  test('nothing, when nothing is pending', () => {
    expect(planOf(read, false)).toEqual({ kind: 'calls', apply: null, automatic: null })
  })
  test('it sends all settings with the revision they were read at, and the key only when it was typed', () => {
    const plan = planOf(withAddress(read, 'lineSwitchAddress', box), null)
    expect(plan).toEqual({
      kind: 'calls',
      apply: {
        revision: 4,
        settings: { ...committed.settings, lineSwitchAddress: '10.10.1.140' },
        key: null,
      },
      automatic: null,
    })
    expect(planOf(withKey(read, 'new', false), null)).toMatchObject({ apply: { key: 'new' } })
  })
  test('it arms or disarms alone, or after the settings', () => {
    expect(planOf(withAutomatic(read, true, false), false)).toMatchObject({ apply: null, automatic: 'arm' })
    const both = withKey(withAutomatic(read, false, true), 'new', false)
    expect(planOf(both, true)).toMatchObject({ apply: { key: 'new' }, automatic: 'disarm' })
  })
  test('it neither arms nor disarms where the box cannot be changed, or with redundancy given up', () => {
    expect(planOf(withAutomatic(read, true, false), null)).toMatchObject({ automatic: null })
    const givenUp = withEdit(withAutomatic(read, true, false), { enabled: false })
    expect(planOf(givenUp, false)).toMatchObject({ apply: { revision: 4 }, automatic: null })
  })
  test('addresses that cannot be sent are named, each beside its field', () => {
    const typed = withAddress(
      withAddress(read, 'primaryAddress', ['10', '10', '300', '1']),
      'lineSwitchAddress',
      ['10', '', '', ''],
    )
    expect(planOf(typed, null)).toEqual({
      kind: 'faults',
      faults: {
        primaryAddress: { from: 'entry', fault: { kind: 'outOfRange', index: 2, text: '300' } },
        lineSwitchAddress: { from: 'entry', fault: { kind: 'incomplete', index: 1 } },
      },
    })
  })
})

describe('a no', () => {
  const changed = withKey(withAddress(read, 'lineSwitchAddress', box), 'new', false)
  test('stands beside its field until that is changed, and calls for the focus', () => {
    const refused = withRefusedSettings(
      withApplying(changed),
      refusal({ faults: [{ field: 'lineSwitchAddress', code: 'mustDiffer' }] }),
    )
    expect(refused.faults).toEqual({ lineSwitchAddress: { from: 'engine', code: 'mustDiffer' } })
    expect(refused).toMatchObject({ phase: 'editing', refusal: null, refusedCount: 1 })
    expect(withAddress(refused, 'lineSwitchAddress', partsOf('')).faults).toEqual({})
    expect(withAddress(refused, 'primaryAddress', box).faults).toEqual(refused.faults)
  })
  test('by the rules stands above the fields', () => {
    const no = refusal({ code: 'rules' })
    expect(withRefusedSettings(changed, no)).toMatchObject({ refusal: no, faults: {} })
  })
  test('for an old revision is said so; the change is kept over what was read again', () => {
    const stale = refusal({ faults: [{ field: 'revision', code: 'stale' }] })
    const others = { ...committed.settings, role: 'primary', lineSwitchAddress: '10.10.1.141' } as const
    const again = withCommitted(withApplying(changed), { ...committed, settings: others, revision: 7 })
    const refused = withRefusedSettings(again, stale)
    expect(refused).toMatchObject({ isStale: true, refusal: null, faults: {} })
    expect(shownValues(refused)).toMatchObject({ role: 'primary', lineSwitchAddress: box })
    expect(planOf(refused, null)).toMatchObject({ apply: { revision: 7, key: 'new' } })
  })
  test('a change that someone else made too is no change any more', () => {
    const same = { ...committed.settings, lineSwitchAddress: '10.10.1.140' }
    const again = withCommitted(withAddress(read, 'lineSwitchAddress', box), {
      ...committed,
      settings: same,
    })
    expect(hasChanges(again, null)).toBe(false)
  })
  test('to arming keeps the tick pending, and says that the settings were taken', () => {
    const ticked = withAutomatic(read, true, false)
    const refused = withRefusedAutomatic(ticked, refusal({ code: 'rules' }), true)
    expect(refused).toMatchObject({ automatic: true, isAppliedInPart: true })
    expect(withApplying(refused)).toMatchObject({ refusal: null, isAppliedInPart: false })
  })
})

test('what was taken is committed; what was typed meanwhile stays pending', () => {
  const sent = withKey(withAddress(read, 'lineSwitchAddress', box), 'new', true)
  const meanwhile = withEdit(withApplying(sent), { role: 'primary' })
  const stored = { ...committed.settings, lineSwitchAddress: '10.10.1.140' }
  const applied = withApplied(meanwhile, { ...committed, settings: stored, revision: 5 }, 'new')
  expect(applied).toMatchObject({ key: null, isKeyGenerated: false, edits: { role: 'primary' } })
})

test('a short key is warned of, typed or stored', () => {
  const typed = (key: string): Draft => withKey(read, key, false)
  expect(isKeyShort(read, false)).toBe(false)
  expect(isKeyShort(read, true)).toBe(true)
  expect(isKeyShort(typed('01234567890'), false)).toBe(true)
  expect(isKeyShort(typed('012345678901'), true)).toBe(false)
})

test('faults from here count as a no as well', () => {
  expect(withFaults(read, {}).refusedCount).toBe(1)
})
