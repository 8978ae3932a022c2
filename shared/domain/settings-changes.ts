import type { SettingChange } from '../contract/record.ts'
import type { RedundancySettings } from '../contract/settings.ts'
import type { OnCut } from './on-cut.ts'
import type { ReliedTimes } from './relied-times.ts'

/** What a server works with by a person's word: the dialog's settings, and what enabling took up from `site.json`. */
export interface SettingsInUse {
  readonly settings: RedundancySettings
  /** Never recorded: only whether it is another one. */
  readonly key: string | null
  /** Null before redundancy was ever enabled. */
  readonly times: ReliedTimes | null
  readonly onCut: OnCut | null
}

type Value = string | number | boolean

const timesOf = (times: ReliedTimes | null): [string, Value][] => [
  ['timing.heartbeatMs', times?.heartbeatMs ?? ''],
  ['timing.declareLostMs', times?.declareLostMs ?? ''],
  ['timing.stopLimitMs', times?.stopLimitMs ?? ''],
  ['timing.lineLeaseMs', times === null ? '' : (times.lineLeaseMs ?? 'derived')],
]

const valuesOf = ({ settings, times, onCut }: SettingsInUse): [string, Value][] => [
  ['enabled', settings.enabled],
  ['role', settings.role],
  ['primaryAddress', settings.primaryAddress],
  ['secondaryAddress', settings.secondaryAddress],
  ['lineSwitchAddress', settings.lineSwitchAddress],
  ...timesOf(times),
  ['onCut', onCut ?? ''],
]

/** Each setting that is another one now, in the order of the dialog. */
export const settingChanges = (old: SettingsInUse, now: SettingsInUse): SettingChange[] => {
  const before = new Map(valuesOf(old))
  const changes = valuesOf(now).flatMap(([field, to]): SettingChange[] => {
    const from = before.get(field) ?? ''
    return from === to ? [] : [{ field, from, to }]
  })
  return old.key === now.key ? changes : [...changes, { field: 'key', secret: true }]
}
