/** A new Redundancy Key: 128 bits, in groups that a person can read out and type on the other server. */

const BYTES = 16
const GROUP = 4

/** `random` fills the array: the browser's generator, which is there without TLS too. */
export const newKey = (random: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array): string => {
  const digits = Array.from(random(new Uint8Array(BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  )
  const groups = Array.from({ length: digits.length / GROUP }, (_, index) =>
    digits.slice(index * GROUP, (index + 1) * GROUP),
  )
  return groups.join('-')
}
