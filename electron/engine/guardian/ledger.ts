import fs from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { runner } from '../../../shared/contract/site.ts'
import { bootId } from './process-table.ts'

/**
 * What was started, on disk before it counts as started, so that the next guardian finds and ends what a
 * killed one left behind. The random tokens are written before the first process exists, the numbers after.
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

const writeDurably = async (file: string, text: string): Promise<void> => {
  const temporary = `${file}.tmp`
  const handle = await fs.open(temporary, 'w', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await fs.rename(temporary, file)
  const folder = await fs.open(path.dirname(file), 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

export const openLedger = (file: string): LedgerFile => {
  let last: Promise<void> = Promise.resolve()
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
      const text = `${JSON.stringify(next, null, 1)}\n`
      const written = last.then(() => writeDurably(file, text))
      last = written.catch(() => undefined)
      return written
    },
  }
}
