import type { Side } from './frame.ts'

/**
 * Finds cards and their sides in whatever the box says. Its reply's syntax is in no public source, so
 * this knows three shapes: lines that name a card in words (`CARD 7 POSITION B`), pairs (`07:B`) and a
 * lone side (`B`), the answer to a question about one thing. A wrong reading is worse than none (it can
 * keep the wrong server in control), so everything that can be read in two ways is no reading.
 */

export interface CardReading {
  /** Null when the reply named no card. */
  readonly card: number | null
  readonly side: Side
  /** The reply says a person put it there by hand. */
  readonly isForced: boolean
}

export interface Reply {
  readonly readings: readonly CardReading[]
  /** What makes the reply useless although sides are in it. */
  readonly unclear: string | null
  /** The line in which the box complains ("INVALID PASSWORD"). */
  readonly complaint: string | null
}

const cardWord =
  /(?<![A-Z0-9_])(?:CARD|SLOT|MODULE|MOD|UNIT|RELAY)S? ?(?:NUMBER|NO\.?)? ?[:#=.-]? ?0{0,2}([1-9]\d?)(?![\d.])/g
const placeWords = 'POSITION|POSN?|SIDE|BRIDGE|PORT|STATE|STATUS|PATH'
const stateWords = `${placeWords}|IS|IN|ON|AT|SET|TO|NOW|OK|LOCAL|LOCALLY|FORCED|MANUAL|MANUALLY|REMOTE|AUTO|CONTROL|MODE`
const bothSides =
  /(?<![A-Z0-9_])(?:[A-Z0-9]{1,8}-)?A ?[/\\|&] ?B(?![A-Z0-9_])|(?<![A-Z0-9_])A-B(?![A-Z0-9_])/g
/** "CARD 1 IS A SPARE": an article, not a side. */
const article = new RegExp(`(?<![A-Z0-9_])(?:IS|HAS|WITH|AS) A (?!(?:${stateWords})(?![A-Z]))(?=[A-Z])`, 'g')
const placedSide = new RegExp(
  `(?<![A-Z0-9_])(?:${placeWords})(?: ?(?:IS|ON|AT))? ?[:=>-]{0,2} ?[("']?([AB])(?![A-Z0-9_])`,
  'g',
)
const bareSide = /(?<![A-Z0-9_])([AB])(?![A-Z0-9_])/g
const pair = new RegExp(
  `(?<![A-Z0-9_.:-])#?0{0,2}([1-9]\\d?) ?[-:=.,#)>|]{0,2} ?(?:(?:${stateWords})[:=]? ?){0,4}[("']?([AB])(?![A-Z0-9_])`,
  'g',
)
const loneSide = new RegExp(
  `^[^A-Z0-9]*(?:(?:${stateWords})[^A-Z0-9]+){0,4}([AB])(?:[^A-Z0-9]+(?:${stateWords})){0,4}[^A-Z0-9]*$`,
)

const denied =
  /(?:NOT|NO|NON|UN)[ -]?(?:LOCALLY |LOCAL |MANUALLY |MANUAL )?(?:FORCED?|LOCAL(?:LY)?|MANUAL(?:LY)?|OVERRIDE)|(?:FORCED?|LOCAL|MANUAL|OVERRIDE)(?: (?:MODE|CONTROL))? ?[:=] ?(?:OFF|NO|N|0|FALSE|NONE|DISABLED|INACTIVE|REMOTE|AUTO)(?![A-Z])/g
const forcedWord =
  /(?<![A-Z])(?:FORCED?|LOCAL(?:LY)?(?! ?(?:TIME|IP|ADDR|PORT|NET))|MANUAL(?:LY)?|OVERRID(?:E|DEN))(?![A-Z])/
const complaintWord =
  /(?<![A-Z])(?:ERR|ERROR|INVALID|DENIED|REFUSED|BAD|WRONG|FAIL|FAILED|FAILURE|UNKNOWN|UNAUTHORI[SZ]ED|NAK|BUSY|IN USE|LOCKED|ILLEGAL|REJECTED)(?![A-Z])/
const acknowledged = /^[^A-Z]*(?:OK|ACK|DONE|ACCEPTED|COMPLETE|COMPLETED)[^A-Z]*$/

const saysForced = (text: string): boolean => forcedWord.test(text.replace(denied, ' '))
const withoutBoth = (line: string): string => line.replace(bothSides, ' ').replace(article, ' ')

const sidesIn = (text: string): Side[] => {
  const placed = [...text.matchAll(placedSide)]
  const found = placed.length > 0 ? placed : [...text.matchAll(bareSide)]
  return [...new Set(found.map((match) => match[1] as Side))]
}

/** Pieces of a line that belong to a card each; `head` stands before the first. */
const cutAtCards = (line: string): { head: string; pieces: { card: number; text: string }[] } => {
  const cards = [...line.matchAll(cardWord)]
  return {
    head: line.slice(0, cards[0]?.index ?? line.length),
    pieces: cards.map((match, at) => ({
      card: Number(match[1]),
      text: line.slice((match.index ?? 0) + match[0].length, cards[at + 1]?.index ?? line.length),
    })),
  }
}

interface Found {
  readings: CardReading[]
  unclear: string | null
}

const readCardWords = (lines: readonly string[]): Found => {
  const found: Found = { readings: [], unclear: null }
  /** The card the following lines without a card speak of. */
  let open: number | null = null
  let sideCameFirst = false
  const take = (card: number, text: string, sides: readonly Side[]) => {
    if (sides.length > 1) found.unclear = `card ${card} stands at both sides in one reply`
    const side = sides[0]
    if (side !== undefined) found.readings.push({ card, side, isForced: saysForced(text) })
    else if (saysForced(text)) {
      found.readings = found.readings.map((known) =>
        known.card === card ? { ...known, isForced: true } : known,
      )
    }
  }
  for (const line of lines) {
    const { head, pieces } = cutAtCards(line)
    const headSides = sidesIn(head)
    const [first] = pieces
    if (first === undefined) {
      if (open === null) sideCameFirst ||= headSides.length > 0
      else if (!sideCameFirst) take(open, head, headSides)
      continue
    }
    if (headSides.length > 0) {
      if (pieces.length > 1 || sidesIn(first.text).length > 0)
        found.unclear = 'sides stand before and after the cards'
      else take(first.card, line, headSides)
      continue
    }
    for (const { card, text } of pieces) take(card, text, sidesIn(text))
    open = pieces[pieces.length - 1]?.card ?? null
  }
  return found
}

const readPairs = (lines: readonly string[]): Found => {
  const found: Found = { readings: [], unclear: null }
  for (const line of lines) {
    const pairs = [...line.matchAll(pair)]
    if (pairs.length === 0) {
      if (saysForced(line)) found.readings = found.readings.map((known) => ({ ...known, isForced: true }))
      continue
    }
    if (sidesIn(line.replace(pair, ' ')).length > 0)
      found.unclear = 'sides stand before and after the numbers'
    pairs.forEach((match, at) => {
      const text = line.slice(match.index ?? 0, pairs[at + 1]?.index ?? line.length)
      found.readings.push({ card: Number(match[1]), side: match[2] as Side, isForced: saysForced(text) })
    })
  }
  return found
}

const readLone = (lines: readonly string[]): Found => {
  const readings = lines.flatMap((line) => {
    const side = loneSide.exec(line)?.[1]
    return side === undefined ? [] : [{ card: null, side: side as Side, isForced: lines.some(saysForced) }]
  })
  return { readings, unclear: null }
}

const contradiction = (readings: readonly CardReading[]): string | null => {
  const sides = new Map<number | null, Side>()
  for (const { card, side } of readings) {
    if ((sides.get(card) ?? side) !== side) {
      return `${card === null ? 'the box' : `card ${card}`} stands at both sides in one reply`
    }
    sides.set(card, side)
  }
  return null
}

/** One reading for each card; forced if any of its lines says so. */
const merged = (readings: readonly CardReading[]): CardReading[] => {
  const byCard = new Map<number | null, CardReading>()
  for (const reading of readings) {
    const known = byCard.get(reading.card)
    byCard.set(reading.card, { ...reading, isForced: reading.isForced || known?.isForced === true })
  }
  return [...byCard.values()]
}

/** `readings` gathered by whatever shape, checked against each other. */
export const settleReadings = (readings: readonly CardReading[], lines: readonly string[]): Reply => ({
  readings: merged(readings),
  unclear: contradiction(readings),
  complaint: lines.find((line) => complaintWord.test(line)) ?? null,
})

/** `lines` come from `cleanReply`. */
export const parseReply = (lines: readonly string[]): Reply => {
  const plain = lines.map(withoutBoth)
  const namesCards = plain.some((line) => line.search(cardWord) >= 0)
  const numbered = namesCards ? readCardWords(plain) : readPairs(plain)
  const hasNumbered = namesCards || numbered.readings.length > 0
  const found = hasNumbered ? numbered : readLone(plain)
  const reply = settleReadings(found.readings, lines)
  if (!hasNumbered && reply.complaint !== null) return { ...reply, readings: [] }
  return { ...reply, unclear: reply.unclear ?? found.unclear }
}

/** A line that is nothing but "OK" in some words: the answer to a set. */
export const isAcknowledged = (lines: readonly string[]): boolean =>
  lines.some((line) => acknowledged.test(line))
