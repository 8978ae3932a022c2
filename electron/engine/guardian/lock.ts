import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { monotonicMs } from '../clock.ts'
import type { Log } from '../ports.ts'
import { fillRoom, giveRoomBack, keepRoom, roomOf, unlessMissing } from './kept-room.ts'
import { bootId, identify, isAlive, signalProcess } from './process-table.ts'

/**
 * One guardian per data folder: the newest. It asks the one before to end (SIGTERM: that one stops its
 * services first), waits, and ends it by force when that takes too long. The file is made with `link()`, and
 * needs no room on the disk.
 */

const owner = z.object({
  pid: z.number().int().positive(),
  startTime: z.number().nullable(),
  bootId: z.string(),
})
type Owner = z.infer<typeof owner>

const LOOK_MS = 10

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const own = (): Owner => ({ ...identify(process.pid), bootId: bootId() })

/** Null when there is none; 'unreadable' when it says nothing sensible. */
const readOwner = async (file: string): Promise<Owner | 'unreadable' | null> => {
  let text: string
  try {
    text = await fs.readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    return owner.parse(JSON.parse(text))
  } catch {
    return 'unreadable'
  }
}

const isSame = (a: Owner | 'unreadable' | null, b: Owner | 'unreadable' | null): boolean =>
  JSON.stringify(a) === JSON.stringify(b)

/** A name of this process beside the file; whoever looks can tell whether its maker still lives. */
const ownName = (file: string, purpose: 'own' | 'dead'): string => {
  const { pid, startTime } = own()
  return `${file}.${pid}-${startTime}-${purpose}`
}

const claim = async (file: string): Promise<boolean> => {
  const name = ownName(file, 'own')
  try {
    await fillRoom(file, name, JSON.stringify(own()))
    await fs.link(name, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      await giveRoomBack(name, file)
      return false
    }
    await fs.unlink(name).catch(() => undefined)
    throw error
  }
  await fs.unlink(name)
  await keepRoom(file)
  return true
}

/** Removes what guardians that died half-way left beside the file. */
const sweep = async (file: string): Promise<void> => {
  const folder = path.dirname(file)
  for (const name of await fs.readdir(folder)) {
    const isBeside = name.startsWith(`${path.basename(file)}.`)
    if (!isBeside || name.startsWith(path.basename(roomOf(file)))) continue
    const [, pid, startTime] = /\.(\d+)-(\d+)-(?:own|dead)$/.exec(name) ?? []
    const isMakerAlive = pid !== undefined && isAlive({ pid: Number(pid), startTime: Number(startTime) })
    if (!isMakerAlive) await fs.unlink(path.join(folder, name)).catch(unlessMissing)
  }
}

/** Takes a dead owner's file away; one that a faster guardian put there meanwhile is put back. */
const removeDead = async (file: string, dead: Owner | 'unreadable'): Promise<void> => {
  const aside = ownName(file, 'dead')
  try {
    await fs.rename(file, aside)
  } catch {
    return
  }
  if (isSame(await readOwner(aside), dead)) return giveRoomBack(aside, file)
  await fs.link(aside, file).catch(() => undefined)
  await fs.unlink(aside)
}

export interface Lock {
  isOwn(): Promise<boolean>
  release(): Promise<void>
}

/** Resolves when this process is the only guardian; `patienceMs`: how long an earlier one may take to end. */
export const takeLock = async (file: string, patienceMs: number, log: Log): Promise<Lock> => {
  let askedAt: number | null = null
  await sweep(file)
  for (;;) {
    const found = await readOwner(file)
    if (found === null) {
      if (await claim(file)) break
      continue
    }
    if (found === 'unreadable' || found.bootId !== bootId() || !isAlive(found)) {
      await removeDead(file, found)
      askedAt = null
      continue
    }
    if (askedAt === null) {
      askedAt = monotonicMs()
      log.info(`Takes over from the guardian with process ${found.pid}.`)
      signalProcess(found, 'SIGTERM')
    } else if (monotonicMs() - askedAt > patienceMs) {
      log.warn(`The earlier guardian (process ${found.pid}) did not end when asked: ended by force.`)
      signalProcess(found, 'SIGKILL')
    }
    await pause(LOOK_MS)
  }
  const isOwn = async () => isSame(await readOwner(file), own())
  return {
    isOwn,
    release: async () => {
      if (await isOwn()) await giveRoomBack(file, file)
    },
  }
}
