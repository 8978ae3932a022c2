import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { AcceptedCertificate, Log } from '../ports.ts'
import { writeDurably } from './durable-file.ts'

/** The peer's certificate as it was at the first proved connection. */
export interface Pin {
  /** False when another certificate is pinned: the new one is remembered until a person accepts it. */
  matches(fingerprint: string): boolean
  /** Pins the certificate of a session that came up, when none is pinned. */
  keep(fingerprint: string): void
  /** Pins the one that waits; null when none waits. */
  accept(): AcceptedCertificate | null
  /** Resolves when nothing is left to write. */
  settled(): Promise<void>
}

/** Rejects when the file is there but cannot be read: then nothing may be pinned anew. */
export const loadPin = async (folder: string, log: Log): Promise<Pin> => {
  const file = path.join(folder, 'peer-certificate.sha256')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  // A damaged file pins something that matches nothing: a person decides.
  let pinned = text === null ? null : text.trim()
  let stored = pinned
  let waiting: string | null = null
  let writing = Promise.resolve()

  const store = (fingerprint: string): void => {
    pinned = fingerprint
    waiting = null
    if (stored === fingerprint) return
    writing = writing
      .then(() => writeDurably(file, `${fingerprint}\n`))
      .then(
        () => {
          stored = fingerprint
          log.info(`The peer's certificate is pinned: SHA-256 ${fingerprint}.`)
        },
        (error: Error) =>
          log.warn(`The peer's certificate could not be pinned in ${file}: ${error.message}.`),
      )
  }

  return {
    matches: (fingerprint) => {
      if (pinned === null || pinned === fingerprint) return true
      waiting = fingerprint
      return false
    },
    keep: (fingerprint) => {
      if (pinned === null || pinned === fingerprint) store(fingerprint)
    },
    accept: () => {
      if (waiting === null) return null
      const accepted = { was: pinned ?? '', is: waiting }
      store(waiting)
      return accepted
    },
    settled: () => writing,
  }
}
