import fs from 'node:fs/promises'
import type { Log } from '../ports.ts'

/**
 * The guardian's log: to its error output, which the engine copies into its own, and to a small file of its
 * own, because the lines that matter most are written when there is no engine any more.
 */
export interface GuardianLog extends Log {
  /** From here on also to this file; the one before is kept as `.1` when it grew large. */
  appendTo(file: string): void
  flushed(): Promise<void>
}

const MAX_FILE_BYTES = 1024 * 1024
/** An engine that does not read costs lines, not memory. */
const MAX_WAITING_BYTES = 256 * 1024

/** Whole or not at all: half a line of a full disk must not stand in front of the next one. */
const appendLine = async (file: string, line: string): Promise<void> => {
  const handle = await fs.open(file, 'a', 0o600)
  try {
    const { size } = await handle.stat()
    await handle.writeFile(line).catch(async (error: unknown) => {
      await handle.truncate(size)
      throw error
    })
  } finally {
    await handle.close()
  }
}

export const createGuardianLog = (): GuardianLog => {
  let file: string | null = null
  let last: Promise<void> = Promise.resolve()
  process.stderr.on('error', () => undefined)
  const write = (level: 'info' | 'warn', text: string) => {
    const line = `${level} ${text.replaceAll('\n', ' ')}\n`
    if (process.stderr.writableLength < MAX_WAITING_BYTES) process.stderr.write(line)
    if (file === null) return
    const target = file
    const stamped = `${new Date().toISOString()} ${line}`
    last = last.then(() => appendLine(target, stamped)).catch(() => undefined)
  }
  return {
    info: (text) => write('info', text),
    warn: (text) => write('warn', text),
    appendTo: (next) => {
      last = last
        .then(async () => {
          const { size } = await fs.stat(next)
          if (size > MAX_FILE_BYTES) await fs.rename(next, `${next}.1`)
        })
        .catch(() => undefined)
      file = next
    },
    flushed: () => last,
  }
}
