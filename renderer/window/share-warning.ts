import type { Shell } from './shell.ts'
import type { WindowState } from './updates.ts'
import type { WindowStore } from './window-store.ts'

/** Tells the app when this window shows the warning and when it was answered, and hears the same of the others. */

/** Null: nothing that others have to know. Giving it up to another window is no answer. */
export const warningChange = (
  before: Pick<WindowState, 'question'>,
  now: Pick<WindowState, 'question' | 'isWarnedElsewhere'>,
): 'shown' | 'answered' | null => {
  const was = before.question.kind === 'automaticOff'
  const is = now.question.kind === 'automaticOff'
  if (was === is) return null
  if (is) return 'shown'
  return now.isWarnedElsewhere ? null : 'answered'
}

export const shareWarning = (
  store: Pick<WindowStore, 'state' | 'warnedElsewhere'>,
  shell: Pick<Shell, 'sayWarning' | 'onWarning'>,
): void => {
  store.state.subscribe((now, before) => {
    const change = warningChange(before, now)
    if (change !== null) shell.sayWarning(change)
  })
  shell.onWarning(store.warnedElsewhere)
}
