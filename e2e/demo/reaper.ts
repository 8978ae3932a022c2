import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { endMarked } from './world-processes.ts'

/**
 * Waits until the demonstration that started it is gone (its pipe ends). When it went without saying
 * "done", ends every process that carries the world's mark and removes the world's folder.
 *
 *   reaper.ts FOLDER
 */

const folder = process.argv[2] ?? ''
process.title = 'demo-reaper'
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {})

const isWorldFolder =
  path.dirname(folder) === os.tmpdir() && path.basename(folder).startsWith('redundancy-demo-')

let said = ''
process.stdin.setEncoding('utf8')
process.stdin.on('data', (text: string) => {
  said += text
})
process.stdin.on('close', async () => {
  if (said.includes('done')) return
  await endMarked(folder, [])
  if (isWorldFolder) fs.rmSync(folder, { recursive: true, force: true })
})
