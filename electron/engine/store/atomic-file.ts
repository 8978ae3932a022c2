import fs from 'node:fs'
import path from 'node:path'
import { causeOf, errorCode, type Fault, fault } from './fault.ts'

/** Makes a created, renamed or removed name in `folder` durable. */
export const syncFolder = (folder: string): void => {
  const handle = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(handle)
  } finally {
    fs.closeSync(handle)
  }
}

export const writeFully = (handle: number, bytes: Uint8Array, position: number | null): void => {
  let done = 0
  while (done < bytes.length) {
    const at = position === null ? null : position + done
    done += fs.writeSync(handle, bytes, done, bytes.length - done, at)
  }
}

export const removeFile = (file: string): void => {
  try {
    fs.unlinkSync(file)
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
}

/**
 * Replaces `file` as a whole: a crash at any point leaves the old or the new content, readable by the
 * owner only. One writer at a time (the holder of the engine's lock); a left-over temporary file of a
 * crashed one is replaced. Throws the system's error.
 */
export const replaceFile = (file: string, content: string | Uint8Array): void => {
  const temporary = `${file}.new`
  removeFile(temporary)
  try {
    const handle = fs.openSync(temporary, 'wx', 0o600)
    try {
      fs.fchmodSync(handle, 0o600)
      writeFully(handle, typeof content === 'string' ? Buffer.from(content) : content, null)
      fs.fsyncSync(handle)
    } finally {
      fs.closeSync(handle)
    }
    fs.renameSync(temporary, file)
  } catch (error) {
    removeFile(temporary)
    throw error
  }
  syncFolder(path.dirname(file))
}

/** The same, with an expected failure as one sentence. */
export const writeAtomic = (file: string, content: string | Uint8Array): { readonly ok: true } | Fault => {
  try {
    replaceFile(file, content)
    return { ok: true }
  } catch (error) {
    return fault(`${file} could not be written: ${causeOf(error)}. The old content is unchanged.`)
  }
}

/** Something is there that is no file: a folder, a device, a pipe. */
export const isNoPlainFile = (file: string): boolean => {
  try {
    return !fs.statSync(file).isFile()
  } catch {
    return false
  }
}

/** The text of a small file; `text` null when there is none. */
export const readSmall = (file: string, mostBytes: number): { ok: true; text: string | null } | Fault => {
  try {
    const stat = fs.statSync(file)
    if (!stat.isFile()) return fault(`${file} is not a plain file: move it away.`)
    if (stat.size > mostBytes) {
      return fault(`${file} has ${stat.size} bytes, more than the ${mostBytes} allowed: check what it is.`)
    }
    return { ok: true, text: fs.readFileSync(file, 'utf8') }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { ok: true, text: null }
    return fault(`${file} could not be read: ${causeOf(error)}.`)
  }
}
