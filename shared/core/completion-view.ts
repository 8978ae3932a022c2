import { type CompletionItem, completionItems, type Status } from '../contract/status.ts'
import { checkItem, handTicked } from './completion-items.ts'
import type { State } from './state.ts'

/**
 * The completion list: the change of control is complete when all of it was true, never earlier. An item
 * that was reached stays so: what happens to a telephone a day later is no matter of that switch-over.
 */
export const completionView = (
  s: State,
  now: number,
  active: Status['activeSystem'],
): Status['completion'] => {
  if (s.completion === null || active === 'unknown') return null
  const { ticked, reached } = s.completion
  const items = completionItems.map((item): CompletionItem => {
    if (handTicked.includes(item)) {
      const state = ticked.includes(item) ? 'done' : 'open'
      return { item, state, byHand: true, done: null, total: null, names: [] }
    }
    const checked = checkItem(item, s, now, active)
    const isReached = checked.state === 'open' && reached.includes(item)
    return isReached ? { ...checked, state: 'done', done: checked.total, names: [] } : checked
  })
  return { of: active, complete: items.every((item) => item.state !== 'open'), items }
}
