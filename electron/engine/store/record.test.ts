import fs from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { everyRecord, type RecordFilter } from '../../../shared/contract/record.ts'
import { entryOf, fillDisk, scratchFolder, smallDisk } from './fixtures.ts'
import { type DecisionRecord, openRecord } from './record.ts'

const opened = (dataDir: string) => {
  const result = openRecord(dataDir)
  if (!result.ok) throw new Error(result.message)
  return result
}
const words = ({ act }: { act: string }) => `The act ${act}`
const newest = async (record: DecisionRecord, limit: number) => {
  const entries = []
  let after: string | null = null
  do {
    const page = await record.page({ filter: everyRecord, limit, after }, words)
    entries.push(...page.entries)
    after = page.next
  } while (after !== null && entries.length < limit)
  return entries
}
const january = Date.UTC(2025, 0, 31, 23, 59)
const february = Date.UTC(2025, 1, 1)
const acts = async (dataDir: string, limit: number): Promise<string[]> => {
  const { record } = opened(dataDir)
  const entries = await newest(record, limit)
  await record.close()
  return entries.map((entry) => entry.act)
}

test('entries come back newest first, across months, as they were written', async () => {
  const dataDir = scratchFolder()
  const { record, repaired } = opened(dataDir)
  expect(repaired).toEqual([])
  for (const entry of [
    entryOf(january, 'one'),
    entryOf(january, 'two\nlines'),
    entryOf(february, 'drei Ü'),
  ]) {
    record.append(entry)
  }
  expect(await newest(record, 10)).toEqual([
    entryOf(february, 'drei Ü'),
    entryOf(january, 'two\nlines'),
    entryOf(january, 'one'),
  ])
  expect((await newest(record, 2)).map((entry) => entry.act)).toEqual(['drei Ü', 'two\nlines'])
  await record.close()
  expect(fs.readdirSync(path.join(dataDir, 'records'))).toEqual(['2025-01.jsonl', '2025-02.jsonl'])
  expect(fs.statSync(path.join(dataDir, 'records', '2025-01.jsonl')).mode & 0o777).toBe(0o600)
  expect(await acts(dataDir, 10)).toEqual(['drei Ü', 'two\nlines', 'one'])
})

test('a long month is read back only as far as asked for, chunks and lines crossing', async () => {
  const dataDir = scratchFolder()
  const { record } = opened(dataDir)
  for (let count = 0; count < 1500; count += 1)
    record.append(entryOf(january, `${count} ${'ä'.repeat(count % 300)}`))
  await record.flush()
  const entries = await newest(record, 1000)
  expect(entries.map((entry) => Number.parseInt(entry.act, 10))).toEqual(
    Array.from({ length: 1000 }, (_, index) => 1499 - index),
  )
  await record.close()
})

test('an entry is in the file when append returns', () => {
  const dataDir = scratchFolder()
  const { record } = opened(dataDir)
  record.append(entryOf(january, 'seen'))
  expect(fs.readFileSync(path.join(dataDir, 'records', '2025-01.jsonl'), 'utf8')).toContain('"seen"')
})

test('a torn last line is cut at any place and reported; one that only lacks its end is completed', async () => {
  const line = `${JSON.stringify(entryOf(january, 'whole'))}\n`
  const last = `${JSON.stringify(entryOf(january, 'last'))}`
  for (let length = 1; length <= last.length; length += 1) {
    const dataDir = scratchFolder()
    fs.mkdirSync(path.join(dataDir, 'records'))
    const file = path.join(dataDir, 'records', '2025-01.jsonl')
    fs.writeFileSync(file, line + last.slice(0, length))
    const { record, repaired } = opened(dataDir)
    expect(repaired).toHaveLength(1)
    const isWhole = length === last.length
    expect(repaired[0]).toContain(isWhole ? 'lacked its end' : `was torn (${length} bytes`)
    record.append(entryOf(january, 'next'))
    await record.close()
    expect(await acts(dataDir, 9)).toEqual(isWhole ? ['next', 'last', 'whole'] : ['next', 'whole'])
  }
})

test('a tail of zeros after a power failure is cut', async () => {
  const dataDir = scratchFolder()
  fs.mkdirSync(path.join(dataDir, 'records'))
  fs.writeFileSync(path.join(dataDir, 'records', '2025-01.jsonl'), Buffer.alloc(100_000))
  const { record, repaired } = opened(dataDir)
  expect(repaired[0]).toContain('was torn (100000 bytes')
  await record.close()
  expect(await acts(dataDir, 9)).toEqual([])
})

test('a damaged line in the middle is named and hides nothing else', async () => {
  const dataDir = scratchFolder()
  fs.mkdirSync(path.join(dataDir, 'records'))
  const line = (act: string): string => `${JSON.stringify(entryOf(january, act))}\n`
  fs.writeFileSync(path.join(dataDir, 'records', '2025-01.jsonl'), `${line('a')}{"half\n${line('b')}`)
  const { record } = opened(dataDir)
  const page = await record.page({ filter: everyRecord, limit: 9, after: null }, words)
  expect(page.entries.map(({ act }) => act)).toEqual(['b', 'a'])
  expect(page.damaged).toEqual([
    `2025-01.jsonl at byte ${line('a').length}: the line cannot be read and was passed over.`,
  ])
  await record.close()
})

test('page by page every decision comes once, also while new ones are written', async () => {
  const dataDir = scratchFolder()
  const { record } = opened(dataDir)
  for (let count = 0; count < 25; count += 1)
    record.append(entryOf(count < 10 ? january : february, `no. ${count}`))
  const seen: string[] = []
  let after: string | null = null
  do {
    const page = await record.page({ filter: everyRecord, limit: 4, after }, words)
    expect(page.entries.length).toBeLessThanOrEqual(4)
    seen.push(...page.entries.map(({ act }) => act))
    after = page.next
    record.append(entryOf(february, 'later'))
  } while (after !== null)
  expect(seen).toEqual(Array.from({ length: 25 }, (_, index) => `no. ${24 - index}`))
  await record.close()
})

test('what is asked for: time, act, outcome, person, words', async () => {
  const dataDir = scratchFolder()
  const { record } = opened(dataDir)
  record.append(entryOf(january, 'arm'))
  record.append({ ...entryOf(february, 'arm'), person: 'link:Anna', outcome: 'refused' })
  record.append(entryOf(february + 1_000, 'takeOver'))
  const found = async (filter: Partial<RecordFilter>) => {
    const query = { filter: { ...everyRecord, ...filter }, limit: 9, after: null }
    const { entries } = await record.page(query, words)
    return entries.map(({ act, wallMs }) => `${act} ${wallMs}`)
  }
  const [first, second, third] = [`arm ${january}`, `arm ${february}`, `takeOver ${february + 1_000}`]
  expect(await found({})).toEqual([third, second, first])
  expect(await found({ from: february })).toEqual([third, second])
  expect(await found({ from: january, to: february })).toEqual([second, first])
  expect(await found({ act: 'arm' })).toEqual([second, first])
  expect(await found({ outcome: 'refused' })).toEqual([second])
  expect(await found({ person: 'anna' })).toEqual([second])
  expect(await found({ text: 'ACT TAKE' })).toEqual([third])
  await record.close()
})

test('a year is kept; what is older goes when a month begins, and that is said', async () => {
  const dataDir = scratchFolder()
  const said: string[] = []
  const result = openRecord(dataDir, (sentence) => said.push(sentence))
  if (!result.ok) throw new Error(result.message)
  for (let month = 0; month < 16; month += 1)
    result.record.append(entryOf(Date.UTC(2024, month, 3), `${month}`))
  const files = fs.readdirSync(path.join(dataDir, 'records')).sort()
  expect([files[0], files.at(-1), files.length]).toEqual(['2024-03.jsonl', '2025-04.jsonl', 14])
  expect(said).toEqual([
    expect.stringContaining('The decisions of 2024-01 are over a year old'),
    expect.stringContaining('The decisions of 2024-02 are over a year old'),
  ])
  // A clock that jumped years ahead throws no more away than the last month that ended permits.
  result.record.append(entryOf(Date.UTC(2093, 5, 1), 'jumped'))
  const left = fs.readdirSync(path.join(dataDir, 'records')).sort()
  expect([left[0], left.at(-1), left.length]).toEqual(['2024-04.jsonl', '2093-06.jsonl', 14])
  await result.record.close()
})

test('a full disk is a state that is said, nothing is lost, and it heals by itself', async (context) => {
  const disk = smallDisk(128)
  if (disk === null) return context.skip('this user may not mount a small disk')
  const { record } = opened(disk)
  const problems: (string | null)[] = []
  record.onProblem((problem) => problems.push(problem))
  record.append(entryOf(january, 'before'))
  const free = fillDisk(disk)
  const during = Array.from({ length: 30 }, (_, index) => `during ${index}`)
  for (const act of during) record.append(entryOf(january, act))
  expect(record.problem()).toContain('the disk is full')
  expect((await newest(record, 100)).map((entry) => entry.act)).toEqual(['before', ...during].reverse())
  free()
  record.append(entryOf(january, 'after'))
  await record.flush()
  expect(record.problem()).toBeNull()
  expect(problems.at(-1)).toBeNull()
  await record.close()
  expect(await acts(disk, 100)).toEqual(['before', ...during, 'after'].reverse())
})

test('a file in place of the folder is one sentence', () => {
  const dataDir = scratchFolder()
  fs.writeFileSync(path.join(dataDir, 'records'), '')
  const result = openRecord(dataDir)
  expect(result.ok ? '' : result.message).toContain('could not be opened')
})
