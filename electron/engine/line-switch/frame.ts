/**
 * The request frame of Dataprobe's K-AB over TCP: `ESC password ^A card ^B command CR`, clear text.
 * Card 7 to B with the password PASS: `1B 50 41 53 53 01 37 02 42 0D`.
 */

export type Side = 'A' | 'B'
export type Command = Side | 'query'
/** One card by its number, or all of the box at once. */
export type CardChoice = number | 'all'

const ESCAPE = 0x1b
const CARD_MARK = 0x01
const COMMAND_MARK = 0x02
const CARRIAGE_RETURN = 0x0d

export interface Request {
  readonly password: string
  readonly card: CardChoice
  readonly command: Command
}

export const cardText = (card: CardChoice): string => (card === 'all' ? 'a' : String(card))
export const commandText = (command: Command): string => (command === 'query' ? 'Q' : command)

/** The password was checked by `linePasswordFault`. */
export const encodeFrame = ({ password, card, command }: Request): Buffer =>
  Buffer.from([
    ESCAPE,
    ...Buffer.from(password, 'latin1'),
    CARD_MARK,
    ...Buffer.from(cardText(card), 'latin1'),
    COMMAND_MARK,
    ...Buffer.from(commandText(command), 'latin1'),
    CARRIAGE_RETURN,
  ])

export const cardName = (card: CardChoice): string => (card === 'all' ? 'all cards' : `card ${card}`)
