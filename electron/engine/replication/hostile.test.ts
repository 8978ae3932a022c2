import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { BulkChannel, Replicator } from '../ports.ts'
import { createReplicator } from './replication.ts'
import { createChannelPair } from './testing/channel-pair.ts'
import { clock, createTestPair, differenceOf, follow, until, untilUpdated } from './testing/pair.ts'
import { fileEntry, putContent, type RawSource, serveRaw } from './testing/raw-source.ts'
import { timeLimits } from './testing/time-limits.ts'

vi.setConfig(timeLimits)

let folder: string
let tree: string
let destination: Replicator
let source: RawSource
const log: string[] = []

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'replication-'))
  tree = path.join(folder, 'tree')
  fs.mkdirSync(path.join(tree, 'real'), { recursive: true })
  fs.mkdirSync(path.join(folder, 'outside'))
  fs.symlinkSync('../outside', path.join(tree, 'door'))
  log.length = 0
  let dialled: (channel: BulkChannel) => void = () => undefined
  const accepted = new Promise<BulkChannel>((resolve) => {
    dialled = resolve
  })
  let count = 0
  destination = createReplicator({
    dataDir: path.join(folder, 'data'),
    sets: [{ id: 'files', path: tree }],
    excludes: ['boards'],
    clock,
    log: { info: (text) => log.push(text), warn: (text) => log.push(text) },
    openBulk: async () => {
      count += 1
      if (count > 1) throw new Error('once only')
      const channel = createChannelPair()
      dialled(channel.accepted)
      return channel.dialled
    },
    updatedWithinMs: 10_000,
    fullScanIntervalMs: 60_000,
    wasUpdated: false,
  })
  destination.setRole({ as: 'destination', epoch: 6 })
  source = await serveRaw(await accepted, 6, ['files'])
})
afterEach(async () => {
  await destination.close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('hostile names are refused one by one; the rest of the batch goes on', async () => {
  const names = [
    ['../escaped', 'dotName'],
    ['/tmp/escaped', 'absolute'],
    ['real//x', 'emptyName'],
    ['nul\0x', 'nul'],
    ['x'.repeat(256), 'nameTooLong'],
    ['.redundancy-manager/x', 'reservedName'],
    ['boards/card', 'excluded'],
    ['door/through', 'parentIsLink'],
  ] as const
  const ack = await source.batch((batch) => {
    for (const [name] of names) putContent(batch, fileEntry(name, 'bad'), 'bad')
    for (const [name] of names) batch.remove(0, name)
    const link = { ...fileEntry('real/link', ''), kind: 'link' as const, size: 0, hash: null, mode: 0 }
    batch.keep(0, { ...link, target: '../../outside' })
    putContent(batch, fileEntry('real/good', 'good'), 'good')
  })
  expect(ack.failed).toEqual([])
  expect(ack.refused.map(({ code }) => code)).toEqual([
    ...names.map(([, code]) => code),
    ...names.map(([, code]) => code),
    'linkLeavesSet',
  ])
  expect(fs.readFileSync(path.join(tree, 'real/good'), 'utf8')).toBe('good')
  expect(fs.readdirSync(path.join(folder, 'outside'))).toEqual([])
  expect(fs.readdirSync(folder).sort()).toEqual(['data', 'outside', 'tree'])
  expect(fs.readdirSync(path.join(tree, 'real'))).toEqual(['good'])
})

test('content that is not what it says closes the channel and changes nothing', async () => {
  source
    .batch((batch) => putContent(batch, { ...fileEntry('real/x', 'said'), size: 4 }, 'lied'))
    .catch(() => undefined)
  await until('it is closed', () => source.isClosed)
  expect(fs.existsSync(path.join(tree, 'real/x'))).toBe(false)
  await until('it is shown', () => destination.view().problem?.code === 'verificationFailed')
  expect(log.join('\n')).toContain('does not match its announced SHA-256')
})

test('garbage closes the channel with a line in the log', async () => {
  source.send(Buffer.from([2, 1, 2, 3]))
  await until('it is closed', () => source.isClosed)
  expect(log.join('\n')).toContain('a frame is not readable')
})

test('content of an older epoch is refused', async () => {
  const { Batch } = await import('./pack.ts')
  const batch = new Batch(5, 1, 'few')
  putContent(batch, fileEntry('real/x', 'old'), 'old')
  source.send(batch.take())
  await until('it is closed', () => source.isClosed)
  expect(fs.existsSync(path.join(tree, 'real/x'))).toBe(false)
  expect(log.join('\n')).toContain('epoch 5')
})

test('invalid UTF-8 is carried exactly; special files and links out of the set are refused by name', async () => {
  const pair = createTestPair()
  try {
    const bytes = Buffer.concat([Buffer.from(`${pair.a.tree}/caf`), Buffer.from([0xe9, 0xff])])
    fs.writeFileSync(bytes, 'odd name')
    fs.symlinkSync('/etc/passwd', path.join(pair.a.tree, 'away'))
    fs.symlinkSync('dangling', path.join(pair.a.tree, 'inside'))
    const { execFileSync } = await import('node:child_process')
    execFileSync('mkfifo', [path.join(pair.a.tree, 'pipe')])
    follow(pair, 2)
    await untilUpdated(pair.b)
    const there = Buffer.concat([Buffer.from(`${pair.b.tree}/caf`), Buffer.from([0xe9, 0xff])])
    expect(fs.readFileSync(there, 'utf8')).toBe('odd name')
    expect(fs.readlinkSync(path.join(pair.b.tree, 'inside'))).toBe('dangling')
    await until('the refusals are shown', () => pair.b.replicator.view().refusedCount === 2)
    expect([...pair.b.replicator.view().refused].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'files/away', code: 'linkLeavesSet' },
      { name: 'files/pipe', code: 'specialFile' },
    ])
    expect(await pair.a.replicator.finalSync(new AbortController().signal)).toMatchObject({ ok: true })
    fs.rmSync(path.join(pair.a.tree, 'pipe'))
    fs.rmSync(path.join(pair.a.tree, 'away'))
    expect(await pair.a.replicator.finalSync(new AbortController().signal)).toMatchObject({ ok: true })
    expect(differenceOf(pair.a.tree, pair.b.tree)).toBeNull()
  } finally {
    await pair.close()
  }
})
