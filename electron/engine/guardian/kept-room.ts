import fs from 'node:fs/promises'
import { inRooms, roomOf, secondRoomOf } from '../store/kept-room.ts'

/** `store/kept-room.ts` for a process whose turns must not wait for a disk. */

export { roomOf } from '../store/kept-room.ts'

export const isThere = (file: string): Promise<boolean> =>
  fs.access(file).then(
    () => true,
    () => false,
  )

export const unlessMissing = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'ENOENT') throw error
}

const takeRoom = async (file: string, own: string): Promise<void> => {
  for (const room of [roomOf(file), secondRoomOf(file)]) {
    try {
      await fs.rename(room, own)
      if ((await fs.stat(own)).nlink === 1) return
      await fs.unlink(own)
    } catch (error) {
      unlessMissing(error as NodeJS.ErrnoException)
    }
  }
}

/** Writes over what stands in this file, whose room it keeps, and makes it durable. */
export const writeInPlace = async (file: string, bytes: Uint8Array): Promise<void> => {
  const handle = await fs.open(file, 'r+').catch((error: NodeJS.ErrnoException) => {
    unlessMissing(error)
    return fs.open(file, 'wx+', 0o600)
  })
  try {
    await handle.writeFile(bytes)
    await handle.truncate(bytes.length)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

export const fillRoom = async (file: string, own: string, text: string): Promise<void> => {
  await takeRoom(file, own)
  await writeInPlace(own, inRooms(text))
}

export const giveRoomBack = async (name: string, file: string): Promise<void> =>
  fs.rename(name, (await isThere(roomOf(file))) ? secondRoomOf(file) : roomOf(file))

/** Makes the room when there is none; a disk that has none for it is no fault of its caller. */
export const keepRoom = async (file: string, roomBytes?: number): Promise<void> => {
  const room = roomOf(file)
  if (await isThere(room)) return
  try {
    await fs.rename(secondRoomOf(file), room)
  } catch {
    await writeInPlace(room, inRooms('{}', roomBytes)).catch(() => fs.unlink(room).catch(() => undefined))
  }
}
