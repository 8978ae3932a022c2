import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fillDisk, smallDisk } from '../store/fixtures.ts'
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

it('needs no room on a full disk, from the second write on', async (context) => {
  const disk = smallDisk(256)
  if (disk === null) return context.skip('this user may not mount a small disk')
  const full = path.join(disk, 'services.json')
  const next = { bootId: bootId(), epoch: 1, notBefore: 1, entries: [entry] }
  await openLedger(full).write({ ...next, entries: [] })
  for (const epoch of [2, 3, 4]) {
    fillDisk(disk, `filler ${epoch}`)
    const ledger = openLedger(full)
    await ledger.write({ ...next, epoch, entries: [] })
    await ledger.write({ ...next, epoch })
    expect(await openLedger(full).read()).toEqual({ ...next, epoch })
  }
})

it('is whole wherever a write was cut off, and the next one writes on', async () => {
  const known = { bootId: bootId(), epoch: 2, notBefore: 1, entries: [entry] }
  const room = `${file()}.room`
  const before = `${file()}.before`
  const cuts: Record<string, () => Promise<unknown>> = {
    'half of the room written': () => fs.writeFile(room, '{"epoch":'),
    'the file has both names': () => fs.link(file(), before),
    'the room has taken the name': async () => {
      await fs.rename(file(), before)
      await fs.rename(room, file())
    },
  }
  for (const [epoch, [name, cut]] of Object.entries(cuts).entries()) {
    const ledger = openLedger(file())
    await ledger.write(known)
    await ledger.write(known)
    await cut()
    expect(await openLedger(file()).read(), name).toEqual(known)
    const next = { ...known, epoch }
    await openLedger(file()).write(next)
    expect(await openLedger(file()).read(), name).toEqual(next)
    expect(await fs.readdir(folder)).toEqual(['services.json', 'services.json.room'])
  }
})
