import { z } from 'zod'
import { clientFrame, serverFrame } from './contract.ts'

/** What a window of the desktop app and the app say to each other: the contract's frames, and a few of their own. */

export const windowKinds = [
  'home',
  'redundancy',
  'administration',
  'record',
  'rehearsal',
  'link',
  'logOn',
] as const
export type WindowKind = (typeof windowKinds)[number]

/** Each kind of window has one address; the door and the page compare it exactly. */
export const windowAddress = {
  home: 'app://redundancy/',
  redundancy: 'app://redundancy/redundancy',
  administration: 'app://redundancy/administration',
  record: 'app://redundancy/record',
  rehearsal: 'app://redundancy/rehearsal',
  link: 'app://redundancy/link',
  logOn: 'app://redundancy/log-on',
} as const satisfies Record<WindowKind, string>

export const windowKindAt = (address: string): WindowKind | null =>
  windowKinds.find((kind) => windowAddress[kind] === address) ?? null

const LONGEST_LINK = 1024
/** Pixels: no screen is higher. */
const TALLEST_CONTENT = 10_000

/** From a window. `open` shows another window, or brings it to the front. */
export const windowFrame = z.discriminatedUnion('kind', [
  clientFrame,
  z.object({ kind: z.literal('open'), window: z.enum(windowKinds) }).strict(),
  /** Logs on to the server of a one-time link, or with null to the one here. Other windows are closed then. */
  z.object({ kind: z.literal('logOn'), link: z.string().max(LONGEST_LINK).nullable() }).strict(),
  /** So many pixels high is what this window shows: it wants to be as high. */
  z.object({ kind: z.literal('fit'), height: z.number().int().min(1).max(TALLEST_CONTENT) }).strict(),
  /** This window shows the warning of automatic take-over, or a person has answered it. */
  z.object({ kind: z.literal('warning'), is: z.enum(['shown', 'answered']) }).strict(),
])
export type WindowFrame = z.infer<typeof windowFrame>

/** To a window. `connection`: whether the app hears the engine. */
export const appFrame = z.discriminatedUnion('kind', [
  ...serverFrame.options,
  z.object({ kind: z.literal('connection'), isConnected: z.boolean() }).strict(),
])
export type AppFrame = z.infer<typeof appFrame>

export const logOnRefusals = [
  'notALink',
  'notThisComputer',
  'thisServer',
  'unreachable',
  'notAService',
  'used',
  'tooManyTries',
  'starting',
] as const
/** Why a log-on was refused. */
export type LogOnRefusal = (typeof logOnRefusals)[number]

/** The server that the windows show and command. `isOver`: it does not accept the log-on any more. */
const shownServer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('here') }).strict(),
  z.object({ kind: z.literal('there'), address: z.string(), isOver: z.boolean() }).strict(),
])
export type ShownServer = z.infer<typeof shownServer>

/** To a window, from the app itself and not from an engine. */
export const shellFrame = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('server'), server: shownServer }).strict(),
  /** To the window that asked; a log-on that succeeds closes it. */
  z.object({ kind: z.literal('logOnRefused'), why: z.enum(logOnRefusals) }).strict(),
  /** Where the warning of automatic take-over stands, when it is not in this window. */
  z.object({ kind: z.literal('warning'), is: z.enum(['elsewhere', 'answered', 'nowhere']) }).strict(),
])
export type ShellFrame = z.infer<typeof shellFrame>

/** All that a page gets from the app: frames as JSON text, each way. It stands in `window.redundancyApp`. */
export interface FrameChannel {
  send(frame: string): void
  /** One listener; a second one takes its place. */
  onFrame(listener: (frame: string) => void): void
}
