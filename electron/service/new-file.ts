import fs from 'node:fs'
import path from 'node:path'
import { removeFile, syncFolder, writeFully } from '../engine/store/atomic-file.ts'
import { causeOf, errorCode, type Fault, fault } from '../engine/store/fault.ts'

/** A file that is there whole or not at all, and that takes no other's place. Its methods throw the system's error. */
export interface NewFile {
  put(line: string): void
  /** On the disk under its name; before that it has another one beside it. */
  keep(): void
  drop(): void
}

const isThere = (file: string): boolean => fs.lstatSync(file, { throwIfNoEntry: false }) !== undefined

/** Renaming replaces what is there: the name is taken first, as only one can. */
const moveTo = (file: string, from: string): void => {
  fs.closeSync(fs.openSync(file, 'wx', 0o600))
  try {
    fs.renameSync(from, file)
  } catch (error) {
    removeFile(file)
    throw error
  }
}

export const createNewFile = (file: string): { readonly ok: true; readonly newFile: NewFile } | Fault => {
  const partial = `${file}.${process.pid}.partial`
  let handle: number
  try {
    if (isThere(file)) return fault(`${file} could not be made: it exists already.`)
    handle = fs.openSync(partial, 'wx', 0o600)
  } catch (error) {
    const cause = errorCode(error) === 'ENOENT' ? 'its folder does not exist' : causeOf(error)
    return fault(`${file} could not be made: ${cause}.`)
  }
  let isOpen = true
  const close = (): void => {
    if (isOpen) fs.closeSync(handle)
    isOpen = false
  }
  return {
    ok: true,
    newFile: {
      put: (line) => writeFully(handle, Buffer.from(`${line}\n`), null),
      keep: () => {
        fs.fsyncSync(handle)
        close()
        moveTo(file, partial)
        syncFolder(path.dirname(file))
      },
      drop: () => {
        close()
        removeFile(partial)
      },
    },
  }
}
