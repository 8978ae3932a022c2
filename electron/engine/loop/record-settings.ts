import type { Durable } from '../../../shared/core/durable.ts'
import { type SettingsInUse, settingChanges } from '../../../shared/domain/settings-changes.ts'
import type { Store } from '../store/store.ts'
import { note } from './note.ts'

export const settingsInUse = ({ settings, control }: Store<Durable>): SettingsInUse => ({
  settings: settings.view().settings,
  key: settings.key(),
  times: control.value.times,
  onCut: control.value.onCut,
})

export interface AppliedBy {
  readonly person: string
  readonly requestId: string
  readonly version: string
}

/** What was applied on this server, from what to what. The disabling itself is an entry of the core's. */
export const recordApplied = (
  store: Store<Durable>,
  before: SettingsInUse,
  { version, ...by }: AppliedBy,
): void => {
  const after = settingsInUse(store)
  const isDisabled = before.settings.enabled && !after.settings.enabled
  const changes = settingChanges(before, after).filter(({ field }) => !isDisabled || field !== 'enabled')
  if (changes.length === 0) return
  const act = !before.settings.enabled && after.settings.enabled ? 'enable' : 'changeSettings'
  note(store, version, { act, outcome: 'done', trigger: 'person', changes, ...by })
}
