import { z } from 'zod'
import { clientFrame, serverFrame } from './contract.ts'

/** What a window of the desktop app and the app say to each other: the contract's frames, and a few of their own. */

export const windowKinds = ['home', 'redundancy', 'administration'] as const
export type WindowKind = (typeof windowKinds)[number]

/** Each kind of window has one address; the door and the page compare it exactly. */
export const windowAddress = {
  home: 'app://redundancy/',
  redundancy: 'app://redundancy/redundancy',
  administration: 'app://redundancy/administration',
} as const satisfies Record<WindowKind, string>

export const windowKindAt = (address: string): WindowKind | null =>
  windowKinds.find((kind) => windowAddress[kind] === address) ?? null

/** From a window. `open` shows another window, or brings it to the front. */
export const windowFrame = z.discriminatedUnion('kind', [
  clientFrame,
  z.object({ kind: z.literal('open'), window: z.enum(windowKinds) }).strict(),
])
export type WindowFrame = z.infer<typeof windowFrame>

/** To a window. `connection`: whether the app hears the engine. */
export const appFrame = z.discriminatedUnion('kind', [
  ...serverFrame.options,
  z.object({ kind: z.literal('connection'), isConnected: z.boolean() }).strict(),
])
export type AppFrame = z.infer<typeof appFrame>

/** All that a page gets from the app: frames as JSON text, each way. It stands in `window.redundancyApp`. */
export interface FrameChannel {
  send(frame: string): void
  /** One listener; a second one takes its place. */
  onFrame(listener: (frame: string) => void): void
}
