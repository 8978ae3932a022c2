/**
 * The IP address control without its page: four parts, and what each key, text and paste does to them.
 * Nothing is ever changed silently: a part above 255 stays as it was typed and is named.
 */

export type AddressParts = readonly [string, string, string, string]

export const blankAddress: AddressParts = ['', '', '', '']

const PART_LENGTH = 3
const MOST = 255

/** Where the caret goes next. */
export interface Move {
  readonly index: number
  readonly select: 'all' | 'start' | 'end'
}

export interface Entry {
  readonly parts: AddressParts
  readonly move: Move | null
  /** Something was typed or pasted that is no part of an address. */
  readonly isRefused: boolean
}

/** From what is stored: a dotted address, or nothing. */
export const partsOf = (address: string): AddressParts => {
  const [first = '', second = '', third = '', fourth = ''] = address.split('.')
  return [first, second, third, fourth]
}

const withPart = (parts: AddressParts, index: number, text: string): AddressParts => {
  const next: [string, string, string, string] = [...parts]
  next[index] = text
  return next
}

/** The text of one part became `text`, with the caret at its end or not. */
export const enterText = (parts: AddressParts, index: number, text: string, isCaretAtEnd: boolean): Entry => {
  const digits = text.replace(/\D/g, '')
  const kept = digits.slice(0, PART_LENGTH)
  // A dot that came with the text is the key that moves on, and never a fault.
  const isRefused = /[^\d.]/.test(text) || digits.length > PART_LENGTH
  const isFull = kept.length === PART_LENGTH && isCaretAtEnd && index < 3
  return {
    parts: withPart(parts, index, kept),
    move: isFull ? { index: index + 1, select: 'all' } : null,
    isRefused,
  }
}

/** One key in one part; `start` and `end` are the selection. `refuse`: a letter. Null: the browser does what it always does. */
export const pressKey = (
  parts: AddressParts,
  at: {
    readonly index: number
    readonly start: number
    readonly end: number
    /** The third digit has just moved on by itself: a dot that follows is the same step, taken twice. */
    readonly hasJustMovedOn: boolean
  },
  key: string,
): Move | 'swallow' | 'refuse' | null => {
  const { index, start, end, hasJustMovedOn } = at
  const length = parts[index]?.length ?? 0
  const isAtStart = start === 0 && end === 0
  const isAtEnd = start === length && end === length
  switch (key) {
    case '.':
      return length > 0 && index < 3 && !hasJustMovedOn ? { index: index + 1, select: 'all' } : 'swallow'
    case 'Backspace':
    case 'ArrowLeft':
      return isAtStart && index > 0 ? { index: index - 1, select: 'end' } : null
    case 'ArrowRight':
      return isAtEnd && index < 3 ? { index: index + 1, select: 'start' } : null
    case ' ':
      return 'swallow'
    default:
      return key.length === 1 && !/\d/.test(key) ? 'refuse' : null
  }
}

const dotted = /^\s*(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\s*$/

/** A paste: a whole dotted address fills all parts; digits go where the caret is (null); the rest is refused. */
export const pasteText = (parts: AddressParts, text: string): Entry | null => {
  const [, first, second, third, fourth] = dotted.exec(text) ?? []
  if (first !== undefined && second !== undefined && third !== undefined && fourth !== undefined) {
    return {
      parts: [first, second, third, fourth],
      move: { index: 3, select: 'end' },
      isRefused: false,
    }
  }
  return /^\s*\d{1,3}\s*$/.test(text) ? null : { parts, move: null, isRefused: true }
}

export type AddressFault =
  | { readonly kind: 'outOfRange'; readonly index: number; readonly text: string }
  | { readonly kind: 'leadingZero'; readonly index: number; readonly text: string }
  | { readonly kind: 'incomplete'; readonly index: number }

const faultOfPart = (text: string, index: number): AddressFault | null => {
  if (Number(text) > MOST) return { kind: 'outOfRange', index, text }
  return text.length > 1 && text.startsWith('0') ? { kind: 'leadingZero', index, text } : null
}

/** What is wrong with what stands there, while it is still being typed. */
export const typingFault = (parts: AddressParts): AddressFault | null => {
  for (const [index, text] of parts.entries()) {
    const fault = faultOfPart(text, index)
    if (fault !== null) return fault
  }
  return null
}

/** What keeps it from being used. Blank is no fault: whether it may be is for the engine to say. */
export const addressFault = (parts: AddressParts): AddressFault | null => {
  const fault = typingFault(parts)
  if (fault !== null || parts.every((text) => text === '')) return fault
  const index = parts.indexOf('')
  return index < 0 ? null : { kind: 'incomplete', index }
}

/** The address as it is stored: dotted, or empty when it is blank. For parts without a fault. */
export const addressText = (parts: AddressParts): string =>
  parts.every((text) => text === '') ? '' : parts.join('.')
