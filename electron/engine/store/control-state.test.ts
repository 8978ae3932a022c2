import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { encodeSlot, MOST_VALUE_BYTES, SLOT_BYTES } from './control-slot.ts'
import { openControlState } from './control-state.ts'
import { fillDisk, scratchFolder, smallDisk } from './fixtures.ts'

const schema = z.object({ held: z.number(), note: z.string() }).strict()
type Value = z.infer<typeof schema>
const initial: Value = { held: 0, note: 'new' }
const valueFor = (held: number): Value => ({ held, note: `epoch ${held} `.repeat(200) })

const opened = (dataDir: string) => {
  const result = openControlState(dataDir, schema, initial)
  if (!result.ok) throw new Error(result.message)
  return result
}
const held = (dataDir: string): number => {
  const { state } = opened(dataDir)
  state.close()
  return state.value.held
}
const fileOf = (dataDir: string): string => path.join(dataDir, 'control-state')

/** The file at the moment a write from 1 to 2 was cut off. */
const slots = {
  old: { A: encodeSlot('A', 7, valueFor(1)), B: encodeSlot('B', 7, valueFor(1)) },
  next: { A: encodeSlot('A', 8, valueFor(2)), B: encodeSlot('B', 8, valueFor(2)) },
}
const cutAt = (from: Buffer, to: Buffer, at: number): Buffer =>
  Buffer.concat([to.subarray(0, at), from.subarray(at)])

/** Every byte of the header and its surroundings, and every sector. */
const boundaries = [
  ...Array.from({ length: 300 }, (_, index) => index),
  ...Array.from({ length: SLOT_BYTES / 512 + 1 }, (_, index) => index * 512),
  SLOT_BYTES - 1,
]

/** The first byte in which two copies differ: a cut before it changed nothing. */
const firstDifference = (from: Buffer, to: Buffer): number =>
  from.findIndex((byte, index) => byte !== to[index])
const lastDifference = (from: Buffer, to: Buffer): number =>
  from.reduce((last, byte, index) => (byte === to[index] ? last : index), -1)

test('a new server gets the initial value, in a private file that less can show', () => {
  const dataDir = scratchFolder()
  const { state, created } = opened(dataDir)
  expect(created).toBe(true)
  expect(state.value).toEqual(initial)
  state.close()
  const stat = fs.statSync(fileOf(dataDir))
  expect(stat.size).toBe(2 * SLOT_BYTES)
  expect(stat.mode & 0o777).toBe(0o600)
  expect(fs.readFileSync(fileOf(dataDir), 'utf8')).toMatch(/^[\n\x20-\x7e]+$/)
  expect(fs.readdirSync(dataDir)).toEqual(['control-state'])
})

test('a written value is there after the next start', () => {
  const dataDir = scratchFolder()
  const first = opened(dataDir)
  first.state.write(valueFor(1))
  first.state.write(valueFor(2))
  expect(first.state.value.held).toBe(2)
  first.state.close()
  const again = opened(dataDir)
  expect(again.created).toBe(false)
  expect(again.repaired).toBeNull()
  expect(again.state.value).toEqual(valueFor(2))
  again.state.close()
})

test('a write cut off in the first copy, at any place, leaves the old value', () => {
  const dataDir = scratchFolder()
  const { old, next } = slots
  const last = lastDifference(old.A, next.A)
  for (const at of boundaries) {
    fs.writeFileSync(fileOf(dataDir), Buffer.concat([cutAt(old.A, next.A, at), old.B]))
    expect(held(dataDir), `cut at ${at}`).toBe(at > last ? 2 : 1)
  }
})

test('a write cut off in the second copy, at any place, leaves the new value', () => {
  const dataDir = scratchFolder()
  const { old, next } = slots
  for (const at of boundaries) {
    fs.writeFileSync(fileOf(dataDir), Buffer.concat([next.A, cutAt(old.B, next.B, at)]))
    const result = opened(dataDir)
    expect(result.state.value.held, `cut at ${at}`).toBe(2)
    const isMixed = at > firstDifference(old.B, next.B) && at <= lastDifference(old.B, next.B)
    expect(result.repaired !== null, `cut at ${at}`).toBe(isMixed)
    result.state.close()
    expect(fs.readFileSync(fileOf(dataDir)).equals(Buffer.concat([next.A, next.B])), `cut at ${at}`).toBe(
      true,
    )
  }
})

test('sectors that reached the disk in any order never make a value of their own', () => {
  const dataDir = scratchFolder()
  const { old, next } = slots
  let seed = 42
  const random = (): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return seed / 2_147_483_648
  }
  for (let round = 0; round < 200; round += 1) {
    const mixed = Buffer.from(old.A)
    for (let at = 0; at < SLOT_BYTES; at += 512) if (random() < 0.5) next.A.copy(mixed, at, at, at + 512)
    fs.writeFileSync(fileOf(dataDir), Buffer.concat([mixed, old.B]))
    expect(held(dataDir), `seed round ${round}`).toBe(mixed.equals(next.A) ? 2 : 1)
  }
})

test('one flipped bit anywhere in either copy is repaired from the other and reported', () => {
  const dataDir = scratchFolder()
  const whole = Buffer.concat([slots.next.A, slots.next.B])
  for (let at = 0; at < whole.length; at += 61) {
    const rotten = Buffer.from(whole)
    rotten[at] = (rotten[at] ?? 0) ^ (1 << (at % 8))
    fs.writeFileSync(fileOf(dataDir), rotten)
    const result = opened(dataDir)
    expect(result.state.value.held).toBe(2)
    expect(result.repaired).toContain(`Copy ${at < SLOT_BYTES ? 'A' : 'B'}`)
    result.state.close()
    expect(fs.readFileSync(fileOf(dataDir)).equals(whole), `bit at ${at}`).toBe(true)
  }
})

test('after a start both copies are equal, so later rot of one cannot bring the older value back', () => {
  const dataDir = scratchFolder()
  fs.writeFileSync(fileOf(dataDir), Buffer.concat([slots.next.A, slots.old.B]))
  const first = opened(dataDir)
  expect(first.repaired).toBeNull()
  first.state.close()
  const bytes = fs.readFileSync(fileOf(dataDir))
  bytes[500] = 0
  fs.writeFileSync(fileOf(dataDir), bytes)
  expect(held(dataDir)).toBe(2)
})

test('a file cut short keeps its first copy', () => {
  const dataDir = scratchFolder()
  const whole = Buffer.concat([slots.next.A, slots.next.B])
  for (const length of [SLOT_BYTES, SLOT_BYTES + 1, 2 * SLOT_BYTES - 1]) {
    fs.writeFileSync(fileOf(dataDir), whole.subarray(0, length))
    expect(held(dataDir)).toBe(2)
    expect(fs.statSync(fileOf(dataDir)).size).toBe(2 * SLOT_BYTES)
  }
})

test('copies in each other’s place do not count', () => {
  const dataDir = scratchFolder()
  fs.writeFileSync(fileOf(dataDir), Buffer.concat([slots.next.B, slots.next.A]))
  expect(openControlState(dataDir, schema, initial).ok).toBe(false)
})

test.each([
  ['empty', Buffer.alloc(0)],
  ['zeros', Buffer.alloc(2 * SLOT_BYTES)],
  ['text', Buffer.from('{"held":9}')],
])(
  'both copies damaged (%s): one sentence with the file and what to do, and nothing is written',
  (_, bytes) => {
    const dataDir = scratchFolder()
    fs.writeFileSync(fileOf(dataDir), bytes)
    const result = openControlState(dataDir, schema, initial)
    expect(result).toMatchObject({ ok: false })
    if (result.ok) return
    expect(result.message).toContain(fileOf(dataDir))
    expect(result.message).toMatch(/restore the file from a backup.*start again\.$/)
    expect(fs.readFileSync(fileOf(dataDir)).equals(bytes)).toBe(true)
  },
)

test('a newest value of another version is refused, never replaced by an older one that fits', () => {
  const dataDir = scratchFolder()
  const foreign = encodeSlot('A', 9, { held: 3, note: 'x', more: true })
  fs.writeFileSync(fileOf(dataDir), Buffer.concat([foreign, slots.next.B]))
  const result = openControlState(dataDir, schema, initial)
  expect(result.ok ? '' : result.message).toContain('not of this version')
})

test('a server with a history never starts as a new one because the file is gone', () => {
  const dataDir = scratchFolder()
  fs.mkdirSync(path.join(dataDir, 'records'))
  fs.writeFileSync(path.join(dataDir, 'records', '2025-01.jsonl'), '{}\n')
  const result = openControlState(dataDir, schema, initial)
  expect(result.ok ? '' : result.message).toContain('is missing although this server has a history')
})

test('a creation that was cut off starts again', () => {
  const dataDir = scratchFolder()
  fs.writeFileSync(`${fileOf(dataDir)}.new`, 'half')
  expect(held(dataDir)).toBe(0)
  expect(fs.readdirSync(dataDir)).toEqual(['control-state'])
})

test('a folder or a link in place of the file is one sentence', () => {
  const folder = scratchFolder()
  fs.mkdirSync(fileOf(folder))
  expect(openControlState(folder, schema, initial)).toMatchObject({ ok: false })
  const linked = scratchFolder()
  fs.writeFileSync(path.join(linked, 'elsewhere'), 'x')
  fs.symlinkSync('elsewhere', fileOf(linked))
  const result = openControlState(linked, schema, initial)
  expect(result.ok ? '' : result.message).toContain('symbolic link')
})

test('a full disk stops no write', (context) => {
  const disk = smallDisk(256)
  if (disk === null) return context.skip('this user may not mount a small disk')
  const { state } = opened(disk)
  const free = fillDisk(disk)
  expect(() => fs.writeFileSync(path.join(disk, 'more'), 'x')).toThrow('ENOSPC')
  for (let epoch = 1; epoch <= 20; epoch += 1) state.write(valueFor(epoch))
  state.close()
  expect(held(disk)).toBe(20)
  free()
})

test('a value that does not fit is a bug, said before anything is written', () => {
  const dataDir = scratchFolder()
  const { state } = opened(dataDir)
  expect(() => state.write({ held: 1, note: 'x'.repeat(MOST_VALUE_BYTES) })).toThrow('more than the')
  state.close()
  expect(held(dataDir)).toBe(0)
})

test('after a failed write nothing is written any more', () => {
  const dataDir = scratchFolder()
  const { state } = opened(dataDir)
  state.close()
  expect(() => state.write(valueFor(1))).toThrow(`${fileOf(dataDir)} could not be written`)
  expect(() => state.write(valueFor(1))).toThrow('an earlier write failed')
  expect(state.value).toEqual(initial)
})
