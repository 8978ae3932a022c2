import { createHash, scrypt } from 'node:crypto'

/** About 0.1 s and 32 MiB per guess. The same on both servers, so part of the proof's version. */
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }
const SALT = createHash('sha256').update('redundancy-manager/link/key/1').digest()
/** Keys a process may see before old ones are stretched again. */
const REMEMBERED = 4

const remembered = new Map<string, Promise<Buffer>>()

/** The Redundancy Key made costly to guess (scrypt, RFC 7914), computed off the event loop, once per process. */
export const stretchKey = (key: string): Promise<Buffer> => {
  const typed = key.normalize('NFC')
  const known = remembered.get(typed)
  if (known !== undefined) return known
  const stretched = new Promise<Buffer>((resolve, reject) => {
    scrypt(typed, SALT, 32, COST, (error, derived) => (error === null ? resolve(derived) : reject(error)))
  })
  if (remembered.size >= REMEMBERED) {
    const oldest = remembered.keys().next()
    if (!oldest.done) remembered.delete(oldest.value)
  }
  remembered.set(typed, stretched)
  return stretched
}
