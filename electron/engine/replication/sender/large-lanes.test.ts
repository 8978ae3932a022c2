import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Context, openSets, type SetState } from '../context.ts'
import { type Entry, localOf, modeOf } from '../entry.ts'
import { openIndexStore } from '../index-store.ts'
import { createPipe } from '../pipe.ts'
import { createSlicer } from '../slices.ts'
import { type Frame, parseFrame } from '../wire.ts'
import { createSender, type Sender } from './sender.ts'

/** Large files that change while they are read, from a real folder into a pipe whose frames are kept. */

const MIB = 1 << 20
let folder: string
let file: string
let set: SetState
let sender: Sender
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
const untilFinished = async (): Promise<void> => {
  const end = performance.now() + 5_000
  while (finished().length === 0 && performance.now() < end)
    await new Promise((resolve) => setTimeout(resolve, 5))
}

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
  const context: Context = {
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
  const pipe = createPipe(1, true, {
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
