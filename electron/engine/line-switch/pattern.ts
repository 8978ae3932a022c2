import vm from 'node:vm'
import type { Side } from './frame.ts'
import type { CardReading } from './reply.ts'

/**
 * The settable reply pattern: a regular expression with the group `side` (A or B) and, when it can,
 * `card` and `forced` (set when it matched anything). It sees the cleaned reply: capitals, one line
 * each. It is somebody's typing, so it runs with a time limit (only `vm` can end a regular expression
 * that backtracks for ever) and on a bounded text.
 */

/** A good pattern takes microseconds. The limit counts the wall's time, so it must outlast a busy machine's pauses. */
const RUN_LIMIT_MS = 250
/** One overrun may be a busy machine; this many in a row are the pattern, and cost the loop too much to go on. */
const OVERRUNS = 3
const REPLIES_SKIPPED = 50
const MAX_TEXT = 2_048
const MAX_MATCHES = 64

export type PatternOutcome =
  | { readonly ok: true; readonly readings: readonly CardReading[] }
  | { readonly ok: false; readonly detail: string }

export interface ReplyPattern {
  read(lines: readonly string[]): PatternOutcome
}

const TOO_SLOW = `site.json, lineSwitch.replyPattern took longer than ${RUN_LIMIT_MS} ms on one reply: simplify it (nested repeats such as (a+)+), or empty it for the tolerant parser.`

const script = new vm.Script(
  `JSON.stringify(Array.from(text.matchAll(new RegExp(source, 'gim')), (match) => match.groups).slice(0, ${MAX_MATCHES}))`,
)

const toReading = (groups: Record<string, string | undefined>): CardReading[] => {
  const side = groups.side?.trim().toUpperCase()
  if (side !== 'A' && side !== 'B') return []
  const digits = groups.card?.replace(/\D/g, '') ?? ''
  return [
    {
      card: digits === '' ? null : Number(digits),
      side: side satisfies Side,
      isForced: Boolean(groups.forced),
    },
  ]
}

/** `source` was checked by `replyPatternFault`. */
export const createReplyPattern = (source: string): ReplyPattern => {
  const context = vm.createContext(Object.assign(Object.create(null), { source, text: '' }))
  let overruns = 0
  let toSkip = 0
  return {
    read(lines) {
      if (toSkip > 0) {
        toSkip -= 1
        return { ok: false, detail: TOO_SLOW }
      }
      context.text = lines.join('\n').slice(0, MAX_TEXT)
      try {
        const groups = JSON.parse(script.runInContext(context, { timeout: RUN_LIMIT_MS }))
        overruns = 0
        return { ok: true, readings: (groups as Record<string, string>[]).flatMap(toReading) }
      } catch {
        overruns += 1
        if (overruns >= OVERRUNS) toSkip = REPLIES_SKIPPED
        return { ok: false, detail: TOO_SLOW }
      }
    },
  }
}
