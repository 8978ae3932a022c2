import { describe, expect, it } from 'vitest'
import { durable, emptyDurable } from './durable.ts'
import { awayAtStart, lastAutomaticAt, maintenanceAtStart, readAtStart } from './kept-times.ts'

const WALL = Date.UTC(2026, 5, 1)
const DAY = 86_400_000
const NEVER = Number.NEGATIVE_INFINITY

it('the file of a version before these fields still loads', () => {
  const { automaticActs, lastAutomaticAct, maintenance, primaryAway, primaryLicensed, ...old } = emptyDurable
  expect(durable.parse(old)).toEqual(emptyDurable)
})

describe('days without the Primary, over a time off', () => {
  const away = (ms: number, savedWallMs: number, wallMs: number) =>
    awayAtStart({ ...emptyDurable, primaryAway: { ms, wallMs: savedWallMs } }, wallMs)

  it('the time off counts', () => expect(away(3 * DAY, WALL, WALL + 2 * DAY)).toBe(5 * DAY))
  it('a clock set back takes no days away', () => expect(away(3 * DAY, WALL, WALL - 9 * DAY)).toBe(3 * DAY))
  it('a moment from a clock without a battery is no moment', () => {
    expect(away(3 * DAY, 5_000, WALL)).toBe(3 * DAY)
  })
  it('no more than a year', () => expect(away(0, WALL, WALL + 9_000 * DAY)).toBe(365 * DAY))
})

describe('a planned maintenance, over a time off', () => {
  const end = { number: 2, endsWallMs: WALL + 1_000, lastsMs: 5_000 }
  it('ends when it would have', () => expect(maintenanceAtStart(end, 100, WALL)).toBe(1_100))
  it('is over when its end passed', () => expect(maintenanceAtStart(end, 100, WALL + 1_000)).toBe(NEVER))
  it('a clock set back makes it no longer than it was', () => {
    expect(maintenanceAtStart(end, 100, WALL - DAY)).toBe(5_100)
  })
})

describe('automatic acts, over a time off', () => {
  const at = (lastAutomaticAct: number, wallMs: number) => {
    const kept = readAtStart({ ...emptyDurable, lastAutomaticAct, automaticActs: [lastAutomaticAct] }, wallMs)
    return [lastAutomaticAt(kept, 100, wallMs), kept.automaticActs[0]]
  }
  it('the gap goes on', () => expect(at(WALL - 40, WALL)).toEqual([60, WALL - 40]))
  it('an act in the future was just now', () => expect(at(WALL + DAY, WALL)).toEqual([100, WALL]))
  it('none was never', () => expect(lastAutomaticAt(emptyDurable, 100, WALL)).toBe(NEVER))
})
