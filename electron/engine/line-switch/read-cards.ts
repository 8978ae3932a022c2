import type { Clock, LineAnswer, Tick } from '../ports.ts'
import type { Box, Understood } from './box.ts'
import type { CardChoice } from './frame.ts'
import { positionOf } from './position.ts'
import type { CardReading } from './reply.ts'

/**
 * One reading of the line. It covers every configured card or it is none: one card missing may be the
 * one that stands on the other side. Several cards are asked for at once (one short session, all from
 * one moment); a box that does not answer that is asked card by card, a session each, and asked so from
 * then on until that fails. No cards configured: everything the box lists in reply to "all" counts.
 */

export interface CardReader {
  read(until: Tick): Promise<LineAnswer>
}

/** How this box answers for several cards, learned from what it did. */
type Way = 'untried' | 'all' | 'each'

const never = () => null

/** The readings of this reply that answer for the wanted cards; null when one is missing. */
const pick = (
  { reply }: Understood,
  asked: CardChoice,
  wanted: readonly number[],
): readonly CardReading[] | null => {
  if (reply.unclear !== null || reply.readings.length === 0) return null
  if (wanted.length === 0) return reply.readings
  const found = wanted.flatMap((card) => {
    const reading = reply.readings.find((one) => one.card === card || (one.card === null && asked === card))
    return reading === undefined ? [] : [{ ...reading, card }]
  })
  return found.length === wanted.length ? found : null
}

export const createCardReader = (
  box: Box,
  password: string,
  cards: readonly number[],
  clock: Clock,
): CardReader => {
  let way: Way = 'untried'
  const [first] = cards

  const ask = async (choice: CardChoice, wanted: readonly number[], until: Tick) => {
    const answer = await box.ask({
      request: { password, card: choice, command: 'query' },
      until,
      holdBack: never,
      isAnswer: (understood, moment) => {
        const isCovered = pick(understood, choice, wanted) !== null
        // Without a list of cards only a lull tells that no further card comes.
        if (moment === 'complete') return isCovered && wanted.length > 0
        return isCovered || understood.reply.unclear !== null || understood.reply.complaint !== null
      },
    })
    const readings = answer.kind === 'answer' ? pick(answer, choice, wanted) : null
    return { readings, detail: answer.detail, kind: answer.kind }
  }

  const readEach = async (until: Tick): Promise<LineAnswer> => {
    const readings: CardReading[] = []
    for (const [at, card] of cards.entries()) {
      const slice = clock.now() + (until - clock.now()) / (cards.length - at)
      const answer = await ask(card, [card], slice)
      if (answer.readings === null) return { ok: false, detail: `Card ${card}: ${answer.detail}` }
      readings.push(...answer.readings)
    }
    return positionOf(readings)
  }

  const readAll = async (until: Tick): Promise<LineAnswer> => {
    const isOnlyWay = way === 'all' || cards.length < 2
    const limit = isOnlyWay ? until : clock.now() + (until - clock.now()) / 2
    const { readings, detail, kind } = await ask(cards.length === 1 ? (first ?? 'all') : 'all', cards, limit)
    if (readings !== null) {
      way = 'all'
      return positionOf(readings)
    }
    if (cards.length < 2 || kind === 'notWritten') return { ok: false, detail }
    if (isOnlyWay && kind === 'silent') return { ok: false, detail }
    const each = await readEach(until)
    way = each.ok ? 'each' : 'untried'
    return each
  }

  return {
    async read(until) {
      if (way !== 'each') return readAll(until)
      const answer = await readEach(until)
      if (!answer.ok) way = 'untried'
      return answer
    },
  }
}
