import fs from 'node:fs'
import path from 'node:path'
import { removeFile, syncFolder, writeFully } from './atomic-file.ts'
import { errorCode, isDiskFull } from './fault.ts'

/**
 * What a start has to write must find room on a full disk, whoever else writes there. So beside the file a second one
 * of the same size is kept (`.room`): the new content is written into it in place, then it takes the file's name, and
 * what it replaces becomes the room. Needs neither a free block nor a free inode.
 */
const ROOM_BYTES = 4096

export const roomOf = (file: string): string => `${file}.room`

/** Where the room of the file itself is while there is no such file: from then on two are needed again. */
export const secondRoomOf = (file: string): string => `${file}.room.2`

/** Blanks behind a text of JSON mean nothing. */
export const inRooms = (text: string, roomBytes: number = ROOM_BYTES): Buffer => {
  const { length } = Buffer.from(text)
  const missing = roomBytes - ((length + 1) % roomBytes)
  return Buffer.from(`${text}${' '.repeat(missing % roomBytes)}\n`)
}

/** Gives the room of `file` the name `own`. */
const takeRoom = (file: string, own: string): void => {
  for (const room of [roomOf(file), secondRoomOf(file)]) {
    try {
      fs.renameSync(room, own)
      // Somebody who ended half-way left it two names: it may be the file itself.
      if (fs.statSync(own).nlink === 1) return
      removeFile(own)
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error
    }
  }
}

/** Makes `own` with this text, in the room of `file` where there is one. Throws the system's error. */
export const fillRoom = (file: string, own: string, text: string): void => {
  takeRoom(file, own)
  const bytes = inRooms(text)
  const handle = fs.openSync(own, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600)
  try {
    writeFully(handle, bytes, 0)
    fs.ftruncateSync(handle, bytes.length)
    fs.fsyncSync(handle)
  } catch (error) {
    removeFile(own)
    throw error
  } finally {
    fs.closeSync(handle)
  }
}

/** `name` becomes room of `file`. */
export const giveRoomBack = (name: string, file: string): void =>
  fs.renameSync(name, fs.existsSync(roomOf(file)) ? secondRoomOf(file) : roomOf(file))

/** What has the name `file` will be the room once another takes that name. */
export const leaveAsRoom = (name: string, file: string): void => {
  try {
    fs.linkSync(name, roomOf(file))
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error
  }
}

/** Replaces `file` as a whole. Throws the system's error; the old content is unchanged then. */
export const replaceInRoom = (file: string, text: string): void => {
  const next = `${file}.new`
  fillRoom(file, next, text)
  if (fs.existsSync(file)) leaveAsRoom(file, file)
  fs.renameSync(next, file)
  keepRoom(file)
  syncFolder(path.dirname(file))
}

/** Makes the room when there is none and the disk has it. */
export const keepRoom = (file: string): void => {
  try {
    if (fs.existsSync(roomOf(file))) return
    if (fs.existsSync(secondRoomOf(file))) fs.renameSync(secondRoomOf(file), roomOf(file))
    else fs.writeFileSync(roomOf(file), inRooms('{}'), { mode: 0o600 })
  } catch (error) {
    if (!isDiskFull(error)) throw error
    removeFile(roomOf(file))
  }
}
