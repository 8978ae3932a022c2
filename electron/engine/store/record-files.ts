import fs from 'node:fs'
import { type RecordEntry, recordEntry } from '../../../shared/contract/contract.ts'

/** The record's files as they lie on the disk. */

const pattern = /^\d{4,6}-\d{2}\.jsonl$/
const CHUNK_BYTES = 64 * 1024
const NEW_LINE = 0x0a

/** `2025-03`, in UTC. */
export const monthOf = (wallMs: number): string => {
  const date = new Date(wallMs)
  return `${String(date.getUTCFullYear()).padStart(4, '0')}-${String(date.getUTCMonth() + 1).padStart(2, '0')}`
}

/** The oldest month first. */
export const monthFiles = (folder: string): string[] =>
  fs
    .readdirSync(folder)
    .filter((name) => pattern.test(name))
    .sort((one, other) => one.length - other.length || (one < other ? -1 : 1))

export const parseLine = (line: string): RecordEntry | null => {
  try {
    const parsed = recordEntry.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** The lines of a file, the last first, without reading more of it than is asked for. */
export async function* readBackwards(file: string): AsyncGenerator<string> {
  const handle = await fs.promises.open(file, 'r')
  try {
    let position = (await handle.stat()).size
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
        const line = Buffer.concat([chunk.subarray(at + 1, end), ...pieces]).toString('utf8')
        pieces = []
        end = at
        if (line !== '') yield line
      }
      pieces.unshift(chunk.subarray(0, end))
    }
    const first = Buffer.concat(pieces).toString('utf8')
    if (first !== '') yield first
  } finally {
    await handle.close()
  }
}
