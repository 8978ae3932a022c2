import { expect, test } from 'vitest'
import { holdOf, stillHeld } from './guard.ts'

test.each([
  [{ known: 1000, missing: 100, lostBefore: 0, isOtherDevice: false, isFirstLook: false }, 'none'],
  [{ known: 400, missing: 101, lostBefore: 0, isOtherDevice: false, isFirstLook: false }, 'deletionsHeld'],
  [{ known: 1000, missing: 150, lostBefore: 0, isOtherDevice: false, isFirstLook: false }, 'none'],
  [{ known: 900, missing: 110, lostBefore: 100, isOtherDevice: false, isFirstLook: false }, 'deletionsHeld'],
  [{ known: 900, missing: 1, lostBefore: 0, isOtherDevice: true, isFirstLook: true }, 'deletionsHeld'],
  [{ known: 900, missing: 0, lostBefore: 0, isOtherDevice: true, isFirstLook: true }, 'none'],
  [{ known: 3, missing: 3, lostBefore: 0, isOtherDevice: false, isFirstLook: true }, 'folderSuddenlyEmpty'],
  [{ known: 3, missing: 3, lostBefore: 0, isOtherDevice: false, isFirstLook: false }, 'none'],
  [
    { known: 50, missing: 50, lostBefore: 0, isOtherDevice: false, isFirstLook: false },
    'folderSuddenlyEmpty',
  ],
] as const)('the guard decides %o: %s', (loss, hold) => {
  expect(holdOf(loss)).toBe(hold)
})

test.each([
  [301, 301, 'folderSuddenlyEmpty'],
  [301, 300, 'deletionsHeld'],
  [3, 1, 'deletionsHeld'],
  [100_000, 1, 'deletionsHeld'],
  [301, 0, 'none'],
  [0, 0, 'none'],
] as const)('a hold on a set of %i items, %i of them still missing: %s', (known, missing, hold) => {
  expect(stillHeld(known, missing)).toBe(hold)
})
