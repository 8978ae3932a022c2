import fs from 'node:fs'
import { type RecordEntry, recordEntry } from '../../../shared/contract/record.ts'

/** The record's files as they lie on the disk. */

const pattern = /^\d{4,6}-\d{2}\.jsonl$/
const CHUNK_BYTES = 64 * 1024
const NEW_LINE = 0x0a

/** `2025-03`, in UTC. */
export const monthOf = (wallMs: number): string => {
  const date = new Date(wallMs)
  return `${String(date.getUTCFullYear()).padStart(4, '0')}-${String(date.getUTCMonth() + 1).padStart(2, '0')}`
}

/** Whether a month lies before another one. */
export const isBefore = (one: string, other: string): boolean =>
  one.length === other.length ? one < other : one.length < other.length

/** The oldest month first. */
export const monthFiles = (folder: string): string[] =>
  fs
    .readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort((one, other) => (isBefore(one, other) ? -1 : 1))

export const parseLine = (line: string): RecordEntry | null => {
  try {
    const parsed = recordEntry.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

export interface Line {
  readonly text: string
  /** The byte at which it begins. */
  readonly at: number
}

/** The lines of a file before a byte (before its end), the last first, without reading more of it than is asked for. */
export async function* readBackwards(file: string, before: number | null): AsyncGenerator<Line> {
  const handle = await fs.promises.open(file, 'r')
  try {
    const { size } = await handle.stat()
    let position = before === null ? size : Math.min(before, size)
    let pieces: Buffer[] = []
    while (position > 0) {
      const length = Math.min(CHUNK_BYTES, position)
      position -= length
      const chunk = Buffer.alloc(length)
      const { bytesRead } = await handle.read(chunk, 0, length, position)
      let end = bytesRead
      for (;;) {
        const at = end === 0 ? -1 : chunk.lastIndexOf(NEW_LINE, end - 1)
        if (at < 0) break
        const text = Buffer.concat([chunk.subarray(at + 1, end), ...pieces]).toString('utf8')
        pieces = []
        end = at
        if (text !== '') yield { text, at: position + at + 1 }
      }
      pieces.unshift(chunk.subarray(0, end))
    }
    const text = Buffer.concat(pieces).toString('utf8')
    if (text !== '') yield { text, at: 0 }
  } finally {
    await handle.close()
  }
}
