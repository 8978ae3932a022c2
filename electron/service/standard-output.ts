import fs from 'node:fs'
import { writeFully } from '../engine/store/atomic-file.ts'
import { causeOf, errorCode } from '../engine/store/fault.ts'

/** Standard output: what is printed arrives whole, or the program says that it did not. */

const isPlainFile = (handle: number): boolean => {
  try {
    return fs.fstatSync(handle).isFile()
  } catch {
    return false
  }
}

const { stdout } = process
const isFile = isPlainFile(stdout.fd)

/** Node gives a file a chunk once, and takes the part that still fitted for all of it. */
export const print = (line: string): void => {
  if (!isFile) {
    stdout.write(`${line}\n`)
    return
  }
  try {
    writeFully(stdout.fd, Buffer.from(`${line}\n`), null)
  } catch (error) {
    stdout.emit('error', error)
  }
}

const sentenceOf = (error: unknown): string => {
  const cause = errorCode(error) === null ? String(error) : causeOf(error)
  return `redundancy: Standard output could not be written: ${cause}.\n`
}

const hasNoReader = (error: unknown): boolean => errorCode(error) === 'EPIPE'

/** Of a command: what it prints is what was asked for. The reader of a pipe may go (`redundancy record | head`). */
export const endWithoutOutput = (): void => {
  stdout.on('error', (error) => {
    if (!hasNoReader(error)) process.stderr.write(sentenceOf(error))
    process.exit(hasNoReader(error) ? 0 : 1)
  })
}

/** Of the service: a pair is not without its engine because a line could not be printed. */
export const goOnWithoutOutput = (): void => {
  stdout.once('error', (error) => {
    stdout.on('error', () => {})
    if (!hasNoReader(error)) process.stderr.write(sentenceOf(error))
  })
}
