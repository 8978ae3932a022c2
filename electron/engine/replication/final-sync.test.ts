import fs from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import {
  type Change,
  createTestPair,
  differenceOf,
  follow,
  type TestPair,
  until,
  untilUpdated,
} from './testing/pair.ts'
import { timeLimits } from './testing/time-limits.ts'

vi.setConfig(timeLimits)

let pair: TestPair | null = null
afterEach(async () => {
  await pair?.close()
  pair = null
})

const never = new AbortController().signal

const started = async (change: Change = {}): Promise<TestPair> => {
  const made = createTestPair(change)
  pair = made
  for (let file = 0; file < 200; file += 1)
    fs.writeFileSync(path.join(made.a.tree, `f${file}`), `content ${file}`)
  follow(made, 2)
  await untilUpdated(made.b)
  return made
}

test('a writer that never stops makes neither step endless', async () => {
  const made = await started()
  const log = path.join(made.a.tree, 'log')
  let isWriting = true
  let lines = 0
  const write = () => {
    if (!isWriting) return
    lines += 1
    fs.appendFileSync(log, `line ${lines}\n`)
    fs.writeFileSync(path.join(made.a.tree, `turn ${lines % 50}`), `${lines}`)
    setImmediate(write)
  }
  write()
  expect(await made.a.replicator.copyChanges(never)).toMatchObject({ ok: true })
  const before = lines
  expect(await made.a.replicator.finalSync(never)).toMatchObject({ ok: true })
  isWriting = false
  // The cut was taken after the call: all that was written before is there.
  expect(fs.readFileSync(path.join(made.b.tree, 'log'), 'utf8')).toContain(`line ${before}\n`)
  expect(await made.a.replicator.finalSync(never)).toMatchObject({ ok: true })
  expect(differenceOf(made.a.tree, made.b.tree)).toBeNull()
})

test('both sides say the same root, and another one after a change', async () => {
  const made = await started()
  const first = await made.a.replicator.finalSync(never)
  const second = await made.a.replicator.finalSync(never)
  expect(second).toEqual(first)
  fs.writeFileSync(path.join(made.a.tree, 'f1'), 'changed')
  const third = await made.a.replicator.finalSync(never)
  expect(third.ok).toBe(true)
  expect(third).not.toEqual(first)
})

test('it can be cancelled, and a role change ends it', async () => {
  const made = await started()
  const abort = new AbortController()
  const running = made.a.replicator.finalSync(abort.signal)
  abort.abort()
  expect(await running).toMatchObject({ ok: false, code: 'cancelled' })
  const other = made.a.replicator.finalSync(never)
  made.a.replicator.setRole({ as: 'idle' })
  expect(await other).toMatchObject({ ok: false, code: 'cancelled' })
})

test('without a link it says so, with a silent one it ends for want of progress', async () => {
  const made = await started({ noProgressMs: 2_000 })
  fs.writeFileSync(path.join(made.a.tree, 'new'), 'new')
  made.channel?.dialled.pause()
  expect(await made.a.replicator.finalSync(never)).toMatchObject({ ok: false, code: 'timeout' })
  made.isLinked = false
  made.channel?.cut()
  await until('the link is down', () => made.a.replicator.view().problem?.code === 'linkDown')
  expect(await made.a.replicator.finalSync(never)).toMatchObject({ ok: false, code: 'linkDown' })
  expect(await made.a.replicator.copyChanges(never)).toMatchObject({ ok: false, code: 'linkDown' })
})

test('large files are carried in pieces; one byte, an append and a rename arrive', async () => {
  const made = await started()
  const at = path.join(made.a.tree, 'large')
  const content = Buffer.alloc(5_300_000)
  for (let byte = 0; byte < content.length; byte += 1) content[byte] = (byte * 31) % 251
  fs.writeFileSync(at, content)
  expect(await made.a.replicator.finalSync(never)).toMatchObject({ ok: true })
  expect(differenceOf(made.a.tree, made.b.tree)).toBeNull()
  const fd = fs.openSync(at, 'r+')
  fs.writeSync(fd, Buffer.from([255]), 0, 1, 2_500_000)
  fs.closeSync(fd)
  expect(await made.a.replicator.finalSync(never)).toMatchObject({ ok: true })
  expect(differenceOf(made.a.tree, made.b.tree)).toBeNull()
  fs.appendFileSync(at, 'more')
  fs.renameSync(at, path.join(made.a.tree, 'renamed'))
  expect(await made.a.replicator.finalSync(never)).toMatchObject({ ok: true })
  expect(differenceOf(made.a.tree, made.b.tree)).toBeNull()
})

test('changes no watch announced are found by the full walk; a lost index is made anew', async () => {
  const made = await started({ fullScanIntervalMs: 1_000 })
  await Promise.all([made.a.replicator.close(), made.b.replicator.close()])
  fs.writeFileSync(path.join(made.b.data, 'index/data.mdb'), 'garbage')
  fs.truncateSync(path.join(made.a.data, 'index/data.mdb'), 8192)
  fs.writeFileSync(path.join(made.a.tree, 'while off'), 'new')
  made.a.restart()
  made.b.restart()
  follow(made, 2)
  await untilUpdated(made.b)
  expect(differenceOf(made.a.tree, made.b.tree)).toBeNull()
  expect(made.a.log.concat(made.b.log).filter((line) => line.includes('made anew')).length).toBeGreaterThan(0)
  // Equal content is known again without a transfer, and nothing equal is salvaged.
  expect(made.b.replicator.view().salvagedCount).toBe(0)
})

test('a destination of another epoch is refused', async () => {
  const made = createTestPair()
  pair = made
  made.a.replicator.setRole({ as: 'source', epoch: 2 })
  made.b.replicator.setRole({ as: 'destination', epoch: 3 })
  fs.writeFileSync(path.join(made.a.tree, 'x'), 'of an older epoch')
  await until('it is said', () => made.a.log.some((line) => line.includes('epoch 3')))
  expect(fs.existsSync(path.join(made.b.tree, 'x'))).toBe(false)
  made.a.replicator.setRole({ as: 'source', epoch: 3 })
  await untilUpdated(made.b)
})
