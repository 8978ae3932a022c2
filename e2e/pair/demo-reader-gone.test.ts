import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { markedProcesses } from '../demo/world-processes.ts'

let folder: string

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'redundancy-reader-'))
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

test('`npm run demo | head -1` ends quietly, with everything it started', async () => {
  const script = path.join(import.meta.dirname, '../demo/demo.ts')
  const demo = spawn(process.execPath, [script, '--host', 'service'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: folder },
  })
  const complaints: string[] = []
  demo.stderr.setEncoding('utf8').on('data', (text: string) => complaints.push(text))
  const [first] = (await once(createInterface({ input: demo.stdout }), 'line')) as [string]
  demo.stdout.destroy()
  const [code] = await once(demo, 'close')
  expect(first).toContain('starting two servers')
  expect(complaints).toEqual([])
  expect(code).toBe(0)
  expect(markedProcesses(folder)).toEqual([])
  expect(fs.readdirSync(folder)).toEqual([])
})
