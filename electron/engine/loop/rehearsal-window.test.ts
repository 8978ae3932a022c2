import { describe, expect, it } from 'vitest'
import { askedRehearsalTime } from '../../../shared/contract/rehearsal-window.ts'
import { windowOf } from './rehearsal-window.ts'

const at = (day: number, hours: number, minutes: number, seconds = 0): number =>
  new Date(2026, 10, day, hours, minutes, seconds).getTime()

describe('a time of day', () => {
  it('now is no window', () => {
    expect(windowOf({ kind: 'now' }, at(22, 12, 0))).toBeNull()
  })

  it.each([
    ['02:30', at(22, 1, 0), at(22, 2, 30)],
    ['02:30', at(22, 2, 30), at(22, 2, 30)],
    ['02:30', at(22, 2, 30, 1), at(23, 2, 30)],
    ['00:00', at(30, 23, 59), new Date(2026, 11, 1).getTime()],
  ])('%s is the next one that comes', (time, now, notBeforeWallMs) => {
    expect(windowOf({ kind: 'at', at: time }, now)).toEqual({
      notBeforeWallMs,
      notAfterWallMs: notBeforeWallMs + 300_000,
    })
  })

  it.each([
    ['02:00', '04:00', at(22, 1, 0), at(22, 2, 0), at(22, 4, 0)],
    ['02:00', '04:00', at(22, 3, 0), at(22, 2, 0), at(22, 4, 0)],
    ['02:00', '04:00', at(22, 4, 0), at(23, 2, 0), at(23, 4, 0)],
    ['23:00', '01:00', at(22, 0, 30), at(21, 23, 0), at(22, 1, 0)],
    ['23:00', '01:00', at(22, 12, 0), at(22, 23, 0), at(23, 1, 0)],
  ])('between %s and %s is the window that is open or comes next', (from, to, now, begins, ends) => {
    expect(windowOf({ kind: 'between', from, to }, now)).toEqual({
      notBeforeWallMs: begins,
      notAfterWallMs: ends,
    })
  })
})

it('a window that ends when it begins is none: nobody is asked to switch over at once by a slip', () => {
  expect(askedRehearsalTime.safeParse({ kind: 'between', from: '04:00', to: '04:00' }).success).toBe(false)
})

it('a window lasts half a day at most: nobody who exchanged two times is asked to switch over in office hours', () => {
  const isWindow = (from: string, to: string): boolean =>
    askedRehearsalTime.safeParse({ kind: 'between', from, to }).success
  expect(isWindow('04:00', '03:59')).toBe(false)
  expect(isWindow('18:00', '06:01')).toBe(false)
  expect(isWindow('18:00', '06:00')).toBe(true)
  expect(isWindow('06:00', '18:00')).toBe(true)
})
