import fs from 'node:fs'
import { writeFully } from './atomic-file.ts'
import { isDiskFull } from './fault.ts'
import { parseLine } from './record-files.ts'

const NEW_LINE = 0x0a
const CHUNK_BYTES = 64 * 1024

/** Where the last line begins: behind the last line end, or 0. */
const lastLineStart = (handle: number, size: number): number => {
  let end = size
  while (end > 0) {
    const start = Math.max(0, end - CHUNK_BYTES)
    const chunk = Buffer.alloc(end - start)
    fs.readSync(handle, chunk, 0, chunk.length, start)
    const at = chunk.lastIndexOf(NEW_LINE)
    if (at >= 0) return start + at + 1
    end = start
  }
  return 0
}

/** False when the disk is too full even for that. */
const endLine = (handle: number, size: number): boolean => {
  try {
    writeFully(handle, Buffer.from('\n'), size)
    return true
  } catch (error) {
    if (isDiskFull(error)) return false
    throw error
  }
}

/**
 * A last line without its end was being written when the machine stopped: completed when the entry is
 * whole, else cut. Returns the sentence that reports it, or null when the file is well.
 */
export const repairTail = (file: string): string | null => {
  const handle = fs.openSync(file, 'r+')
  try {
    const { size } = fs.fstatSync(handle)
    const start = lastLineStart(handle, size)
    if (start === size) return null
    const tail = Buffer.alloc(size - start)
    fs.readSync(handle, tail, 0, tail.length, start)
    const isWhole = parseLine(tail.toString('utf8')) !== null && endLine(handle, size)
    if (!isWhole) fs.ftruncateSync(handle, start)
    fs.fdatasyncSync(handle)
    return isWhole
      ? `The last line of ${file} lacked its end, which was added; the entry is whole.`
      : `The last line of ${file} was torn (${size - start} bytes of an entry that was being written) and was cut.`
  } finally {
    fs.closeSync(handle)
  }
}
