import { createHmac, scrypt, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import type { Epoch } from '../../../../shared/domain/epoch.ts'
import type { Role } from '../../../../shared/domain/roles.ts'

/**
 * The guardian's word over TCP, one JSON value a line: the asked guardian greets with a nonce, the asking
 * engine proves the key over both nonces (so a recorded question is worth nothing), the answer is proved
 * over the same and its content. TCP, because this needs three messages and a refused port says so at once.
 */

const PROTOCOL = 'redundancy-manager guardian word 1'
/** Longest line of this protocol. */
export const MAX_WORD_LENGTH = 512

const nonce = z.string().regex(/^[0-9a-f]{32}$/)
const mac = z.string().regex(/^[0-9a-f]{64}$/)

export const wordGreeting = z.object({ nonce }).strict()
export const wordQuestion = z.object({ nonce, mac }).strict()
export const wordAnswer = z
  .object({ kind: z.enum(['stopped', 'running']), epoch: z.number().int().nonnegative(), mac })
  .strict()
export type WordAnswer = z.infer<typeof wordAnswer>

/** What both MACs stand on: who answers, who asks, and this conversation's two nonces. */
export interface WordContext {
  readonly key: Buffer
  readonly answering: Role
  readonly asking: Role
  readonly answeringNonce: string
  readonly askingNonce: string
}

const proof = (context: WordContext, ...parts: readonly (string | number)[]): string =>
  createHmac('sha256', context.key)
    .update(
      JSON.stringify([
        PROTOCOL,
        context.answering,
        context.asking,
        context.answeringNonce,
        context.askingNonce,
        ...parts,
      ]),
    )
    .digest('hex')

export const proveQuestion = (context: WordContext): string => proof(context, 'question')

export const proveAnswer = (context: WordContext, kind: WordAnswer['kind'], epoch: Epoch): string =>
  proof(context, 'answer', kind, epoch)

export const isSameProof = (given: string, expected: string): boolean =>
  timingSafeEqual(Buffer.from(given, 'hex'), Buffer.from(expected, 'hex'))

/** RFC 7914; 32 MiB and some 0.1 s each guess, because a typed key may be weak. */
const STRETCH = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

/** The word's own key from the Redundancy Key; off the event loop. */
export const deriveWordKey = (redundancyKey: string): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(redundancyKey.normalize('NFC'), PROTOCOL, 32, STRETCH, (error, key) =>
      error === null ? resolve(key) : reject(error),
    )
  })
