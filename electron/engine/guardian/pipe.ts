import type { GuardianFrame } from './frames.ts'
import type { GuardianLog } from './guardian-log.ts'

/** The guardian's end of the pipe towards the engine. */

/** What the last words may take to leave. */
const FLUSH_MS = 300
const MAX_WAITING_BYTES = 64 * 1024

/** Frames to an engine that does not read, or is gone, are dropped: the rules need no answer from it. */
export const tell = (frame: GuardianFrame): void => {
  if (process.stdout.writableLength < MAX_WAITING_BYTES) process.stdout.write(`${JSON.stringify(frame)}\n`)
}

/** Ends this process when the last frame and log line are out, or could not get out. */
export const leave = (code: number, log: GuardianLog, release: () => Promise<void>): void => {
  const exit = () => process.exit(code)
  setTimeout(exit, FLUSH_MS)
  const said = new Promise((resolve) => process.stdout.write('', resolve))
  void Promise.all([said, log.flushed(), release()]).then(exit, exit)
}
