import { linePasswordFault, replyPatternFault } from '../../../shared/domain/line-switch-settings.ts'
import type { Clock, LineAnswer, LineSetAnswer, LineSwitch, Log } from '../ports.ts'
import { createBox } from './box.ts'
import { createReplyPattern } from './pattern.ts'
import { createCardReader } from './read-cards.ts'
import { setCards } from './set-cards.ts'
import { createTurns } from './turns.ts'

/**
 * The Dataprobe K-AB A/B switch box over TCP (port 9100): reads and moves the telephone lines. The box
 * serves one session at a time and is shared with the other server, so every question is a connection of
 * its own, reset when it is over. A reading never comes from another session than its own question's, and
 * nothing is retried after a set was written. Expected failures are sentences in the answer.
 */

export interface LineSwitchSettings {
  readonly address: string
  /** Calls come from this address; empty lets the system choose. */
  readonly ownAddress: string
  readonly port: number
  readonly password: string
  /** The cards that must agree; empty asks for all at once. */
  readonly cards: readonly number[]
  /** A regular expression with the groups `side`, `card` (may be missing) and `forced` (may be missing); empty uses the tolerant parser. */
  readonly replyPattern: string
  readonly clock: Clock
  readonly log: Log
}

/** site.json was checked at the start already; a driver does not rely on that. */
const settingsFault = ({ password, replyPattern }: LineSwitchSettings): string | null => {
  const ofPassword = linePasswordFault(password)
  if (ofPassword !== null) return `site.json: lineSwitch.password ${ofPassword}.`
  const ofPattern = replyPatternFault(replyPattern)
  return ofPattern === null ? null : `site.json: lineSwitch.replyPattern ${ofPattern}.`
}

export const createLineSwitch = (settings: LineSwitchSettings): LineSwitch => {
  const { address, ownAddress, port, password, replyPattern, clock, log } = settings
  const cards = [...new Set(settings.cards)]
  const fault = settingsFault(settings)
  const pattern = replyPattern === '' || fault !== null ? null : createReplyPattern(replyPattern)
  const closing = new AbortController()
  const turns = createTurns()
  const box = createBox({ address, ownAddress, port }, pattern, clock, closing.signal)
  const reader = createCardReader(box, password, cards, clock)
  const closed = 'The line switch driver was closed.'
  const busy = 'An earlier question of this server to the A/B switch was still running.'
  let lastTrouble = ''

  /** Logs a trouble once, not at every poll, and its end. */
  const watched = (answer: LineAnswer): LineAnswer => {
    const trouble = answer.ok ? '' : answer.detail
    if (trouble !== '' && lastTrouble === '') log.warn(`line switch: ${trouble}`)
    if (trouble === '' && lastTrouble !== '') log.info(`line switch: answers again (${answer.detail})`)
    lastTrouble = trouble
    return answer
  }

  return {
    async read(timeoutMs) {
      const until = clock.now() + timeoutMs
      if (fault !== null) return watched({ ok: false, detail: fault })
      if (closing.signal.aborted) return { ok: false, detail: closed }
      if (!(await turns.take(timeoutMs))) return { ok: false, detail: closing.signal.aborted ? closed : busy }
      try {
        const answer = await reader.read(until)
        return closing.signal.aborted ? { ok: false, detail: closed } : watched(answer)
      } finally {
        turns.end()
      }
    },

    async set(side, notAfter, timeoutMs) {
      const until = clock.now() + timeoutMs
      const notSent = (detail: string): LineSetAnswer => ({ outcome: 'notSent', detail })
      if (fault !== null) return notSent(fault)
      if (closing.signal.aborted) return notSent(closed)
      if (!(await turns.take(timeoutMs))) return notSent(closing.signal.aborted ? closed : busy)
      try {
        const answer = await setCards(box, password, cards, clock, { side, notAfter, until })
        log.info(`line switch: set to ${side}: ${answer.outcome} (${answer.detail})`)
        return answer
      } finally {
        turns.end()
      }
    },

    close() {
      closing.abort()
      turns.cancel()
    },
  }
}
