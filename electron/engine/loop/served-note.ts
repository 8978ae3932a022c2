import fs from 'node:fs'
import path from 'node:path'
import type { Durable } from '../../../shared/core/durable.ts'
import type { State } from '../../../shared/core/state.ts'

/**
 * Until when this server served, for a person who looks for the newer of two: noted while it serves, because a killed
 * one notes nothing any more. Beside the control state, and never waited for: an active must not stand still for it.
 */

const NOTE_MS = 10_000
/** A moment in milliseconds, always as long: written over the one before it, on a full disk too. */
const DIGITS = 16

export const serves = ({ mode, durable }: Pick<State, 'mode' | 'durable'>): boolean =>
  mode === 'active' || (mode === 'disabled' && durable.servesAlone)

export interface ServedNote {
  /** Null: nothing was noted, or it cannot be read. */
  readonly wallMs: number | null
  note(wallMs: number): void
}

export const openServedNote = (dataDir: string): ServedNote => {
  const file = path.join(dataDir, 'served-until')
  let notedMs = Number.NEGATIVE_INFINITY
  let isWriting = false

  const write = async (wallMs: number): Promise<void> => {
    const handle = await fs.promises.open(file, fs.constants.O_WRONLY | fs.constants.O_CREAT, 0o600)
    try {
      await handle.write(`${String(Math.floor(wallMs)).padStart(DIGITS, '0')}\n`, 0)
    } finally {
      await handle.close()
    }
  }

  return {
    get wallMs() {
      try {
        const text = fs.readFileSync(file, 'latin1')
        return /^\d{16}\n$/.test(text) ? Number(text) : null
      } catch {
        return null
      }
    },
    note: (wallMs) => {
      if (isWriting || Math.abs(wallMs - notedMs) < NOTE_MS) return
      isWriting = true
      notedMs = wallMs
      // One that was not written costs a person some seconds of knowledge, and nothing else.
      write(wallMs)
        .catch(() => undefined)
        .finally(() => {
          isWriting = false
        })
    },
  }
}

/** At a start: what was noted since the control state was written; who serves on alone has not ended. */
export const servedUntilAtStart = (
  { inControlUntil }: Durable,
  notedMs: number | null,
  { isAlone, wallMs }: { readonly isAlone: boolean; readonly wallMs: number },
): Durable['inControlUntil'] => {
  if (inControlUntil.isEnd) return isAlone ? { wallMs, isEnd: false } : inControlUntil
  const isNews = notedMs !== null && notedMs > inControlUntil.wallMs && notedMs <= wallMs
  return isNews ? { wallMs: notedMs, isEnd: false } : inControlUntil
}
