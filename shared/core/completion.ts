import type { completionItems } from '../contract/status.ts'
import { judge } from '../domain/rules.ts'
import { accept, refuse, send, type Turn } from './turn.ts'

/**
 * The completion list of the last change of control stays until all of it is true. What a person ticks is
 * kept by the server in control and shown by both.
 */

type Item = (typeof completionItems)[number]

export const handTicked: readonly Item[] = [
  'incomingCall',
  'outgoingCall',
  'extensionToExtension',
  'voiceMailAccess',
]

export const beginCompletion = (turn: Turn): void => {
  turn.s.completion = { ticked: [] }
  tellCompletion(turn)
}

export const tellCompletion = (turn: Turn): void => {
  const { completion, mode } = turn.s
  if (mode === 'active')
    send(turn, { kind: 'completion', ticked: completion === null ? null : [...completion.ticked] })
}

export const tickItem = (turn: Turn, item: Item, isDone: boolean): void => {
  const { s } = turn
  if (s.completion === null || !handTicked.includes(item)) return
  const others = s.completion.ticked.filter((ticked) => ticked !== item)
  s.completion = { ticked: isDone ? [...others, item] : others }
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
