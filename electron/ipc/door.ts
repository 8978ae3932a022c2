import { ipcMain, type WebContents } from 'electron'
import type { AppFrame, WindowKind } from '../../shared/contract/desktop.ts'
import { answerCall, failure, MOST_CALLS } from '../engine/admin/answer-call.ts'
import type { Caller, EngineHandle } from '../engine/admin/engine-handle.ts'
import { type DoorRefusal, judge } from './judge.ts'

/** The one guarded door between the windows and the app: sender, schema, authority. No other file hears IPC. */
export interface DoorOptions {
  /** The address a window of ours was made for, null for anybody else. */
  readonly addressOf: (sender: WebContents) => string | null
  readonly engine: EngineHandle
  readonly caller: Caller
  readonly onOpen: (window: WindowKind) => void
  /** Somebody was refused; nothing is answered. */
  readonly onRefusal: (why: DoorRefusal) => void
}

const CHANNEL = 'frame'

/** Says one frame to one window; a window that is going hears nothing. */
export const sayTo = (contents: WebContents, frame: AppFrame): void => {
  if (!contents.isDestroyed()) contents.send(CHANNEL, JSON.stringify(frame))
}

export const openDoor = ({ addressOf, engine, caller, onOpen, onRefusal }: DoorOptions): void => {
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
    if (frame.kind === 'open') return onOpen(frame.window)
    const { sender } = event
    if ((underWay.get(sender) ?? 0) >= MOST_CALLS) {
      return sayTo(sender, failure(frame.id, 'unavailable', 'Too many calls are under way.'))
    }
    count(sender, 1)
    void answerCall(frame, caller, engine).then((answer) => {
      count(sender, -1)
      sayTo(sender, answer)
    })
  })
}
