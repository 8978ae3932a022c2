import fs from 'node:fs'
import path from 'node:path'
import { workerData } from 'node:worker_threads'

/**
 * The worker on a slow disk: while `slow-looks` or `slow-syncs` stands in the data folder, every `lstat`
 * takes 10 ms, every `fsync` 600 ms.
 */
const folder = (workerData as { dataDir: string }).dataDir
const isSlow = (what: string) => fs.existsSync(path.join(folder, what))
const { lstatSync, fsync } = fs
const sleeper = new Int32Array(new SharedArrayBuffer(4))

Object.assign(fs, {
  lstatSync: (...of: Parameters<typeof lstatSync>) => {
    if (isSlow('slow-looks')) Atomics.wait(sleeper, 0, 0, 10)
    return lstatSync(...of)
  },
  fsync: (fd: number, done: fs.NoParamCallback) => {
    if (isSlow('slow-syncs')) setTimeout(() => fsync(fd, done), 600)
    else fsync(fd, done)
  },
})

await import('../worker.ts')
