import type { z } from 'zod'
import type { methods, Outcome } from '../../../shared/contract/contract.ts'
import { isArmed } from '../../../shared/core/leases.ts'
import { settingChanges } from '../../../shared/domain/settings-changes.ts'
import { changeFaults, isOwnAddress } from './check-settings.ts'
import type { CommandContext } from './commands.ts'
import { ownAddress } from './drivers.ts'
import { recordApplied, settingsInUse } from './record-settings.ts'
import { refused } from './refused.ts'
import { takeUpAtEnabling } from './times-in-use.ts'

/** What the dialog "Redundancy" and the commands `enable` and `disable` commit: checked, saved, recorded, carried out. */

type Apply = z.output<(typeof methods)['apply']['input']>

export interface ApplyContext extends CommandContext {
  /** The core's word on it, which is on the disk then. */
  disable(requestId: string, person: string): Promise<Outcome>
}

/** The other server is heard, and automatic take-over is on: on either side. */
const isArmedAndLinked = ({ currentPair }: ApplyContext): boolean => {
  const state = currentPair()?.loop.state
  if (state === undefined || state.peer === null) return false
  return state.mode === 'active' ? state.durable.held?.bound === true : isArmed(state)
}

const faultsOf = async (context: ApplyContext, { settings: next, key }: Apply) => {
  const { settings: old, hasKey } = context.store.settings.view()
  const own = ownAddress(next)
  return changeFaults(old, next, {
    hasKey: hasKey || key !== null,
    isKeyBlank: key?.trim() === '',
    isKeyNeeded: key !== null && key !== context.store.settings.key() && isArmedAndLinked(context),
    isOwn: own !== '' && (await isOwnAddress(own)),
  })
}

export const applySettings = async (
  context: ApplyContext,
  input: Apply,
  person: string,
): Promise<Outcome> => {
  const { store } = context
  const { requestId, settings: next, key } = input
  const { settings: old, revision } = store.settings.view()
  if (input.revision !== revision) {
    return refused('settings', 'The settings were changed meanwhile. Look at them again.', [
      { field: 'revision', code: 'stale' },
    ])
  }
  const faults = await faultsOf(context, input)
  if (faults.length > 0) return refused('settings', 'These settings cannot be used.', faults)
  const before = settingsInUse(store)
  const isDisabling = old.enabled && !next.enabled
  if (isDisabling) {
    // Before it is saved: the core may refuse, and what it has done is in the control state, which needs no room.
    const outcome = await context.disable(requestId, person)
    if (!outcome.ok) return outcome
  }
  if (key !== null) store.log.hide(key)
  const saved = store.settings.save(next, key)
  if (!saved.ok && !isDisabling) return refused('fault', saved.message)
  if (!saved.ok) {
    store.settings.disable()
    store.log.warn(saved.message)
  }
  if (!old.enabled && next.enabled) takeUpAtEnabling(store)
  recordApplied(store, before, { person, requestId, version: context.version })
  store.log.info(`Settings changed by ${person}: redundancy ${next.enabled ? 'enabled' : 'disabled'}.`)
  const newKey = next.enabled ? key : null
  if (isDisabling && store.control.value.servesAlone) {
    await context.currentPair()?.drivers.serveAlone()
  } else if (old.enabled !== next.enabled) {
    await context.reopenPair()
  } else if (newKey !== null) {
    // Under a running pair: control and services go on.
    const running = context.currentPair()
    if (running === null) await context.reopenPair()
    else await running.drivers.setKey(newKey)
  }
  context.showStatus()
  // That it is disabled holds without the file.
  const others = settingChanges(before, { ...before, settings: next }).filter(
    ({ field }) => field !== 'enabled',
  )
  if (saved.ok || (others.length === 0 && key === null)) return { ok: true }
  return refused(
    'fault',
    `Redundancy is disabled on this server, but what else was changed is not saved: ${saved.message}`,
  )
}
