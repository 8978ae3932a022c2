import { expect, test } from 'vitest'
import type { WatchEvent } from '../demo/auditor.ts'
import { outagesOf } from './outages.ts'

const at = (kind: 'up' | 'down', side: 'A' | 'B', atMs: number): WatchEvent => ({
  ...{ kind, side, atMs },
  service: 'voice-mail',
})

test('a service that answers all the time has no outage', () => {
  const seen = outagesOf([at('up', 'A', 5)], 10, 100)
  expect([seen.longestMs, seen.bothMs, seen.lastUpMs('A')]).toEqual([0, 0, null])
})

test('the time nobody answers, and the moment the other begins', () => {
  const seen = outagesOf([at('up', 'A', 5), at('down', 'A', 20), at('up', 'B', 50)], 10, 100)
  expect([seen.longestMs, seen.bothMs, seen.lastUpMs('B')]).toEqual([30, 0, 50])
})

test('the time both answer', () => {
  const seen = outagesOf([at('up', 'A', 5), at('up', 'B', 50), at('down', 'A', 57)], 10, 100)
  expect([seen.longestMs, seen.bothMs]).toEqual([0, 7])
})

test('an outage that is not over', () => {
  expect(outagesOf([at('up', 'A', 5), at('down', 'A', 20)], 10, 100).longestMs).toBe(80)
})
