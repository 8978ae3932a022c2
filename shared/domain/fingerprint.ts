/** Tells whether a text is still the same one; no protection against anybody. FNV-1a, twice 32 bits. */
export const fingerprint = (text: string): string => {
  let first = 0x811c9dc5
  let second = 0x01234567
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index)
    first = Math.imul(first ^ code, 0x01000193) >>> 0
    second = Math.imul(second ^ (code + index), 0x01000193) >>> 0
  }
  return `${first.toString(16).padStart(8, '0')}${second.toString(16).padStart(8, '0')}`
}
