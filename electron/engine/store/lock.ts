import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { removeFile } from './atomic-file.ts'
import { causeOf, errorCode, type Fault, fault } from './fault.ts'
import { fillRoom, giveRoomBack, keepRoom, leaveAsRoom, roomOf } from './kept-room.ts'
import { bootId, isProcessAlive, startTimeOf } from './process-identity.ts'

/**
 * One engine per data folder. `engine.lock` is made with `link()`: it appears whole or not at all. It
 * names its maker by process id, start time and boot, so that neither a reused id nor a reboot makes a
 * dead one look alive.
 *
 * A stale lock is taken over without a race: every lock has a random token, and who wants to replace the
 * lock with token t must first hold the lock `engine.lock.t`, then see that t still stands. Two starters
 * can both find t stale, but only one gets the right to replace it, and when the second gets that right
 * later, t is gone. A starter that dies half-way leaves a stale lock that falls to the same rule.
 *
 * It needs no room on the disk (`kept-room.ts`).
 */
const holderSchema = z
  .object({
    pid: z.number().int().positive(),
    startTime: z.string(),
    bootId: z.string(),
    token: z.string().min(1),
  })
  .strict()
export type LockHolder = z.infer<typeof holderSchema>

export type Lock = { readonly ok: true; release(): void } | Fault

const FILE_NAME = 'engine.lock'

type Reading = LockHolder | 'none' | 'damaged'

const read = (file: string): Reading => {
  try {
    const parsed = holderSchema.safeParse(JSON.parse(fs.readFileSync(file, 'utf8')))
    return parsed.success ? parsed.data : 'damaged'
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 'none'
    if (error instanceof SyntaxError) return 'damaged'
    throw error
  }
}

const isAlive = (holder: LockHolder): boolean =>
  holder.bootId === bootId() && isProcessAlive(holder.pid, holder.startTime)

type Claim =
  | { readonly won: true }
  | { readonly won: false; readonly file: string; readonly by: LockHolder | null }

/** `base` is the lock's path, `own` a synced file that names this process. */
const claim = (base: string, file: string, own: string): Claim => {
  for (;;) {
    try {
      fs.linkSync(own, file)
      return { won: true }
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error
    }
    const holder = read(file)
    if (holder === 'none') continue
    if (holder === 'damaged') return { won: false, file, by: null }
    if (isAlive(holder)) return { won: false, file, by: holder }
    const right = `${base}.${holder.token}`
    const claimed = claim(base, right, own)
    if (!claimed.won) return claimed
    const now = read(file)
    const isStillThere = typeof now === 'object' && now.token === holder.token
    if (isStillThere) {
      leaveAsRoom(file, base)
      fs.linkSync(own, `${own}.put`)
      fs.renameSync(`${own}.put`, file)
    }
    removeFile(right)
    if (isStillThere) return { won: true }
  }
}

/** Files that dead starters left behind. Called by the holder only, so none of them means anything. */
const sweep = (base: string, ownToken: string): void => {
  const folder = path.dirname(base)
  for (const name of fs.readdirSync(folder)) {
    if (!name.startsWith(`${FILE_NAME}.`) || name.startsWith(roomOf(FILE_NAME))) continue
    const holder = read(path.join(folder, name))
    if (holder === 'none' || holder === 'damaged') continue
    if (holder.token === ownToken || !isAlive(holder)) removeFile(path.join(folder, name))
  }
}

/** The live engine's holder, for those who want to be its client; null when none runs. */
export const lockHolder = (dataDir: string): LockHolder | null => {
  const holder = read(path.join(dataDir, FILE_NAME))
  return typeof holder === 'object' && isAlive(holder) ? holder : null
}

export const takeLock = (dataDir: string): Lock => {
  const base = path.join(dataDir, FILE_NAME)
  const holder: LockHolder = {
    pid: process.pid,
    startTime: startTimeOf(process.pid) ?? '',
    bootId: bootId(),
    token: randomBytes(16).toString('hex'),
  }
  const own = `${base}.own-${holder.token}`
  let claimed: Claim
  try {
    fillRoom(base, own, JSON.stringify(holder))
    claimed = claim(base, base, own)
    if (claimed.won) {
      removeFile(own)
      sweep(base, holder.token)
      keepRoom(base)
    } else giveRoomBack(own, base)
  } catch (error) {
    const cause = causeOf(error)
    removeFile(own)
    return fault(`The lock ${base} could not be made: ${cause}.`)
  }
  if (!claimed.won) return fault(refusal(dataDir, claimed.file, claimed.by))
  return {
    ok: true,
    release: () => {
      const now = read(base)
      if (typeof now === 'object' && now.token === holder.token) giveRoomBack(base, base)
    },
  }
}

const refusal = (dataDir: string, file: string, by: LockHolder | null): string =>
  by === null
    ? `The lock ${file} is damaged, so it cannot be known whether an engine runs: remove it when none does.`
    : `Another redundancy engine (process ${by.pid}) already runs on ${dataDir}: stop it first, or choose another ` +
      'folder with --data.'
