import { describe, expect, it } from 'vitest'
import { type Pair, slowTiming } from './testing/pair.ts'
import { armedPair, failedRules, holder, servingPair, story } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

const { declareLostMs } = slowTiming
const HOUR = 3_600_000

const inMaintenance = (pair: Pair = armedPair()): Pair => {
  expect(pair.maintain('primary', HOUR)).toBeNull()
  pair.secondary.decisions.length = 0
  return pair
}
/** What became of each request. */
const ofMaintenance = (pair: Pair, role: 'primary' | 'secondary'): string[] =>
  story(pair[role]).filter((entry) => entry.includes('Maintenance'))
const left = (pair: Pair, role: 'primary' | 'secondary') => seenFrom(pair, role).maintenance?.leftMs ?? 0
const alarms = (pair: Pair, role: 'primary' | 'secondary') =>
  seenFrom(pair, role).alarms.map(({ code }) => code)

describe('planned maintenance', () => {
  it('is in force on both servers when the command is answered, and said loudly with its end', () => {
    const pair = inMaintenance()
    for (const role of ['primary', 'secondary'] as const) {
      expect(left(pair, role)).toBe(HOUR)
      expect(alarms(pair, role)).toContain('maintenance')
    }
    expect(seenFrom(pair, 'secondary').automatic.armed).toBe(true)
  })

  it('nobody takes over from an active that is shut down, until the end; then it is as before', () => {
    const pair = inMaintenance()
    pair.crash('primary')
    pair.pass(HOUR - 60_000)
    expect(pair.secondary.state.mode).toBe('standby')
    expect(failedRules(pair.secondary, 'takeOver refused')).toEqual(['noMaintenance'])
    pair.pass(60_000 + declareLostMs)
    expect(holder(pair)).toBe('secondary')
  })

  it.each([
    ['primary', 'secondary'],
    ['secondary', 'primary'],
  ] as const)(
    'both are shut down, the %s first, and started in that order: the former active resumes',
    (first, last) => {
      const pair = inMaintenance()
      const { lastSwitchOver } = pair.primary.disk
      pair.crash(first)
      pair.pass(60_000)
      pair.crash(last)
      pair.pass(10 * 60_000)
      pair.boot(first)
      pair.pass(5 * 60_000)
      pair.boot(last)
      pair.pass(60_000)
      expect(holder(pair)).toBe('primary')
      expect(pair.primary.disk.lastSwitchOver).toEqual(lastSwitchOver)
      expect(pair.secondary.disk.lastSwitchOver).toEqual(lastSwitchOver)
      expect(left(pair, 'primary')).toBeGreaterThan(0)
    },
  )

  it('is ended early, on either server', () => {
    const pair = inMaintenance()
    expect(pair.maintain('secondary', 0)).toBeNull()
    pair.pass(100)
    expect([left(pair, 'primary'), left(pair, 'secondary')]).toEqual([0, 0])
    pair.crash('primary')
    pair.pass(declareLostMs + 20_000)
    expect(holder(pair)).toBe('secondary')
  })

  it('a server that was off hears of it, or of its end, when the two meet', () => {
    const pair = servingPair()
    pair.crash('secondary')
    expect(pair.maintain('primary', HOUR)).toBeNull()
    pair.boot('secondary')
    pair.pass(20_000)
    expect(left(pair, 'secondary')).toBeGreaterThan(0)
    pair.crash('secondary')
    expect(pair.maintain('primary', 0)).toBeNull()
    pair.boot('secondary')
    pair.pass(20_000)
    expect(left(pair, 'secondary')).toBe(0)
  })

  it('an active cannot begin one that its armed standby would not hear of', () => {
    const pair = armedPair()
    pair.unplug()
    expect(pair.maintain('primary', HOUR)).toEqual(['linked'])
    expect(left(pair, 'primary')).toBe(0)
    expect(pair.maintain('secondary', HOUR)).toBeNull()
  })

  it('to end one where none is under way does nothing, and is no entry', () => {
    const pair = armedPair()
    const { number } = pair.primary.disk.maintenance
    expect(pair.maintain('primary', 0)).toBeNull()
    expect(ofMaintenance(pair, 'primary')).toEqual([])
    expect(pair.primary.disk.maintenance.number).toBe(number)
    expect(pair.maintain('primary', HOUR)).toBeNull()
    expect(pair.maintain('primary', 0)).toBeNull()
    const ended = ofMaintenance(pair, 'primary')
    expect(pair.maintain('primary', 0)).toBeNull()
    expect(ofMaintenance(pair, 'primary')).toEqual(ended)
  })

  it('one that only the other server still knows of is ended, too, also where that one is not heard', () => {
    for (const isHeard of [true, false]) {
      const pair = armedPair()
      expect(pair.maintain('secondary', HOUR)).toBeNull()
      pair.crash('secondary')
      pair.clockAhead.secondary += 2 * HOUR
      pair.boot('secondary')
      if (isHeard) pair.pass(5_000)
      else pair.unplug()
      expect(pair.maintain('secondary', 0)).toBeNull()
      if (!isHeard) pair.plug()
      pair.pass(5_000)
      expect(pair.primary.disk.maintenance.endsWallMs).toBe(0)
    }
  })

  it('ends a take-over that has begun', () => {
    const pair = armedPair()
    pair.crash('primary')
    pair.pass(declareLostMs)
    expect(pair.secondary.state.mode).toBe('takingOver')
    pair.maintain('secondary', HOUR)
    expect(pair.secondary.state.mode).toBe('standby')
    expect(story(pair.secondary)).toContain('takeOver abandoned')
  })
})

it('of requests that wait for the other server the newest counts; the others are answered at once', () => {
  const pair = armedPair()
  pair.open.secondary = false
  expect(pair.maintain('primary', HOUR)).toBeUndefined()
  expect(pair.maintain('primary', 2 * HOUR)).toBeUndefined()
  const answers = () => pair.primary.effects.filter((effect) => effect.do === 'answer')
  expect(
    answers()
      .at(-1)
      ?.refusal?.rules.map(({ rule }) => rule),
  ).toEqual(['newestRequest'])
  pair.open.secondary = true
  pair.pass(1_500)
  expect(answers().at(-1)?.refusal).toBeNull()
  expect(left(pair, 'secondary')).toBeGreaterThan(HOUR)
  expect(ofMaintenance(pair, 'primary')).toEqual([
    'beginMaintenance begun',
    'beginMaintenance abandoned',
    'beginMaintenance begun',
    'beginMaintenance done',
  ])
  expect(failedRules(pair.primary, 'beginMaintenance abandoned')).toEqual(['newestRequest'])
})

it('one whose place another one of the other server took is not done, and who asked hears so', () => {
  const pair = armedPair()
  pair.carries = ({ kind }) => kind !== 'heartbeat'
  expect(pair.maintain('secondary', HOUR)).toBeUndefined()
  expect(pair.maintain('primary', 2 * HOUR)).toBeUndefined()
  pair.carries = () => true
  pair.pass(1_500)
  expect(ofMaintenance(pair, 'secondary')).toEqual([
    'beginMaintenance begun',
    'beginMaintenance noted',
    'beginMaintenance abandoned',
  ])
  expect(ofMaintenance(pair, 'primary')).toEqual(['beginMaintenance begun', 'beginMaintenance done'])
  const answer = pair.secondary.effects.filter((effect) => effect.do === 'answer').at(-1)
  expect(answer?.refusal?.rules.map(({ rule }) => rule)).toEqual(['newestRequest'])
  expect(left(pair, 'secondary')).toBeGreaterThan(HOUR)
})

it('one that took the place of another and could not be stored leaves what was before both', () => {
  const pair = armedPair()
  pair.open.secondary = false
  pair.maintain('primary', HOUR)
  pair.maintain('primary', 2 * HOUR)
  pair.pass(2_500)
  expect(left(pair, 'primary')).toBe(0)
})

it('one that the armed standby could not store is as if it had not been begun, or ended', () => {
  const pair = armedPair()
  pair.open.secondary = false
  expect(pair.maintain('primary', HOUR)).toBeUndefined()
  pair.pass(2_500)
  expect(left(pair, 'primary')).toBe(0)
  expect(ofMaintenance(pair, 'primary')).toEqual(['beginMaintenance begun', 'beginMaintenance abandoned'])
  expect(failedRules(pair.primary, 'beginMaintenance abandoned')).toEqual(['linked'])
  pair.open.secondary = true
  pair.pass(5_000)
  expect([left(pair, 'primary'), left(pair, 'secondary')]).toEqual([0, 0])
})
