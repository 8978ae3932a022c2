import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openLedger } from './ledger.ts'
import { bootId } from './process-table.ts'

let folder: string
const file = () => path.join(folder, 'services.json')

beforeEach(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'ledger-'))
})

afterEach(() => fs.rm(folder, { recursive: true }))

const entry = {
  id: 'pbx',
  runner: { kind: 'process' as const, argv: ['/bin/true'] },
  token: '0123456789abcdef',
  pid: 7,
  startTime: 8,
}

it('keeps what was written last', async () => {
  const ledger = openLedger(file())
  expect((await ledger.read()).entries).toEqual([])
  const first = { bootId: bootId(), epoch: 2, notBefore: 1, entries: [entry] }
  await Promise.all([ledger.write({ ...first, epoch: 1 }), ledger.write(first)])
  expect(await openLedger(file()).read()).toEqual(first)
})

it('remembers the epoch over a boot, not the processes', async () => {
  const ledger = openLedger(file())
  await ledger.write({ bootId: 'another boot', epoch: 2, notBefore: 1, entries: [entry] })
  expect(await ledger.read()).toEqual({ bootId: bootId(), epoch: 2, notBefore: 0, entries: [] })
})

it('refuses what it cannot read', async () => {
  await fs.writeFile(file(), '{"epoch":2}')
  await expect(openLedger(file()).read()).rejects.toThrow('see that none does, then remove the file')
})

it('writes on after a failed write', async () => {
  const ledger = openLedger(path.join(folder, 'not-yet', 'services.json'))
  const empty = { bootId: bootId(), epoch: 0, notBefore: 0, entries: [] }
  await expect(ledger.write(empty)).rejects.toThrow('ENOENT')
  await fs.mkdir(path.join(folder, 'not-yet'))
  await ledger.write(empty)
})
