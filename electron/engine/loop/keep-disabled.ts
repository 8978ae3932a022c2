import type { Durable } from '../../../shared/core/durable.ts'
import type { Store } from '../store/store.ts'
import { note } from './note.ts'

const AGAIN_MS = 2_000

/**
 * That redundancy was disabled is said by the control state first, which is allocated: no full disk keeps it from being
 * written. The settings follow it, at a start too, so that what was disabled is never enabled again by itself.
 */
export const keepDisabled = (store: Store<Durable>, version: string): { close(): void } => {
  const { settings, control, log } = store
  const follow = (): void => {
    const { enabled } = settings.view().settings
    const before = settings.unsaved()
    if (!control.value.disabled || (!enabled && before === null)) return
    settings.disable()
    if (enabled) {
      log.warn('Redundancy was disabled on this server before its settings could say so: it stays disabled.')
      const changes = [{ field: 'enabled', from: true, to: false }]
      note(store, version, { act: 'disable', outcome: 'noted', trigger: 'start', changes })
    }
    const after = settings.unsaved()
    if (after === null) log.info('The settings on the disk say now that redundancy is disabled.')
    else if (before === null) log.warn(after)
  }
  follow()
  const following = setInterval(follow, AGAIN_MS)
  return { close: () => clearInterval(following) }
}
