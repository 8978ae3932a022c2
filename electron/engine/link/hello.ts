import { z } from 'zod'
import { roleSchema } from '../../../shared/contract/settings.ts'
import type { Role } from '../../../shared/domain/roles.ts'
import type { LinkProblem } from '../ports.ts'

/** What a connection is for. A probe only runs the handshake, to name what keeps the link down. */
export const purposes = ['control', 'bulk', 'probe'] as const
export type Purpose = (typeof purposes)[number]

/** The wire version spoken here and the oldest one accepted (always the one before, once there is one). */
export interface Wire {
  readonly version: number
  readonly least: number
}
export const ownWire: Wire = { version: 1, least: 1 }

/** Stays readable in every version, so that a mismatch can be named. */
const anyHello = z.object({
  kind: z.literal('hello'),
  wire: z.number().int().nonnegative(),
  wireLeast: z.number().int().nonnegative(),
  product: z.string().max(64),
})
export type AnyHello = z.infer<typeof anyHello>

/** The first frame of each side, in clear; the proof binds both. Later versions may add fields. */
const hello = anyHello.extend({
  purpose: z.enum(purposes),
  role: roleSchema,
  ownAddress: z.string().max(64),
  peerAddress: z.string().max(64),
  /** The line switch's address, or what was accepted for a cut without one; empty for neither. */
  arbiter: z.string().max(64),
  /** The times both rely on, in words: a wait on one server outlasts a lease on the other. */
  times: z.string().max(160),
  instance: z.string().min(1).max(64),
  nonce: z.string().regex(/^[0-9a-f]{64}$/),
  wallMs: z.number(),
})
export type Hello = z.infer<typeof hello>

export type HelloReading =
  | { readonly ok: true; readonly hello: Hello }
  | { readonly ok: false; readonly problem: LinkProblem }

const versionText = (of: { product: string; wire: number }): string => `${of.product} (link ${of.wire})`

export const readHello = (frame: unknown, own: Hello): HelloReading => {
  const basics = anyHello.safeParse(frame)
  if (!basics.success) return malformed('no hello')
  const { wire, wireLeast } = basics.data
  if (Math.max(wireLeast, own.wireLeast) > Math.min(wire, own.wire)) {
    return {
      ok: false,
      problem: { code: 'versionMismatch', own: versionText(own), peer: versionText(basics.data) },
    }
  }
  const whole = hello.safeParse(frame)
  if (!whole.success) return malformed('hello')
  if (whole.data.purpose !== own.purpose) return malformed('another purpose')
  return { ok: true, hello: whole.data }
}

const malformed = (detail: string): HelloReading => ({
  ok: false,
  problem: { code: 'malformedFrame', detail },
})

/** Primary Address, Secondary Address: as the dialog shows them. */
const addressPair = (of: { role: Role; ownAddress: string; peerAddress: string }): string =>
  of.role === 'primary' ? `${of.ownAddress}, ${of.peerAddress}` : `${of.peerAddress}, ${of.ownAddress}`

/** What keeps two proved servers from being a pair; both come to the same answer. */
export const disagreement = (own: Hello, peer: Hello): LinkProblem | null => {
  if (own.instance === peer.instance) return { code: 'sameServer' }
  if (own.role === peer.role) return { code: 'roleMismatch', peerRole: peer.role }
  if (addressPair(own) !== addressPair(peer)) {
    return { code: 'addressMismatch', own: addressPair(own), peer: addressPair(peer) }
  }
  if (own.arbiter !== peer.arbiter) return { code: 'arbiterMismatch', own: own.arbiter, peer: peer.arbiter }
  if (own.times !== peer.times) return { code: 'timingMismatch', own: own.times, peer: peer.times }
  return null
}
