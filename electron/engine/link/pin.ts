import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { NewCertificate } from '../../../shared/contract/certificate.ts'
import type { Log } from '../ports.ts'
import { writeDurably } from './durable-file.ts'

/** The peer's certificate as it was at the first proved connection. */
export interface Pin {
  /** False when another certificate is pinned: the new one is remembered until a person accepts it. */
  matches(fingerprint: string): boolean
  /** Pins the certificate of a session that came up, when none is pinned. */
  keep(fingerprint: string): void
  /** The one that waits beside the pinned one. */
  waiting(): NewCertificate | null
  /** Pins the one that waits, if it is this one. */
  accept(fingerprint: string): NewCertificate | null
  /** Resolves when nothing is left to write. */
  settled(): Promise<void>
}

const SHA_256 = /^[0-9a-f]{64}$/

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

  const waitingNow = (): NewCertificate | null =>
    waiting === null ? null : { was: SHA_256.test(pinned ?? '') ? (pinned ?? '') : '', is: waiting }

  return {
    matches: (fingerprint) => {
      if (pinned === null || pinned === fingerprint) return true
      waiting = fingerprint
      return false
    },
    keep: (fingerprint) => {
      if (pinned === null || pinned === fingerprint) store(fingerprint)
    },
    waiting: waitingNow,
    accept: (fingerprint) => {
      const accepted = waitingNow()
      if (accepted?.is !== fingerprint) return null
      store(fingerprint)
      return accepted
    },
    settled: () => writing,
  }
}
