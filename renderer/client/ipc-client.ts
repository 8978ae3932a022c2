import type { ContractClient } from '../../shared/contract/contract.ts'
import { type AppFrame, appFrame, type FrameChannel, type WindowKind } from '../../shared/contract/desktop.ts'
import { connectionSentences } from '../../shared/domain/labels.ts'
import { contractFrames, parseFrame } from './contract-frames.ts'
import { CALL_LIMIT_MS } from './pending-calls.ts'

/** The contract over the desktop app's frame channel, and what only a window of that app can ask for. */
export interface IpcClient extends ContractClient {
  openWindow(window: WindowKind): void
}

export const ipcClient = (channel: FrameChannel, callLimitMs: number = CALL_LIMIT_MS): IpcClient => {
  // A slow engine is still there: the app itself says when it is not.
  const nothingToDo = (): void => undefined
  const frames = contractFrames(
    { send: (frame) => channel.send(frame), timedOut: nothingToDo, close: nothingToDo },
    callLimitMs,
  )

  const take = (frame: AppFrame): void => {
    if (frame.kind !== 'connection') frames.take(frame)
    else if (frame.isConnected) frames.connected()
    else frames.lost(connectionSentences.lostMeanwhile)
  }
  channel.onFrame((text) => {
    if (frames.isClosed) return
    const frame = parseFrame(appFrame, text)
    if (frame === null) frames.lost(connectionSentences.notUnderstood)
    else take(frame)
  })

  return {
    ...frames.client,
    openWindow: (window) => channel.send(JSON.stringify({ kind: 'open', window })),
  }
}
