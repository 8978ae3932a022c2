/**
 * Two desktop apps with their engines inside, and dialogs that are opened, moved and closed without a pause:
 * does either server lose the other's heartbeats? `npm run heartbeats -- --minutes 10`. Exit code 0 or 1.
 */
import path from 'node:path'
import { ensureBuilt, orExit } from '../../build/build.ts'
import { readOptions, refuseWords } from '../../build/command-options.ts'
import { runAtDisplay } from '../../build/desktop-run.ts'
import { desktopTestsFault } from '../../build/desktop-tests.ts'

const usage = 'npm run heartbeats [-- --minutes 10]'

const minutesGiven = (): number => {
  const minutes = Number(readOptions(usage, { minutes: { type: 'string', default: '10' } }).minutes)
  if (minutes > 0 && minutes <= 24 * 60) return minutes
  return refuseWords(usage, '--minutes is a number above 0, of at most a day')
}

const run = async (): Promise<number> => {
  const minutes = minutesGiven()
  await orExit(ensureBuilt())
  const fault = await desktopTestsFault((line) => console.error(line))
  if (fault !== null) {
    console.error(fault)
    return 1
  }
  return runAtDisplay({ words: [path.join(import.meta.dirname, 'heartbeats-run.ts'), String(minutes)] })
}

try {
  process.exitCode = await run()
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
