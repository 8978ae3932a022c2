import fs from 'node:fs'
import path from 'node:path'
import { removeFile, replaceFile, syncFolder } from './atomic-file.ts'
import { causeOf, errorCode, type Fault, fault, isDiskFull } from './fault.ts'

/** The one machine-wide folder of a server's redundancy; tests and second pairs on one machine use `--data`. */
export const DEFAULT_DATA_FOLDER = '/var/lib/redundancy-manager'

export type DataFolder =
  | {
      readonly ok: true
      readonly path: string
      /** It was made just now: whoever meant another folder has to be told. */
      readonly isNew: boolean
      /** Others may look into the folder: reported, because the key and the token stand in it. */
      readonly openToOthers: boolean
      /** The disk is full; the engine still starts, because its control state is already allocated. */
      readonly diskFull: boolean
    }
  | Fault

/**
 * Given up at a start on a full disk, for what is not kept room for (`kept-room.ts`): the log, `service.json`, a
 * desktop app's own files.
 */
const RESERVE = 'reserve'
const RESERVE_BYTES = 256 * 1024

const probe = (folder: string): void => {
  const file = path.join(folder, `write-test-${process.pid}`)
  replaceFile(file, Buffer.alloc(4096, 'write test\n'))
  removeFile(file)
}

/** Not `recursive: true`: on a file system that answers ENOENT to mkdir (/proc) that never returns. */
const makeFolder = (folder: string): void => {
  if (fs.existsSync(folder)) return
  const parent = path.dirname(folder)
  if (parent !== folder) makeFolder(parent)
  fs.mkdirSync(folder, { mode: 0o700 })
  syncFolder(parent)
}

/** What exists of the path. */
const nearestThere = (folder: string): string => {
  const parent = path.dirname(folder)
  return parent === folder || fs.existsSync(parent) ? parent : nearestThere(parent)
}

/** Where a new entry "does not exist", it is the place that takes none. */
const placeCause = (error: unknown): string =>
  errorCode(error) === 'ENOENT' ? 'the system takes no new files and folders there (ENOENT)' : causeOf(error)

/** Makes or checks the folder, and says in one sentence why it cannot be used. */
export const openDataFolder = (wanted: string): DataFolder => {
  const folder = path.resolve(wanted)
  const isNew = !fs.existsSync(folder)
  try {
    makeFolder(folder)
  } catch (error) {
    const where = nearestThere(folder)
    return fault(
      `The data folder ${folder} could not be made in ${where}: ${placeCause(error)}. ${elsewhere}`,
    )
  }
  let mode: number
  try {
    const stat = fs.statSync(folder)
    if (!stat.isDirectory()) return fault(`The data folder ${folder} is not a folder. ${otherFolder}`)
    mode = stat.mode
  } catch (error) {
    return fault(`The data folder ${folder} cannot be looked at: ${causeOf(error)}. ${otherFolder}`)
  }
  if ((mode & 0o022) !== 0) {
    return fault(
      `The data folder ${folder} can be changed by other users, who could take control of the pair: ` +
        `run "chmod 700 ${folder}" after checking what is in it.`,
    )
  }
  const tried = tryWriting(folder)
  return tried.ok ? { ...tried, path: folder, isNew, openToOthers: (mode & 0o055) !== 0 } : tried
}

/**
 * Makes the reserve when it is missing and as much is left besides it: what was given up for this very start must not
 * be taken again. False when the disk is too full for it. Under the engine's lock only.
 */
export const keepReserve = (folder: string): boolean => {
  const reserve = path.join(folder, RESERVE)
  try {
    if (!fs.existsSync(reserve)) {
      // Not zeros: a file system that stores holes would reserve nothing.
      replaceFile(reserve, Buffer.alloc(2 * RESERVE_BYTES, 'Room kept for a start on a full disk.\n'))
      fs.truncateSync(reserve, RESERVE_BYTES)
    }
    return true
  } catch (error) {
    if (isDiskFull(error)) return false
    throw error
  }
}

const elsewhere = 'Make it by hand for the user that runs this, or choose another folder with --data.'
const otherFolder = 'Repair it, or choose another folder with --data.'

const tryWriting = (folder: string): { readonly ok: true; readonly diskFull: boolean } | Fault => {
  try {
    probe(folder)
    return { ok: true, diskFull: false }
  } catch (error) {
    if (!isDiskFull(error)) {
      return fault(`The data folder ${folder} cannot be written: ${placeCause(error)}. ${otherFolder}`)
    }
  }
  try {
    removeFile(path.join(folder, RESERVE))
    if (fs.existsSync(path.join(folder, 'control-state'))) {
      return { ok: true, diskFull: true }
    }
  } catch (error) {
    if (errorCode(error) === null) throw error
  }
  return fault(`The data folder ${folder} is on a full disk: free some room and start again.`)
}
