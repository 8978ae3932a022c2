import fs from 'node:fs'
import path from 'node:path'
import { workerData } from 'node:worker_threads'

/**
 * The worker with a death built in: `crash-at` in the data folder says at which change of the disk (0: never)
 * the thread ends, in the middle of whatever it does. Used once; the next worker lives.
 */
const changes = [
  'openSync',
  'writeSync',
  'renameSync',
  'fchmodSync',
  'unlinkSync',
  'mkdirSync',
  'rmdirSync',
  'linkSync',
  'symlinkSync',
  'lutimesSync',
  'futimesSync',
] as const

const file = path.join((workerData as { dataDir: string }).dataDir, 'crash-at')
if (fs.existsSync(file)) {
  let left = Number(fs.readFileSync(file, 'utf8'))
  fs.rmSync(file)
  for (const change of changes) {
    const real = fs[change] as (...of: unknown[]) => unknown
    Object.assign(fs, {
      [change]: (...of: unknown[]) => {
        left -= 1
        if (left === 0) process.exit(7)
        return real.apply(fs, of)
      },
    })
  }
}

await import('../worker.ts')
