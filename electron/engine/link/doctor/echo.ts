import { z } from 'zod'
import type { Clock } from '../../ports.ts'
import { ECHO_BYTES, ECHO_MS, ECHOES } from '../limits.ts'
import type { Wire } from '../wire.ts'

/** Frames of a chosen size there and back, on a proved connection of their own: the link never waits for them. */

const fill = z.string().max(ECHO_BYTES)
const ask = z
  .object({
    kind: z.literal('echoAsk'),
    number: z.number().int().nonnegative(),
    answerBytes: z.number().int().nonnegative().max(ECHO_BYTES),
    fill,
  })
  .strict()
const tell = z.object({ kind: z.literal('echoTell'), number: z.number().int().nonnegative(), fill }).strict()

const parse = <T>(schema: z.ZodType<T>, data: Buffer): T | null => {
  try {
    const parsed = schema.safeParse(JSON.parse(data.toString('utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** Answers a proved peer so often and so long, then closes. */
export const answerEchoes = (wire: Wire): void => {
  let left = ECHOES
  const close = (): void => {
    clearTimeout(limit)
    wire.close('probeDone')
  }
  const limit = setTimeout(close, ECHO_MS)
  wire.onEnd(close)
  wire.onFrame((data) => {
    const asked = parse(ask, data)
    left -= 1
    if (asked === null || left < 0) {
      close()
      return
    }
    const { number, answerBytes } = asked
    wire.sendText(JSON.stringify({ kind: 'echoTell', number, fill: 'x'.repeat(answerBytes) }))
  })
}

export interface Asker {
  /** Milliseconds there and back; null when no answer came in time, or none can come any more. */
  ask(bytes: number, answerBytes: number, limitMs: number): Promise<number | null>
  close(): void
}

export const createAsker = (wire: Wire, clock: Clock): Asker => {
  let number = 0
  let isOver = false
  let waiting: ((tookMs: number | null) => void) | null = null
  let askedAt = 0
  wire.onEnd(() => {
    isOver = true
    waiting?.(null)
  })
  wire.onFrame((data) => {
    if (parse(tell, data)?.number === number) waiting?.(clock.now() - askedAt)
  })
  return {
    ask: (bytes, answerBytes, limitMs) =>
      new Promise((resolve) => {
        if (isOver) {
          resolve(null)
          return
        }
        number += 1
        askedAt = clock.now()
        const limit = setTimeout(() => waiting?.(null), limitMs)
        waiting = (tookMs) => {
          clearTimeout(limit)
          waiting = null
          resolve(tookMs)
        }
        wire.sendText(JSON.stringify({ kind: 'echoAsk', number, answerBytes, fill: 'x'.repeat(bytes) }))
      }),
    close: () => {
      isOver = true
      waiting?.(null)
      wire.close('probeDone')
    },
  }
}
