import type { CompletionItem } from '../contract/status.ts'
import { judge } from '../domain/rules.ts'
import { checkedItems, checkItem, handTicked } from './completion-items.ts'
import { accept, refuse, send, type Turn } from './turn.ts'

/**
 * The completion list of the last change of control stays until all of it is true. What a person ticks is
 * kept by the server in control and shown by both.
 */

type Item = CompletionItem['item']

export const beginCompletion = (turn: Turn): void => {
  turn.s.completion = { ticked: [], reached: [] }
  tellCompletion(turn)
}

export const tellCompletion = (turn: Turn): void => {
  const { completion, mode } = turn.s
  if (mode !== 'active') return
  const list =
    completion === null ? null : { ticked: [...completion.ticked], reached: [...completion.reached] }
  send(turn, { kind: 'completion', list })
}

/** What became true since the change of control; with the whole list, what could not be looked at then. */
export const noteReached = (turn: Turn): void => {
  const { s, now } = turn
  if (s.completion === null || s.mode !== 'active') return
  const { ticked, reached } = s.completion
  if (reached.length === checkedItems.length) return
  const states = checkedItems.map((item) => ({ item, state: checkItem(item, s, now, s.role).state }))
  const isMet = ({ item, state }: (typeof states)[number]): boolean =>
    state === 'done' || reached.includes(item)
  const isComplete =
    handTicked.every((item) => ticked.includes(item)) &&
    states.every((one) => one.state === 'notConfigured' || isMet(one))
  const next = isComplete ? checkedItems : states.filter(isMet).map(({ item }) => item)
  if (next.length === reached.length) return
  s.completion = { ticked, reached: next }
  tellCompletion(turn)
}

export const tickItem = (turn: Turn, item: Item, isDone: boolean): void => {
  const { s } = turn
  if (s.completion === null || !handTicked.includes(item)) return
  const others = s.completion.ticked.filter((ticked) => ticked !== item)
  s.completion = { ...s.completion, ticked: isDone ? [...others, item] : others }
  tellCompletion(turn)
}

export const endCompletion = (turn: Turn): void => {
  turn.s.completion = null
  tellCompletion(turn)
}

/** From a person, on either server: the one in control decides. */
export const askTick = (turn: Turn, item: Item, isDone: boolean, requestId: string): void => {
  forward(turn, requestId, () => tickItem(turn, item, isDone), { kind: 'completionTick', item, done: isDone })
}

export const askEnd = (turn: Turn, requestId: string): void => {
  forward(turn, requestId, () => endCompletion(turn), { kind: 'completionEnd' })
}

const forward = (
  turn: Turn,
  requestId: string,
  act: () => void,
  message: Parameters<typeof send>[1],
): void => {
  const { s } = turn
  if (s.mode === 'active') act()
  else if (s.peer !== null) send(turn, message)
  if (s.mode === 'active' || s.peer !== null) accept(turn, requestId)
  else refuse(turn, requestId, [judge('linked', false, false, true, 'checkPeerAndLink')])
}
