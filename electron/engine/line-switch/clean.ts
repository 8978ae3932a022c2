import { cardText, commandText, type Request } from './frame.ts'

/**
 * What the box sent, made readable: echoes, terminal control and telnet negotiation go, every line
 * end becomes `\n`, letters become capitals. Control characters are first drawn as their Unicode
 * pictures (ESC is `␛`), so the rules below can be read.
 */

/** The longest reply that is looked at. A box that says more without an answer is babbling. */
export const MAX_REPLY_BYTES = 8_192
const MAX_LINE = 400

const drawn = (text: string): string => {
  let out = ''
  for (const letter of text) {
    const code = letter.charCodeAt(0)
    out += code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '' : letter
  }
  return out
}

const echoes = [/␛[^␁␍␊]{0,64}␁[^␂␍␊]{0,4}␂[A-Za-z]?/g, /\^\[[^^␍␊]{0,64}\^A[^^␍␊]{0,4}\^B[A-Za-z]?(?:\^M)?/g]
const moves = /␛\[[0-9;?]*[HfEFJ]/g
const terminal = [
  /␛\[[0-?]*[ -/]*[@-~]/g,
  /␛\][^␇␛]*(?:␇|␛\\)?/g,
  /␛[()*+./#%-]./g,
  /␛[@-Z\\^_a-z=>0-9]/g,
  /␛\[?[0-?]*$/g,
  /\xff[\xfb-\xfe]./g,
  /\xff./g,
]

/** The request as a terminal would show it back: the bytes between the control characters, run together. */
const plainEcho = ({ password, card, command }: Request): string =>
  `${password}${cardText(card)}${commandText(command)}`.toUpperCase()

/** `text` is the reply as latin1. */
export const cleanReply = (text: string, request: Request): string[] => {
  let rest = drawn(text.slice(0, MAX_REPLY_BYTES))
  for (const echo of echoes) rest = rest.replace(echo, '␍')
  rest = rest.replace(moves, '␍')
  for (const sequence of terminal) rest = rest.replace(sequence, '')
  const echo = plainEcho(request)
  return rest
    .toUpperCase()
    .split(/[␍␊␋␌]+/)
    .map((line) =>
      line
        .replace(/[^ -~␀-␟]/g, '_')
        .replace(/␀/g, '')
        .replace(/[␁-␟ ]+/g, ' ')
        .trim()
        .slice(0, MAX_LINE),
    )
    .filter((line) => line !== '' && line !== echo)
}

/** A piece of the reply for a sentence a person reads: short, printable, without the password. */
export const quoteReply = (text: string, password: string): string => {
  const hidden = password === '' ? text : text.split(password).join('****')
  const plain = hidden.replace(/[^ -~]+/g, ' ').trim()
  return plain.length > 80 ? `"${plain.slice(0, 80)}..."` : `"${plain}"`
}
