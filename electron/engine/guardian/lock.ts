import { randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'
import { z } from 'zod'
import { monotonicMs } from '../clock.ts'
import type { Log } from '../ports.ts'
import { bootId, identify, isAlive, signalProcess } from './process-table.ts'

/**
 * One guardian per data folder: the newest. It asks the one before to end (SIGTERM: that one stops its
 * services first), waits, and ends it by force when that takes too long. The file is made with `link()`.
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

const claim = async (file: string): Promise<boolean> => {
  const temporary = `${file}.${randomBytes(6).toString('hex')}`
  await fs.writeFile(temporary, JSON.stringify(own()), { mode: 0o600 })
  try {
    await fs.link(temporary, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    await fs.unlink(temporary)
  }
}

/** Takes a dead owner's file away; one that a faster guardian put there meanwhile is put back. */
const removeDead = async (file: string, dead: Owner | 'unreadable'): Promise<void> => {
  const aside = `${file}.${randomBytes(6).toString('hex')}`
  try {
    await fs.rename(file, aside)
  } catch {
    return
  }
  if (!isSame(await readOwner(aside), dead)) await fs.link(aside, file).catch(() => undefined)
  await fs.unlink(aside)
}

export interface Lock {
  isOwn(): Promise<boolean>
  release(): Promise<void>
}

/** Resolves when this process is the only guardian; `patienceMs`: how long an earlier one may take to end. */
export const takeLock = async (file: string, patienceMs: number, log: Log): Promise<Lock> => {
  let askedAt: number | null = null
  while (!(await claim(file))) {
    const found = await readOwner(file)
    if (found === null) continue
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
      if (await isOwn()) await fs.unlink(file)
    },
  }
}
