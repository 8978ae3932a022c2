import { z } from 'zod'
import { newCertificate, newCertificateOutput } from './certificate.ts'
import { forcePreview } from './force.ts'
import { linkView } from './link.ts'
import { recordPage, recordQuery } from './record.ts'
import { holdLength, shownRehearsals } from './rehearsal.ts'
import { askedRehearsalTime } from './rehearsal-window.ts'
import { redundancySettings, settingsFault, settingsView } from './settings.ts'
import { completionItems, ruleResult, type Status, status } from './status.ts'

/**
 * The admin API: one typed contract, spoken over IPC, a WebSocket or a worker's message port.
 * Every command carries the person's request id (the same id twice is the same command once).
 */

export type Authority = 'viewer' | 'operator'

export const refusal = z
  .object({
    ok: z.literal(false),
    /** `rules`: a rule does not hold; `fault`: something broke, and `message` says it in one sentence. */
    code: z.enum(['rules', 'settings', 'fault', 'notAllowed', 'badRequest', 'switchOverRunning']),
    rules: z.array(ruleResult),
    faults: z.array(settingsFault),
    message: z.string(),
  })
  .strict()
export type Refusal = z.infer<typeof refusal>

const accepted = z.object({ ok: z.literal(true) }).strict()
const outcome = z.union([accepted, refusal])
export type Outcome = z.infer<typeof outcome>

/** Null: redundancy is not enabled here, so there is nothing to force. */
const forcePreviewOutput = z.object({ preview: forcePreview.nullable() }).strict()

const requestId = z.string().min(1).max(64)
const none = z.object({}).strict()
const command = z.object({ requestId }).strict()

export const methods = {
  /** The whole picture, once. Subscribers get the same as an event at every change. */
  status: { authority: 'viewer', input: none, output: status },
  settings: { authority: 'viewer', input: none, output: settingsView },
  /** Has the link examined now (connections, echoes, sized frames): takes up to 45 s. */
  examineLink: { authority: 'operator', input: none, output: linkView },
  /** Commits the dialog. `key` null keeps the stored one. */
  apply: {
    authority: 'operator',
    input: z
      .object({
        requestId,
        revision: z.number().int().nonnegative(),
        settings: redundancySettings,
        key: z.string().min(1).max(256).nullable(),
      })
      .strict(),
    output: outcome,
  },
  /** A planned switch-over, from either server. */
  switchOver: { authority: 'operator', input: command, output: outcome },
  /** What a forced take-over on this server would pass over and lose, and the sentence to be typed. */
  forcePreview: { authority: 'operator', input: none, output: forcePreviewOutput },
  /** Takes control by force; refused when what was shown has changed, or the consent is not the one shown. */
  force: {
    authority: 'operator',
    input: z.object({ requestId, revision: z.string().max(64), consent: z.string().max(256) }).strict(),
    output: outcome,
  },
  /** "The other server is off and stays off": unbinds a holder without peer, until the other is heard. */
  declareOtherOff: {
    authority: 'operator',
    input: z.object({ requestId, consent: z.string().max(256) }).strict(),
    output: outcome,
  },
  /** A person has seen that two servers claimed control. */
  acknowledgeDualControl: { authority: 'operator', input: command, output: outcome },
  /** On the active: the lines, which a hand moved, come back to its side. */
  moveLinesBack: { authority: 'operator', input: command, output: outcome },
  cancelSwitchOver: { authority: 'operator', input: command, output: outcome },
  /** Ticks and unticks "Automatically assume control..." (on the standby). */
  arm: { authority: 'operator', input: command, output: outcome },
  disarm: { authority: 'operator', input: command, output: outcome },
  /** Confirms deletions the mass-deletion guard holds. */
  confirmDeletions: {
    authority: 'operator',
    input: z.object({ requestId, set: z.string().max(64) }).strict(),
    output: outcome,
  },
  tickCompletion: {
    authority: 'operator',
    input: z.object({ requestId, item: z.enum(completionItems), done: z.boolean() }).strict(),
    output: outcome,
  },
  newCertificate: { authority: 'viewer', input: none, output: newCertificateOutput },
  /** Pins the peer's changed certificate, if it is still the one that was shown. */
  acceptCertificate: {
    authority: 'operator',
    input: z.object({ requestId, certificate: newCertificate.shape.is }).strict(),
    output: outcome,
  },
  /** Automatic take-over is off on both servers for so long; it ends by itself, or early. */
  beginMaintenance: {
    authority: 'operator',
    input: z.object({ requestId, minutes: z.number().int().min(1).max(10_080) }).strict(),
    output: outcome,
  },
  endMaintenance: { authority: 'operator', input: command, output: outcome },
  /** Control goes to the other server and back, now or in a window, from either server. */
  rehearse: {
    authority: 'operator',
    input: z.object({ requestId, time: askedRehearsalTime, holdMs: holdLength }).strict(),
    output: outcome,
  },
  cancelRehearsal: { authority: 'operator', input: command, output: outcome },
  /** What the last ones came to, the newest first. */
  rehearsals: { authority: 'viewer', input: none, output: shownRehearsals },
  dismissCompletion: { authority: 'operator', input: command, output: outcome },
  /** The decision record, the newest entries first, page by page. */
  record: { authority: 'viewer', input: recordQuery, output: recordPage },
} as const satisfies Record<string, { authority: Authority; input: z.ZodType; output: z.ZodType }>

export type Methods = typeof methods
export type MethodName = keyof Methods
export type Input<M extends MethodName> = z.input<Methods[M]['input']>
export type Output<M extends MethodName> = z.output<Methods[M]['output']>

/** Frames between a client and the host of an engine, the same over every transport. */
export const clientFrame = z
  .object({ kind: z.literal('call'), id: z.number().int(), method: z.string().max(64), input: z.unknown() })
  .strict()
export type ClientFrame = z.infer<typeof clientFrame>

export const serverFrame = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('result'), id: z.number().int(), output: z.unknown() }).strict(),
  /** The call itself was wrong or not allowed; `message` is one sentence. */
  z
    .object({
      kind: z.literal('error'),
      id: z.number().int(),
      code: z.enum(['badRequest', 'notAllowed', 'unavailable']),
      message: z.string(),
    })
    .strict(),
  /** `sequence` grows by one with each event; a gap after a reconnect means: take the snapshot that follows. */
  z.object({ kind: z.literal('status'), sequence: z.number().int(), status }).strict(),
])
export type ServerFrame = z.infer<typeof serverFrame>

/** What a window or the command line holds: the only way to an engine. */
export interface ContractClient {
  call<M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>>
  /** Calls back with every status, the current one first. Returns the unsubscribe function. */
  onStatus(listener: (status: Status) => void): () => void
  /** Whether the transport is up now; the listener hears every change. */
  onConnection(listener: (isConnected: boolean) => void): () => void
  close(): void
}
