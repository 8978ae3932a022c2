/**
 * A label carries its mnemonic as the dialogs of Windows do: `&` before the letter, `&&` for the sign
 * itself.
 */
export interface ParsedLabel {
  /** What a screen reader says and a test finds. */
  readonly text: string
  /** The letter in lower case, or null. */
  readonly mnemonic: string | null
  /** Where in `text` the underlined letter stands, -1 for none. */
  readonly index: number
}

export const parseLabel = (label: string): ParsedLabel => {
  let text = ''
  let index = -1
  for (let at = 0; at < label.length; at += 1) {
    const sign = label.charAt(at)
    if (sign === '&' && at + 1 < label.length) {
      at += 1
      if (label.charAt(at) !== '&' && index < 0) index = text.length
      text += label.charAt(at)
    } else {
      text += sign
    }
  }
  return { text, mnemonic: index < 0 ? null : text.charAt(index).toLowerCase(), index }
}

/** The label without its mnemonic sign, for the command line and accessible names. */
export const plainLabel = (label: string): string => parseLabel(label).text
