/**
 * What the A/B switch's settings must be, asked when site.json is read and again by its driver. A fault
 * is the end of a sentence that begins with the field.
 */

/** The request is framed with ESC, ^A, ^B and CR, so none of these may stand in the password. */
export const linePasswordFault = (password: string): string | null =>
  /^[\x20-\x7e]*$/.test(password) ? null : 'may hold printable ASCII characters only'

/** The groups `card` and `forced` may be missing; without `side` nothing can be read. Empty: none is set. */
export const replyPatternFault = (source: string): string | null => {
  if (source === '') return null
  try {
    new RegExp(source, 'gim')
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/^.*: /s, '') : 'not valid'
    return `is not a regular expression (${why}): correct it, or empty it for the tolerant parser`
  }
  return source.includes('(?<side>')
    ? null
    : 'has no group (?<side>...): add it, or empty it for the tolerant parser'
}
