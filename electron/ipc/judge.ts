import { type WindowFrame, windowFrame } from '../../shared/contract/desktop.ts'
import { MOST_FRAME_BYTES } from '../engine/admin/answer-call.ts'

/** Who says what at the door: a pure judgement. What comes in is hostile until it is through. */

/** As Electron's IPC event has it. Reading a frame that is gone may throw. */
export interface Sender<Contents> {
  readonly sender: Contents
  readonly senderFrame: { readonly url: string; readonly parent: object | null } | null
}

export type DoorRefusal =
  | 'strangeWindow'
  | 'noFrame'
  | 'innerFrame'
  | 'wrongAddress'
  | 'notText'
  | 'tooLarge'
  | 'notAFrame'

export type Judgement =
  | { readonly ok: true; readonly frame: WindowFrame }
  | { readonly ok: false; readonly why: DoorRefusal }

const no = (why: DoorRefusal): Judgement => ({ ok: false, why })

const frameIn = (text: string): WindowFrame | null => {
  try {
    const parsed = windowFrame.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** Null when it is the main frame of a window of ours, at exactly the address this window was made for. */
const senderFault = <Contents>(
  { sender, senderFrame }: Sender<Contents>,
  addressOf: (sender: Contents) => string | null,
): DoorRefusal | null => {
  const address = addressOf(sender)
  if (address === null) return 'strangeWindow'
  try {
    if (senderFrame === null || senderFrame === undefined) return 'noFrame'
    if (senderFrame.parent !== null) return 'innerFrame'
    return senderFrame.url === address ? null : 'wrongAddress'
  } catch {
    return 'noFrame'
  }
}

/** `addressOf`: the address a window of ours was made for, null for anybody else's. */
export const judge = <Contents>(
  event: Sender<Contents>,
  text: unknown,
  addressOf: (sender: Contents) => string | null,
): Judgement => {
  const fault = senderFault(event, addressOf)
  if (fault !== null) return no(fault)
  if (typeof text !== 'string') return no('notText')
  if (text.length > MOST_FRAME_BYTES || Buffer.byteLength(text) > MOST_FRAME_BYTES) return no('tooLarge')
  const frame = frameIn(text)
  return frame === null ? no('notAFrame') : { ok: true, frame }
}
