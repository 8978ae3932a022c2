import type { Clock, LineSetAnswer, Tick } from '../ports.ts'
import type { Box, BoxAnswer, Understood } from './box.ts'
import { type CardChoice, cardName, type Side } from './frame.ts'
import { isAcknowledged } from './reply.ts'

/**
 * Moves the configured cards, a session each (the box may carry other people's lines on its other
 * cards, so "all" is used only when none are configured). The answer says whether a set of ours may
 * still be on its way, never where the line is: that is read back. `answered` therefore needs words that
 * can only come after the set: the new side, a plain OK, or a complaint. A greeting is none of them.
 */

const showsSide = ({ reply }: Understood, card: CardChoice, side: Side): boolean => {
  const own =
    card === 'all' ? reply.readings : reply.readings.filter((one) => one.card === card || one.card === null)
  return own.length > 0 && own.every((one) => one.side === side)
}

const isAnswered = (answer: BoxAnswer, card: CardChoice, side: Side): boolean =>
  answer.kind === 'answer' &&
  (showsSide(answer, card, side) || isAcknowledged(answer.lines) || answer.reply.complaint !== null)

export const setCards = async (
  box: Box,
  password: string,
  cards: readonly number[],
  clock: Clock,
  command: { readonly side: Side; readonly notAfter: Tick; readonly until: Tick },
): Promise<LineSetAnswer> => {
  const { side, notAfter, until } = command
  const choices: readonly CardChoice[] = cards.length === 0 ? ['all'] : cards
  const holdBack = () =>
    clock.now() > notAfter ? 'The right to move the line ended before the request could be written.' : null
  const details: string[] = []
  let written = 0
  let answered = 0
  for (const [at, card] of choices.entries()) {
    const answer = await box.ask({
      request: { password, card, command: side },
      until: clock.now() + (until - clock.now()) / (choices.length - at),
      holdBack,
      isAnswer: (understood, moment) =>
        (card !== 'all' && showsSide(understood, card, side)) ||
        isAcknowledged(understood.lines) ||
        moment === 'paused',
    })
    if (answer.kind === 'notWritten') {
      details.push(`${cardName(card)} not sent: ${answer.detail}`)
      break
    }
    written += 1
    const isDone = isAnswered(answer, card, side)
    if (isDone) answered += 1
    const complains = answer.kind === 'answer' && answer.reply.complaint !== null
    details.push(isDone && !complains ? `${cardName(card)} answered` : `${cardName(card)}: ${answer.detail}`)
  }
  const outcome = written === 0 ? 'notSent' : answered === written ? 'answered' : 'unknown'
  return { outcome, detail: details.join('; ') }
}
