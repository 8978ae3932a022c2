import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'
import type { RecordEntry } from '../../../shared/contract/record.ts'

/** Real folders and a real small disk for the tests of this folder and of the service. */

export const scratchFolder = (): string => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'redundancy-'))
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A disk that can be filled, or null where this user may not mount one. */
export const smallDisk = (kibibytes: number): string | null => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'redundancy-disk-'))
  const options = `size=${kibibytes}k,mode=700`
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0
  onTestFinished(() => {
    if (isMounted) spawnSync('umount', ['-l', folder])
    fs.rmSync(folder, { recursive: true, force: true })
  })
  return isMounted ? folder : null
}

/** Leaves not one byte free; returns what frees it again. */
export const fillDisk = (folder: string, name = 'filler'): (() => void) => {
  const file = path.join(folder, name)
  const handle = fs.openSync(file, 'w')
  for (const size of [4096, 1]) {
    const block = Buffer.alloc(size, 1)
    try {
      while (fs.writeSync(handle, block) > 0);
    } catch {
      // Full, as wanted.
    }
  }
  fs.closeSync(handle)
  return () => fs.unlinkSync(file)
}

export const entryOf = (wallMs: number, act: string): RecordEntry => ({
  wallMs,
  server: 'primary',
  act,
  outcome: 'done',
  epoch: 2,
  trigger: 'person',
  person: 'link',
  requestId: 'r1',
  reason: 'manualSwitchOver',
  judgement: '',
  facts: null,
  changes: [],
  version: '',
  rules: [{ rule: 'linked', holds: true, value: 12, limit: null, remedy: 'none' }],
})
