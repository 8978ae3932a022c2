import fs from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { pieceFrame } from './pack.ts'
import { createTestPair, differenceOf, follow, type TestPair, until, untilUpdated } from './testing/pair.ts'
import { fileEntry, putContent, serveRaw } from './testing/raw-source.ts'
import { timeLimits } from './testing/time-limits.ts'

vi.setConfig(timeLimits)

let pair: TestPair | null = null
afterEach(async () => {
  await pair?.close()
  pair = null
})

const never = new AbortController().signal
const slowWorker = new URL('./testing/slow-worker.ts', import.meta.url)

/** The standby alone, its sessions served by hand. */
const served = async (made: TestPair) => {
  await until('it dials', () => made.channel !== null)
  const { channel } = made
  if (channel === null) throw new Error('no channel')
  made.channel = null
  return { channel, source: await serveRaw(channel.accepted, 2, ['files']) }
}

test('what a lost session left to be done is named before the next one hears what stands there', async () => {
  const made = createTestPair({ workerFile: slowWorker })
  pair = made
  made.a.replicator.accept = () => undefined
  made.b.replicator.setRole({ as: 'destination', epoch: 2 })
  const first = await served(made)
  fs.writeFileSync(path.join(made.b.data, 'slow-syncs'), '')
  const entry = fileEntry('late', 'late')
  first.source.batch((batch) => putContent(batch, entry, 'late')).catch(() => undefined)
  const staging = path.join(made.b.tree, '.redundancy-manager')
  await until('the content came', () => fs.existsSync(staging) && fs.readdirSync(staging).length > 0)
  first.channel.cut()
  const second = await served(made)
  expect(second.source.manifest).toEqual(['late'])
})

test('a large file that is refused leaves nothing behind', async () => {
  const made = createTestPair()
  pair = made
  made.a.replicator.accept = () => undefined
  made.b.replicator.setRole({ as: 'destination', epoch: 2 })
  const { source } = await served(made)
  const piece = { epoch: 2, number: 77, set: 0, transfer: 1, offset: 0 }
  source.send(pieceFrame(piece, Buffer.from('content')))
  const ack = await source.batch((batch) => batch.finish(0, fileEntry('../escape', 'content'), 1))
  expect(ack.refused).toEqual([{ at: 0, code: 'dotName' }])
  expect(fs.readdirSync(path.join(made.b.tree, '.redundancy-manager'))).toEqual([])
})

test('a standby that lost its index in the middle of an epoch still salvages what it cannot know', async () => {
  const made = createTestPair()
  pair = made
  for (const name of ['one', 'two']) fs.writeFileSync(path.join(made.a.tree, name), `${name} of the source`)
  follow(made, 2)
  await untilUpdated(made.b)
  await made.b.replicator.close()
  fs.rmSync(path.join(made.b.data, 'index'), { recursive: true })
  fs.writeFileSync(path.join(made.b.tree, 'one'), 'work of this server')
  fs.writeFileSync(path.join(made.b.tree, 'three'), 'more of it')
  made.b.restart()
  made.b.replicator.setRole({ as: 'destination', epoch: 2 })
  await untilUpdated(made.b)
  expect(differenceOf(made.a.tree, made.b.tree)).toBeNull()
  const salvaged = (name: string) => fs.readFileSync(path.join(made.b.data, 'salvage/2/files', name), 'utf8')
  expect(salvaged('one')).toBe('work of this server')
  expect(salvaged('three')).toBe('more of it')
})

test('a standby whose folder went says so, is never called equal, and takes it up again', async () => {
  const made = createTestPair()
  pair = made
  for (let file = 0; file < 50; file += 1) fs.writeFileSync(path.join(made.a.tree, `f${file}`), `${file}`)
  follow(made, 2)
  await untilUpdated(made.b)
  fs.renameSync(made.b.tree, `${made.b.tree} away`)
  expect(await made.a.replicator.finalSync(never)).toMatchObject({ ok: false })
  await until('it says so', () => made.b.replicator.view().problem?.code === 'folderMissing')
  expect(made.b.replicator.view().state).toBe('destinationNotUpdated')
  fs.renameSync(`${made.b.tree} away`, made.b.tree)
  await untilUpdated(made.b)
  expect(differenceOf(made.a.tree, made.b.tree)).toBeNull()
  expect(made.b.replicator.view().salvagedCount).toBe(0)
})

/** Holds this thread up, so that what the worker says meanwhile waits unread. */
const holdUp = (ms: number): void => {
  const end = performance.now() + ms
  while (performance.now() < end) {
    // nothing else gets a turn
  }
}

test('what the copy of an earlier source still says is not taken for the new one’s', async () => {
  const made = createTestPair()
  pair = made
  fs.writeFileSync(path.join(made.a.tree, 'one'), 'one')
  follow(made, 2)
  await untilUpdated(made.b)
  const said: string[] = []
  // The worker shows its view once a second.
  holdUp(1_500)
  made.b.replicator.setRole({ as: 'destination', epoch: 4 })
  made.b.replicator.onChange(() => said.push(made.b.replicator.view().state))
  await until('the worker speaks of the new role', () => said.length >= 2)
  // The source is of the old epoch still: of the new one there is no copy.
  expect(made.b.replicator.copyOf()).toBe(4)
  expect(said).not.toContain('destinationUpdated')
})

test('long looks on both sides are progress', async () => {
  const made = createTestPair({ workerFile: slowWorker, noProgressMs: 5_000 })
  pair = made
  for (let folder = 0; folder < 25; folder += 1) {
    fs.mkdirSync(path.join(made.a.tree, `box ${folder}`))
    for (let file = 0; file < 24; file += 1)
      fs.writeFileSync(path.join(made.a.tree, `box ${folder}`, `f${file}`), `${folder} ${file}`)
  }
  follow(made, 2)
  await untilUpdated(made.b)
  for (const server of [made.a, made.b]) fs.writeFileSync(path.join(server.data, 'slow-looks'), '')
  // Each side's look alone takes longer than a run waits without progress.
  expect(await made.a.replicator.finalSync(never)).toMatchObject({ ok: true })
})
