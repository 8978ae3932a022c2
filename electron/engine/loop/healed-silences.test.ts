import { expect, test } from 'vitest'
import type { RecordEntry } from '../../../shared/contract/record.ts'
import { entryOf, scratchFolder } from '../store/fixtures.ts'
import { openRecord } from '../store/record.ts'
import { watchSilences } from './healed-silences.ts'

const NOW = Date.UTC(2026, 10, 22)
const DAY_MS = 86_400_000

const silence = (wallMs: number, silentMs: number): RecordEntry => ({
  ...entryOf(wallMs, 'wouldTakeOver'),
  rules: [{ rule: 'activeBackByItself', holds: true, value: silentMs, limit: null, remedy: 'none' }],
})

test('silences of the last 90 days, from the record and from now on; nothing else counts', async () => {
  const opened = openRecord(scratchFolder())
  if (!opened.ok) throw new Error(opened.message)
  const { record } = opened
  record.append(silence(NOW - 91 * DAY_MS, 90_000))
  record.append(silence(NOW - 2 * DAY_MS, 14_000))
  record.append({ ...silence(NOW - DAY_MS, 50_000), outcome: 'abandoned' })
  record.append(entryOf(NOW - DAY_MS, 'arm'))
  // The active had failed and was started anew: no false alarm.
  const failed = silence(NOW - DAY_MS, 40_000)
  record.append({ ...failed, rules: failed.rules.map((rule) => ({ ...rule, holds: false })) })
  const faults: unknown[] = []
  const silences = watchSilences(
    record,
    () => NOW,
    (error) => faults.push(error),
  )
  await expect.poll(() => silences.lengthsMs).toEqual([14_000])
  silences.note(silence(NOW, 12_000))
  silences.note(entryOf(NOW, 'arm'))
  expect(silences.lengthsMs).toEqual([14_000, 12_000])
  expect(faults).toEqual([])
  await record.close()
})
