import { createHash } from 'node:crypto'

/**
 * One of the two copies in the file `control-state`: a header line of fixed length, then the value as
 * JSON, padded with blank lines to the size of the slot, so that `less` shows both copies. The checksum
 * covers every other byte of the slot, its letter and its sequence, so a mix of old and new sectors, a
 * flipped bit or a copy in the wrong place never counts.
 */
export const SLOT_BYTES = 8 * 1024

export type SlotLetter = 'A' | 'B'

export type Slot =
  | { readonly valid: true; readonly sequence: number; readonly value: unknown }
  | { readonly valid: false }

const SEQUENCE_DIGITS = 16
const header = (letter: SlotLetter, sequence: number): string =>
  `redundancy control-state 1, copy ${letter}, sequence ${String(sequence).padStart(SEQUENCE_DIGITS, '0')}, sha256 `
const HEADER_BYTES = header('A', 0).length + 64 + 1
const LINE = `${' '.repeat(63)}\n`

/** How long the JSON text of a value may be. */
export const MOST_VALUE_BYTES = SLOT_BYTES - HEADER_BYTES - 2

const checksum = (head: string, body: Uint8Array): string =>
  createHash('sha256').update(head).update(body).digest('hex')

const bodyOf = (value: unknown): Buffer => {
  let json = Buffer.from(JSON.stringify(value, null, 1))
  if (json.length > MOST_VALUE_BYTES) json = Buffer.from(JSON.stringify(value))
  if (json.length > MOST_VALUE_BYTES) {
    throw new Error(
      `The control state needs ${json.length} bytes, more than the ${MOST_VALUE_BYTES} of a slot.`,
    )
  }
  const body = Buffer.alloc(SLOT_BYTES - HEADER_BYTES, LINE)
  json.copy(body)
  body[json.length] = 0x0a
  body[body.length - 1] = 0x0a
  return body
}

export const encodeSlot = (letter: SlotLetter, sequence: number, value: unknown): Buffer => {
  const head = header(letter, sequence)
  const body = bodyOf(value)
  return Buffer.concat([Buffer.from(`${head}${checksum(head, body)}\n`), body])
}

const pattern = /^redundancy control-state 1, copy ([AB]), sequence (\d{16}), sha256 ([0-9a-f]{64})\n$/

export const decodeSlot = (letter: SlotLetter, bytes: Uint8Array): Slot => {
  if (bytes.length !== SLOT_BYTES) return { valid: false }
  const match = pattern.exec(Buffer.from(bytes.subarray(0, HEADER_BYTES)).toString('latin1'))
  if (match === null || match[1] !== letter) return { valid: false }
  const sequence = Number(match[2])
  const body = bytes.subarray(HEADER_BYTES)
  if (checksum(header(letter, sequence), body) !== match[3]) return { valid: false }
  try {
    return { valid: true, sequence, value: JSON.parse(Buffer.from(body).toString('utf8')) }
  } catch {
    return { valid: false }
  }
}
