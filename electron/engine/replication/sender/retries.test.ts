import { expect, test } from 'vitest'
import type { SetState } from '../context.ts'
import { createRetries, failureDelay } from './retries.ts'

const set = { number: 0 } as SetState

test('what the standby cannot write is tried after growing pauses, though it is read well each time', () => {
  const retries = createRetries(() => undefined)
  const pauses = [1, 2, 3, 4, 5].map(() => {
    retries.succeeded('reading', set, 'large')
    return failureDelay('diskFull', retries.failed('writing', set, 'large'))
  })
  expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 5_000])
  retries.succeeded('writing', set, 'large')
  expect(retries.failed('writing', set, 'large')).toBe(1)
})
