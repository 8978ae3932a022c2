import fs from 'node:fs'
import path from 'node:path'

/**
 * Whether there is room below a folder. Looked for before LMDB touches a disk that may be full: a page that cannot be
 * had ends the whole process (SIGBUS), and a commit that fails prints a stack.
 */

/** More than most commits of the index need, and little enough that nobody else runs out of room for a moment. */
const ROOM_BYTES = 512 << 10
const LOOK_EVERY_MS = 5_000

const isNoRoom = (error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException
  return code === 'ENOSPC' || code === 'EDQUOT'
}

/** What else is wrong with it is found by whoever writes there. */
export const hasRoom = (folder: string): boolean => {
  const file = path.join(folder, 'room.probe')
  try {
    fs.mkdirSync(folder, { recursive: true })
    fs.writeFileSync(file, Buffer.alloc(ROOM_BYTES, 1))
    return true
  } catch (error) {
    return !isNoRoom(error)
  } finally {
    fs.rmSync(file, { force: true })
  }
}

/** `onNoRoom`: told once, when it has to be waited for. */
export const untilRoom = async (folder: string, onNoRoom: () => void): Promise<void> => {
  for (let isTold = false; !hasRoom(folder); isTold = true) {
    if (!isTold) onNoRoom()
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
  }
}
