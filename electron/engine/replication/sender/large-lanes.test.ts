import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Context, openSets, type SetState } from '../context.ts'
import { type Entry, localOf, modeOf } from '../entry.ts'
import { openIndexStore } from '../index-store.ts'
import { createPipe, type PipeEnd } from '../pipe.ts'
import { createSlicer } from '../slices.ts'
import { type Frame, parseFrame } from '../wire.ts'
import { createSender, type Sender } from './sender.ts'
import { bytesSoFar } from './sending.ts'

/** Large files that change while they are read, from a real folder into a pipe whose frames are kept. */

const MIB = 1 << 20
let folder: string
let file: string
let set: SetState
let sender: Sender
let context: Context
let pipe: PipeEnd
let frames: Frame[]
/** Called before the first piece of each transfer goes out, with how many transfers there were. */
let onTransfer: (count: number) => void
let close: () => Promise<void>

const entryHere = (): Entry => {
  const stats = fs.lstatSync(file)
  const { size, uid, gid, mtimeMs: mtime } = stats
  const mode = modeOf('file', stats)
  const local = { ...localOf(stats, Date.now()), isFresh: false }
  return { path: 'large', kind: 'file', size, mtime, mode, uid, gid, hash: null, target: '', local }
}
/** What the observer does with a change. */
const notice = (): void => {
  set.tree.set(entryHere())
  sender.changed(set, 'large', 0)
}
const finished = () =>
  frames.flatMap((frame) =>
    frame.is === 'batch' ? frame.operations.filter((operation) => operation.do === 'finish') : [],
  )
const until = async (isSo: () => boolean): Promise<void> => {
  const end = performance.now() + 5_000
  while (!isSo() && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 5))
}
const untilFinished = (): Promise<void> => until(() => finished().length > 0)

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'large-lanes-'))
  const root = path.join(folder, 'tree')
  fs.mkdirSync(root)
  file = path.join(root, 'large')
  const log = { info: () => undefined, warn: () => undefined }
  const settings = {
    dataDir: path.join(folder, 'data'),
    sets: [{ id: 'files', path: root }],
    excludes: [],
    updatedWithinMs: 10_000,
    fullScanIntervalMs: 600_000,
    wasUpdated: false,
  }
  const store = await openIndexStore(settings.dataDir, log)
  const sets = openSets(settings, store, log)
  set = sets[0] as SetState
  context = {
    settings,
    sets,
    store,
    log,
    changed: () => undefined,
    progressed: () => undefined,
    dial: () => undefined,
  }
  sender = createSender(context, 2, createSlicer(5), { recheck: notice, isGoneHere: () => false })
  frames = []
  let transfers = 0
  pipe = createPipe(1, true, {
    send: (channel, bytes) => {
      const parsed = parseFrame(Buffer.from(bytes))
      if (!parsed.ok) throw new Error(parsed.detail)
      frames.push(parsed.frame)
      pipe.sent(bytes.byteLength)
      if (parsed.frame.is !== 'piece' || parsed.frame.piece.offset > 0) return
      transfers += 1
      onTransfer(transfers)
      expect(channel).toBe(1)
    },
    consumed: () => undefined,
    close: () => undefined,
  })
  sender.begin(pipe, false)
  close = async () => {
    await sender.stop()
    await store.close()
  }
})
afterEach(async () => {
  await close()
  fs.rmSync(folder, { recursive: true, force: true })
})

test('a large file that was written during its first reading and noticed during its second is sent', async () => {
  onTransfer = (count) => {
    if (count === 1) fs.appendFileSync(file, 'more')
    // The watch's word of that writing comes late: the content being read is already the new one.
    if (count === 2) notice()
  }
  fs.writeFileSync(file, Buffer.alloc(2 * MIB, 1))
  notice()
  await untilFinished()
  expect(finished().map((operation) => 'entry' in operation && operation.entry.size)).toEqual([2 * MIB + 4])
})

test('what the standby acknowledged of a large file counts before the file is complete, and once', async () => {
  onTransfer = () => undefined
  fs.writeFileSync(file, Buffer.alloc(3 * MIB, 1))
  notice()
  await untilFinished()
  const pieces = frames.flatMap((frame) => (frame.is === 'piece' ? [frame.piece] : []))
  expect(pieces.length).toBeGreaterThan(3)
  const acknowledge = (number: number): void =>
    sender.acknowledged({ kind: 'ack', number, refused: [], failed: [] })
  const first = pieces[0]
  if (first === undefined) throw new Error('no piece was sent')
  acknowledge(first.number)
  expect(bytesSoFar(sender.tally)).toBe(first.data.length)
  expect(sender.tally.filesDone).toBe(0)
  for (const piece of pieces.slice(1)) acknowledge(piece.number)
  expect(bytesSoFar(sender.tally)).toBe(3 * MIB)
  for (const frame of frames) if (frame.is === 'batch') acknowledge(frame.number)
  expect(bytesSoFar(sender.tally)).toBe(3 * MIB)
  expect(sender.tally).toMatchObject({ filesDone: 1, bytesDone: 3 * MIB })
})

test('a file that is refused in the end is not counted', async () => {
  onTransfer = () => undefined
  fs.writeFileSync(file, Buffer.alloc(MIB, 1))
  notice()
  await untilFinished()
  for (const frame of frames) {
    if (frame.is === 'piece')
      sender.acknowledged({ kind: 'ack', number: frame.piece.number, refused: [], failed: [] })
    if (frame.is === 'batch')
      sender.acknowledged({
        kind: 'ack',
        number: frame.number,
        refused: [{ at: 0, code: 'dotName' }],
        failed: [],
      })
  }
  expect(bytesSoFar(sender.tally)).toBe(0)
})

test('folders, links and removals are no files', async () => {
  await sender.stop()
  onTransfer = () => undefined
  const plain = { size: 0, mtime: 1, mode: 0o755, uid: 0, gid: 0, hash: null, target: '', local: null }
  set.tree.set({ ...plain, path: 'folder', kind: 'folder' })
  set.tree.set({ ...plain, path: 'link', kind: 'link', target: 'folder' })
  fs.writeFileSync(file, 'content')
  set.tree.set(entryHere())
  sender = createSender(context, 2, createSlicer(5), { recheck: notice, isGoneHere: () => false })
  sender.manifest({ epoch: 2, set: 0, present: [{ ...plain, path: 'gone', kind: 'folder' }], absent: [] })
  expect(sender.begin(pipe, false)).toEqual({ files: 1, bytes: 7 })
  await until(() => frames.some((frame) => frame.is === 'batch'))
  for (const frame of frames)
    if (frame.is === 'batch')
      sender.acknowledged({ kind: 'ack', number: frame.number, refused: [], failed: [] })
  expect(sender.tally).toMatchObject({ filesDone: 1, bytesDone: 7 })
})
