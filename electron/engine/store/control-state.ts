import fs from 'node:fs'
import path from 'node:path'
import type { z } from 'zod'
import { removeFile, replaceFile, writeFully } from './atomic-file.ts'
import { decodeSlot, encodeSlot, SLOT_BYTES } from './control-slot.ts'
import { causeOf, errorCode, type Fault, fault } from './fault.ts'

/**
 * The durable control state: epochs, promises, arming. One preallocated file with two copies, written
 * in place one after the other, each synced before the next is touched, so that
 * - a full disk can never stop a write (nothing is allocated; on copy-on-write file systems this holds
 *   only as far as theirs does),
 * - at every instant one copy is whole, and it holds the last value whose write returned, or the one
 *   being written,
 * - a write that was cut off is told from rot: both copies valid but of different age is a write that
 *   was cut off between them; one damaged copy is either, its twin is right, and it is reported.
 */
export interface ControlState<T> {
  /** The value that is on the disk. */
  readonly value: T
  /** Returns when both copies are durable. Throws when the disk fails: the engine must stop, loudly. */
  write(value: T): void
  close(): void
}

export type OpenedControlState<T> =
  | {
      readonly ok: true
      readonly state: ControlState<T>
      readonly created: boolean
      /** One sentence when a damaged copy was repaired; else null. */
      readonly repaired: string | null
    }
  | Fault

const FILE_NAME = 'control-state'

/** A history without a control state: somebody removed the file that says who may be in control. */
const hasHistory = (dataDir: string): boolean => {
  try {
    return fs.readdirSync(path.join(dataDir, 'records')).some((name) => name.endsWith('.jsonl'))
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false
    throw error
  }
}

const create = (file: string, value: unknown): void =>
  replaceFile(file, Buffer.concat([encodeSlot('A', 1, value), encodeSlot('B', 1, value)]))

const readAll = (handle: number): Buffer => {
  const bytes = Buffer.alloc(2 * SLOT_BYTES)
  let length = 0
  for (;;) {
    const read = fs.readSync(handle, bytes, length, bytes.length - length, length)
    length += read
    if (read === 0 || length === bytes.length) return bytes.subarray(0, length)
  }
}

const writeSlot = (handle: number, letter: 'A' | 'B', sequence: number, value: unknown): void => {
  writeFully(handle, encodeSlot(letter, sequence, value), letter === 'A' ? 0 : SLOT_BYTES)
  fs.fdatasyncSync(handle)
}

type Found =
  | {
      readonly ok: true
      readonly sequence: number
      readonly value: unknown
      readonly repaired: string | null
    }
  | Fault

/** Finds the newest whole copy and makes the other one equal, before anybody acts on it. */
const recover = (handle: number, file: string): Found => {
  // What a killed process left in the page cache must be on the disk before the other copy is touched.
  fs.fdatasyncSync(handle)
  const bytes = readAll(handle)
  const first = decodeSlot('A', bytes.subarray(0, SLOT_BYTES))
  const second = decodeSlot('B', bytes.subarray(SLOT_BYTES))
  const newest = first.valid && (!second.valid || first.sequence >= second.sequence) ? first : second
  if (!newest.valid) {
    return fault(
      `Both copies of the control state in ${file} are damaged, so this server cannot know whether it may be in ` +
        'control: restore the file from a backup of this server, or make sure the other server is in control, ' +
        'move this file and the folder records away, and start again.',
    )
  }
  const stale = newest === first ? second : first
  const letter = newest === first ? 'B' : 'A'
  if (!stale.valid || stale.sequence !== newest.sequence) {
    writeSlot(handle, letter, newest.sequence, newest.value)
  }
  const repaired = stale.valid
    ? null
    : `Copy ${letter} of the control state in ${file} was damaged (a write that was cut off, or a bad place on the ` +
      'disk) and was repaired from the other copy; nothing was lost.'
  return { ok: true, sequence: newest.sequence, value: newest.value, repaired }
}

const openFile = (file: string): number =>
  fs.openSync(file, fs.constants.O_RDWR | (fs.constants.O_NOFOLLOW ?? 0))

/** `initial` is written when there is no control state yet, which only a server without a history may have. */
export const openControlState = <T>(
  dataDir: string,
  schema: z.ZodType<T>,
  initial: T,
): OpenedControlState<T> => {
  const file = path.join(dataDir, FILE_NAME)
  let created = false
  let handle: number
  try {
    removeFile(`${file}.new`)
    if (!fs.existsSync(file)) {
      if (hasHistory(dataDir)) {
        return fault(
          `${file} is missing although this server has a history: restore it from a backup of this server, or, ` +
            'if this server is to start as a new one, move the folder records away as well.',
        )
      }
      create(file, initial)
      created = true
    }
    handle = openFile(file)
  } catch (error) {
    return fault(`The control state ${file} could not be opened: ${causeOf(error)}.`)
  }
  const refuse = (message: string): Fault => {
    fs.closeSync(handle)
    return fault(message)
  }
  let found: Found
  try {
    fs.fchmodSync(handle, 0o600)
    found = recover(handle, file)
  } catch (error) {
    return refuse(`The control state ${file} could not be read and repaired: ${causeOf(error)}.`)
  }
  if (!found.ok) return refuse(found.message)
  const parsed = schema.safeParse(found.value)
  if (!parsed.success) {
    const field = parsed.error.issues[0]?.path.join('.') || 'the whole value'
    return refuse(
      `The control state ${file} is whole but not of this version (field ${field}): ` +
        'start the version of the program that wrote it.',
    )
  }
  return {
    ok: true,
    created,
    repaired: found.repaired,
    state: stateOf(file, handle, found.sequence, parsed.data),
  }
}

const stateOf = <T>(file: string, handle: number, startSequence: number, start: T): ControlState<T> => {
  let sequence = startSequence
  let value = start
  let broken = false
  return {
    get value() {
      return value
    },
    write: (next) => {
      // After a failed sync the page cache may show what the disk does not have: nothing may build on it.
      if (broken)
        throw new Error(`The control state ${file} cannot be written any more: an earlier write failed.`)
      try {
        writeSlot(handle, 'A', sequence + 1, next)
        writeSlot(handle, 'B', sequence + 1, next)
      } catch (error) {
        broken = true
        throw new Error(
          `The control state ${file} could not be written: ${causeOf(error)}. The engine stops: it must not act on ` +
            'what it cannot remember. Repair the disk and start again.',
        )
      }
      sequence += 1
      value = next
    },
    close: () => fs.closeSync(handle),
  }
}
