import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { runner } from '../../../shared/contract/site.ts'
import { inRooms } from '../store/kept-room.ts'
import { isThere, keepRoom, roomOf, unlessMissing, writeInPlace } from './kept-room.ts'
import { bootId } from './process-table.ts'

/**
 * What was started, on disk before it counts as started, so that the next guardian finds and ends what a
 * killed one left behind. The random tokens are written before the first process exists, the numbers after.
 * A full disk must keep no server from starting its services: it is written into a room that is kept beside it.
 */

const ledgerEntry = z.object({
  id: z.string(),
  runner,
  /** Random, in the environment of every process of this service. */
  token: z.string().min(16),
  pid: z.number().int().positive().nullable(),
  startTime: z.number().nullable(),
})
export type LedgerEntry = z.infer<typeof ledgerEntry>

const ledger = z.object({
  bootId: z.string(),
  /** The epoch the services were last started for. */
  epoch: z.number().int().nonnegative(),
  /** The start time of the guardian that wrote it: no process of these services is older. */
  notBefore: z.number().nonnegative(),
  entries: z.array(ledgerEntry),
})
export type Ledger = z.infer<typeof ledger>

export interface LedgerFile {
  /** Entries of another boot are dropped (their processes are gone); rejects with one sentence when unreadable. */
  read(): Promise<Ledger>
  /** Resolves when durable; writes happen one after the other. */
  write(ledger: Ledger): Promise<void>
}

/** Enough for some forty services, and little enough to be had everywhere. */
const ROOM_BYTES = 16 * 1024

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await fs.open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const beforeOf = (file: string): string => `${file}.before`

/** Ends what a write that was cut off began; on the disk, too, the room is not the file then. */
const settle = async (file: string): Promise<void> => {
  if (await isThere(roomOf(file))) await fs.unlink(beforeOf(file)).catch(unlessMissing)
  else await fs.rename(beforeOf(file), roomOf(file)).catch(unlessMissing)
  await syncFolder(path.dirname(file))
}

/** The new text takes the file's name at once and whole; what had the name becomes the room for the next. */
const writeDurably = async (file: string, text: string): Promise<void> => {
  await writeInPlace(roomOf(file), inRooms(text, ROOM_BYTES))
  await fs.link(file, beforeOf(file)).catch(unlessMissing)
  await fs.rename(roomOf(file), file)
  await fs.rename(beforeOf(file), roomOf(file)).catch(unlessMissing)
  await keepRoom(file, ROOM_BYTES)
  await syncFolder(path.dirname(file))
}

export const openLedger = (file: string): LedgerFile => {
  let last: Promise<void> = Promise.resolve()
  let isSettled = false
  return {
    read: async () => {
      const empty: Ledger = { bootId: bootId(), epoch: 0, notBefore: 0, entries: [] }
      let text: string
      try {
        text = await fs.readFile(file, 'utf8')
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return empty
        throw error
      }
      let json: unknown
      try {
        json = JSON.parse(text)
      } catch {
        json = null
      }
      const parsed = ledger.safeParse(json)
      if (!parsed.success) {
        throw new Error(
          `${file} cannot be read, so it is unknown which controlled services still run: see that none does, then remove the file.`,
        )
      }
      return parsed.data.bootId === empty.bootId ? parsed.data : { ...empty, epoch: parsed.data.epoch }
    },
    write: (next) => {
      const text = JSON.stringify(next, null, 1)
      const written = last.then(async () => {
        if (!isSettled) await settle(file)
        isSettled = false
        await writeDurably(file, text)
        isSettled = true
      })
      last = written.catch(() => undefined)
      return written
    },
  }
}
