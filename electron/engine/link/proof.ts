import { createHmac, timingSafeEqual } from 'node:crypto'

/** Who opened the connection. Each side proves under its own label, so a proof sent back proves nothing. */
export type Direction = 'dialler' | 'listener'

export const otherDirection = (direction: Direction): Direction =>
  direction === 'dialler' ? 'listener' : 'dialler'

/** All that both proofs of one connection are about. */
export interface Transcript {
  /** The TLS exporter's value (RFC 8446 7.5): two connections never share it, so nobody stands in the middle. */
  readonly exporter: Uint8Array
  /** The hellos as sent: nonces, roles, versions, addresses, arbiter, purpose. */
  readonly diallerHello: string
  readonly listenerHello: string
  /** The exporter does not cover the dialler's certificate (it ends at the server's Finished). */
  readonly diallerFingerprint: string
  readonly listenerFingerprint: string
}

export const EXPORTER_LABEL = 'EXPORTER-redundancy-manager-link-1'
export const EXPORTER_BYTES = 32

/** Hex HMAC-SHA-256 under the stretched Redundancy Key; every field with its length before it. */
export const prove = (key: Buffer, by: Direction, transcript: Transcript, wallMs: number): string => {
  const mac = createHmac('sha256', key)
  const fields = [
    `redundancy-manager/link/proof/1/${by}`,
    transcript.exporter,
    transcript.diallerHello,
    transcript.listenerHello,
    transcript.diallerFingerprint,
    transcript.listenerFingerprint,
    String(wallMs),
  ]
  for (const field of fields) {
    const bytes = Buffer.from(field)
    const length = Buffer.alloc(4)
    length.writeUInt32BE(bytes.length)
    mac.update(length).update(bytes)
  }
  return mac.digest('hex')
}

/** In constant time. */
export const proves = (
  key: Buffer,
  by: Direction,
  transcript: Transcript,
  wallMs: number,
  mac: string,
): boolean => {
  const expected = Buffer.from(prove(key, by, transcript, wallMs), 'hex')
  const given = Buffer.from(mac, 'hex')
  return given.length === expected.length && timingSafeEqual(given, expected)
}
