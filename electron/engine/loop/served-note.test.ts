import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { emptyDurable } from '../../../shared/core/durable.ts'
import { scratchFolder } from '../store/fixtures.ts'
import { openServedNote, servedUntilAtStart } from './served-note.ts'

const wallMs = Date.UTC(2026, 0, 1)

test('what was noted last is read by the next life; it is not written more often than needed', async () => {
  const folder = scratchFolder()
  const served = openServedNote(folder)
  expect(served.wallMs).toBeNull()
  served.note(wallMs + 0.5)
  await expect.poll(() => openServedNote(folder).wallMs).toBe(wallMs)
  served.note(wallMs + 9_999)
  await expect
    .poll(() => {
      served.note(wallMs + 10_001)
      return openServedNote(folder).wallMs
    })
    .toBe(wallMs + 10_001)
  // The clock was set back.
  await expect
    .poll(() => {
      served.note(wallMs - 60_000)
      return openServedNote(folder).wallMs
    })
    .toBe(wallMs - 60_000)
})

test('a damaged note, and a folder that takes none, are nothing', async () => {
  const folder = scratchFolder()
  fs.writeFileSync(path.join(folder, 'served-until'), '17')
  expect(openServedNote(folder).wallMs).toBeNull()
  const gone = openServedNote(path.join(folder, 'gone'))
  gone.note(wallMs)
  expect(gone.wallMs).toBeNull()
})

describe('at a start', () => {
  const begun = { wallMs, isEnd: false }
  const ended = { wallMs, isEnd: true }
  const later = wallMs + 60_000
  test.each([
    ['killed: the last moment noted', begun, later, false, { wallMs: later, isEnd: false }],
    ['killed while it served alone', begun, later, true, { wallMs: later, isEnd: false }],
    ['nothing was noted', begun, null, false, begun],
    ['noted in an earlier time of control', begun, wallMs - 1, false, begun],
    ['noted by a clock that was ahead', begun, wallMs + 200_000, false, begun],
    ['it had ended', ended, later, false, ended],
    ['it serves alone again', ended, later, true, { wallMs: wallMs + 100_000, isEnd: false }],
  ])('%s', (_, inControlUntil, notedMs, isAlone, expected) => {
    const at = { isAlone, wallMs: wallMs + 100_000 }
    expect(servedUntilAtStart({ ...emptyDurable, inControlUntil }, notedMs, at)).toEqual(expected)
  })
})
