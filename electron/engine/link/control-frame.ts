import { z } from 'zod'
import { type Message, message } from '../../../shared/core/messages.ts'
import type { Pulse } from './doctor/pulses.ts'

/** What stands in one frame of a proved control socket. */
export type ControlFrame =
  | { readonly is: 'message'; readonly message: Message }
  | { readonly is: 'clockAsk'; readonly number: number }
  | { readonly is: 'clockTell'; readonly number: number; readonly wallMs: number }
  | { readonly is: 'pulse'; readonly pulse: Pulse }
  /** A kind of a later version, marked optional. */
  | { readonly is: 'skipped' }
  | { readonly is: 'malformed'; readonly detail: string }

/** The link's own frames: they compare the clocks and count what arrives; they never reach the core. */
const clockAsk = z
  .object({ kind: z.literal('clockAsk'), optional: z.literal(true), number: z.number() })
  .strict()
const clockTell = clockAsk.extend({ kind: z.literal('clockTell'), wallMs: z.number() })

const amount = z.number().nonnegative()
const pulseFrame = z
  .object({
    kind: z.literal('pulse'),
    optional: z.literal(true),
    number: amount.int(),
    heard: amount.int(),
    heardAgoMs: amount,
    lateMs: amount,
    diskFull: z.boolean(),
    hostStuck: z.boolean(),
  })
  .strict()

const envelope = z.object({ kind: z.string(), optional: z.boolean().optional() })
const messageKinds = new Set<string>(message.options.flatMap((option) => [...option.shape.kind.values]))

export const askClock = (number: number): string =>
  JSON.stringify({ kind: 'clockAsk', optional: true, number } satisfies z.infer<typeof clockAsk>)

export const tellClock = (number: number, wallMs: number): string =>
  JSON.stringify({ kind: 'clockTell', optional: true, number, wallMs } satisfies z.infer<typeof clockTell>)

export const writePulse = (pulse: Pulse): string =>
  JSON.stringify({ kind: 'pulse', optional: true, ...pulse } satisfies z.infer<typeof pulseFrame>)

export const readControlFrame = (data: Buffer, isBinary: boolean): ControlFrame => {
  if (isBinary) return { is: 'malformed', detail: 'binary on the control socket' }
  let frame: unknown
  try {
    frame = JSON.parse(data.toString('utf8'))
  } catch {
    return { is: 'malformed', detail: 'no JSON' }
  }
  const outer = envelope.safeParse(frame)
  if (!outer.success) return { is: 'malformed', detail: 'no kind' }
  const { kind, optional } = outer.data
  const name = kind.slice(0, 40)
  if (messageKinds.has(kind)) {
    const parsed = message.safeParse(frame)
    return parsed.success
      ? { is: 'message', message: parsed.data }
      : { is: 'malformed', detail: `${name}: ${parsed.error.issues[0]?.path.join('.') ?? ''}` }
  }
  if (kind === 'clockAsk' || kind === 'clockTell') {
    const ask = clockAsk.safeParse(frame)
    if (ask.success) return { is: 'clockAsk', number: ask.data.number }
    const tell = clockTell.safeParse(frame)
    if (tell.success) return { is: 'clockTell', number: tell.data.number, wallMs: tell.data.wallMs }
    return { is: 'malformed', detail: name }
  }
  if (kind === 'pulse') {
    const pulse = pulseFrame.safeParse(frame)
    return pulse.success ? { is: 'pulse', pulse: pulse.data } : { is: 'malformed', detail: name }
  }
  return optional === true ? { is: 'skipped' } : { is: 'malformed', detail: `unknown kind ${name}` }
}
