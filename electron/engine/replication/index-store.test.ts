import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { canMount, fillDisk, mountSmall, unmount } from '../../../e2e/fixtures/small-disk.ts'
import type { Entry } from './entry.ts'
import { openIndexStore } from './index-store.ts'
import { toBytePath } from './names.ts'
import { until } from './testing/pair.ts'

const SMALL_MIB = 8
const MANY = 6_000

const entry = (number: number): Entry => ({
  path: toBytePath(`${number} ${'long name '.repeat(20)}`),
  kind: 'file',
  size: number,
  mtime: 1,
  mode: 0o644,
  uid: 0,
  gid: 0,
  hash: 'h'.repeat(32),
  target: toBytePath(''),
  local: null,
})

const numbersOf = (entries: readonly Entry[]) => entries.map(({ size }) => size).sort((a, b) => a - b)

/** A small disk needs root; elsewhere the test is counted as skipped. */
test.runIf(canMount())(
  'an index on a full disk waits for room, loses nothing, and LMDB never writes there',
  async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'replication-index-'))
    mountSmall(folder, SMALL_MIB, 'replication-index')
    const said: string[] = []
    const log = { info: (text: string) => said.push(text), warn: (text: string) => said.push(text) }
    try {
      const store = await openIndexStore(folder, log)
      store.put('files', entry(0))
      await store.flushed()
      const filler = path.join(folder, 'filler')
      fillDisk(filler)
      for (let number = 1; number < MANY; number += 1) store.put('files', entry(number))
      await store.flushed()
      expect(said).toEqual(['Replication index: it waits for room on the disk: ENOSPC.'])
      store.setNote('note', 'newest')
      expect(store.note('note')).toBe('newest')
      store.delete('files', entry(1).path)
      fs.rmSync(filler)
      await until('there is room', () => said.length === 2)
      await store.close()

      const again = await openIndexStore(folder, log)
      expect(numbersOf(again.load('files'))).toEqual([
        0,
        ...Array.from({ length: MANY - 2 }, (_, at) => at + 2),
      ])
      expect(again.note('note')).toBe('newest')
      await again.close()
      expect(said).toHaveLength(2)
    } finally {
      unmount(folder)
      fs.rmSync(folder, { recursive: true, force: true })
    }
  },
)
