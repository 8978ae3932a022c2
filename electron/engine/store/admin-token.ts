import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { readSmall, writeAtomic } from './atomic-file.ts'
import { causeOf, type Fault, fault } from './fault.ts'

/** Who can read this file is an operator: the command line and the desktop app on this machine. */
const fileOf = (dataDir: string): string => path.join(dataDir, 'admin-token')
const shape = /^[A-Za-z0-9_-]{43}\n?$/

/** For the command line: reads, never makes one. */
export const readAdminToken = (dataDir: string): { ok: true; token: string } | Fault => {
  const file = fileOf(dataDir)
  const read = readSmall(file, 256)
  if (!read.ok) return read
  if (read.text === null) {
    return fault(`${file} does not exist: the redundancy service has never run on this data folder.`)
  }
  if (!shape.test(read.text))
    return fault(`${file} is damaged: start the redundancy service again to renew it.`)
  return { ok: true, token: read.text.trim() }
}

const isPrivate = (file: string): boolean => (fs.statSync(file).mode & 0o077) === 0

/** At start: the stored token; a new one when there is none, it is damaged, or others could have read it. */
export const ensureAdminToken = (dataDir: string): { ok: true; token: string } | Fault => {
  const file = fileOf(dataDir)
  try {
    const stored = readAdminToken(dataDir)
    if (stored.ok && isPrivate(file)) return stored
  } catch (error) {
    return fault(`${file} cannot be looked at: ${causeOf(error)}.`)
  }
  const token = randomBytes(32).toString('base64url')
  const written = writeAtomic(file, `${token}\n`)
  return written.ok ? { ok: true, token } : written
}
