import { ipcMain, type WebContents } from 'electron'
import type { AppFrame, ShellFrame, WindowFrame } from '../../shared/contract/desktop.ts'
import { answerCall, failure, MOST_CALLS } from '../engine/admin/answer-call.ts'
import type { Caller, EngineHandle } from '../engine/admin/engine-handle.ts'
import { type DoorRefusal, judge } from './judge.ts'

/** The one guarded door between the windows and the app: sender, schema, authority. No other file hears IPC. */
export interface DoorOptions {
  /** The address a window of ours was made for, null for anybody else. */
  readonly addressOf: (sender: WebContents) => string | null
  /** The engine that the windows command now: another one after a log-on to another server. */
  readonly engine: () => Pick<EngineHandle, 'call'>
  readonly caller: Caller
  /** What is not for an engine. */
  readonly onShellFrame: (frame: Exclude<WindowFrame, { kind: 'call' }>, sender: WebContents) => void
  /** Somebody was refused; nothing is answered. */
  readonly onRefusal: (why: DoorRefusal) => void
}

const CHANNEL = 'frame'

/** Says one frame to one window; a window that is going hears nothing. */
export const sayTo = (contents: WebContents, frame: AppFrame | ShellFrame): void => {
  if (!contents.isDestroyed()) contents.send(CHANNEL, JSON.stringify(frame))
}

export const openDoor = (options: DoorOptions): void => {
  const { addressOf, engine, caller, onShellFrame, onRefusal } = options
  const underWay = new WeakMap<WebContents, number>()
  const count = (contents: WebContents, change: number): number => {
    const calls = (underWay.get(contents) ?? 0) + change
    underWay.set(contents, calls)
    return calls
  }
  ipcMain.on(CHANNEL, (event, text: unknown) => {
    const judged = judge(event, text, addressOf)
    if (!judged.ok) return onRefusal(judged.why)
    const { frame } = judged
    const { sender } = event
    if (frame.kind !== 'call') return onShellFrame(frame, sender)
    if ((underWay.get(sender) ?? 0) >= MOST_CALLS) {
      return sayTo(sender, failure(frame.id, 'unavailable', 'Too many calls are under way.'))
    }
    count(sender, 1)
    void answerCall(frame, caller, engine()).then((answer) => {
      count(sender, -1)
      sayTo(sender, answer)
    })
  })
}
