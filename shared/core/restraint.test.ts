import { describe, expect, it } from 'vitest'
import { newPair, type Pair, slowTiming } from './testing/pair.ts'
import { armedPair, failedRules, holder, servingPair, story } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

/** What holds automatic acts back, over time and over restarts. */

const { declareLostMs, holdAfterJumpMs, minimumGapMs, mostAutomaticActs, automaticActsWithinMs } = slowTiming
const DAY = 86_400_000

const alarmsAt = (pair: Pair, role: 'primary' | 'secondary' = 'secondary') =>
  seenFrom(pair, role).alarms.map(({ code, severity }) => `${code} ${severity}`)

/** The standby is off for so long, by the clock on the wall, and comes back alone. */
const offFor = (pair: Pair, ms: number): void => {
  pair.crash('primary')
  pair.crash('secondary')
  pair.clockAhead.secondary += ms
  pair.boot('secondary')
}

describe('30 days without the Primary', () => {
  it('an armed Secondary that was off for 31 days takes nothing, and says why', () => {
    const pair = armedPair()
    offFor(pair, 31 * DAY)
    pair.pass(60_000)
    expect(pair.secondary.state.mode).toBe('standby')
    expect(failedRules(pair.secondary, 'takeOver refused')).toContain('primaryLinkedLately')
    expect(alarmsAt(pair)).toContain('primaryAway critical')
  })

  it('from day 23 on it is said how many days are left, and control is still taken', () => {
    const pair = armedPair()
    offFor(pair, 24 * DAY)
    pair.pass(10)
    const alarm = seenFrom(pair, 'secondary').alarms.find(({ code }) => code === 'primaryAway')
    expect(alarm).toMatchObject({ severity: 'warning', params: { days: 24, daysLeft: 6 } })
    pair.pass(60_000)
    expect(holder(pair)).toBe('secondary')
  })

  it('counts on over restarts, and a link makes it nothing again', () => {
    const pair = armedPair()
    for (let stop = 0; stop < 3; stop += 1) {
      offFor(pair, 8 * DAY)
      pair.pass(1_000)
    }
    expect(alarmsAt(pair)).toContain('primaryAway warning')
    pair.boot('primary')
    pair.pass(20_000)
    expect(alarmsAt(pair).join()).not.toContain('primaryAway')
    expect(pair.secondary.disk.primaryAway.ms).toBeLessThan(DAY)
  })

  it('a clock that jumps while it runs makes no days', () => {
    const pair = armedPair()
    pair.clockAhead.secondary += 40 * DAY
    pair.pass(1_000)
    expect(alarmsAt(pair).join()).not.toContain('primaryAway')
    pair.crash('secondary')
    pair.boot('secondary')
    pair.pass(1_000)
    expect(alarmsAt(pair).join()).not.toContain('primaryAway')
  })

  it('a clock that was set back while it was off takes nothing from the days it is off next', () => {
    const pair = armedPair()
    pair.crash('secondary')
    pair.clockAhead.secondary -= 40 * DAY
    pair.boot('secondary')
    pair.pass(20_000)
    offFor(pair, 35 * DAY)
    pair.pass(60_000)
    expect(failedRules(pair.secondary, 'takeOver refused')).toContain('primaryLinkedLately')
  })

  it('an active Secondary goes on serving, under alarm, also over its own restart', () => {
    const pair = armedPair()
    pair.crash('primary')
    pair.pass(60_000)
    expect(holder(pair)).toBe('secondary')
    pair.crash('secondary')
    pair.clockAhead.secondary += 40 * DAY
    pair.boot('secondary')
    pair.pass(60_000)
    expect(holder(pair)).toBe('secondary')
    expect(alarmsAt(pair)).toContain('primaryAway critical')
  })
})

describe('a jump of the clock', () => {
  it('holds automatic acts back for its time, and no longer', () => {
    const pair = armedPair()
    pair.crash('primary')
    pair.pass(declareLostMs - 2_000)
    pair.clockAhead.secondary -= 3_600_000
    pair.pass(0)
    const heldFrom = pair.now
    pair.pass(holdAfterJumpMs - 1)
    expect(pair.secondary.state.mode).toBe('standby')
    expect(failedRules(pair.secondary, 'takeOver refused')).toEqual(['clockSteady'])
    pair.pass(heldFrom + holdAfterJumpMs - pair.now)
    expect(pair.secondary.state.mode).toBe('takingOver')
    expect(story(pair.secondary)).toContain('clockJump noted')
  })

  it('a small step of a clock that is set is none', () => {
    const pair = armedPair()
    pair.secondary.decisions.length = 0
    pair.clockAhead.secondary += 1_900
    pair.pass(1_000)
    expect(story(pair.secondary)).toEqual([])
  })

  it('a long stall of its own holds as well, a short one only counts the silence anew', () => {
    const pair = armedPair()
    pair.stall('secondary', 1_500)
    expect(pair.secondary.state.holdUntil).toBe(Number.NEGATIVE_INFINITY)
    pair.stall('secondary', 2_000)
    expect(pair.secondary.state.holdUntil).toBe(pair.now + holdAfterJumpMs)
  })
})

/** The box refuses every set: each take-over is begun and comes to nothing. */
const flapping = (): Pair => {
  const pair = armedPair()
  pair.sets = 'notSent'
  pair.secondary.decisions.length = 0
  pair.crash('primary')
  pair.pass(declareLostMs + mostAutomaticActs * (minimumGapMs + 30_000))
  return pair
}
const begun = (pair: Pair): number => story(pair.secondary).filter((line) => line === 'takeOver begun').length

describe('too many automatic acts', () => {
  it('after the last one allowed it waits for a person, loudly, also over a restart', () => {
    const pair = flapping()
    pair.pass(10 * minimumGapMs)
    expect(begun(pair)).toBe(mostAutomaticActs)
    expect(failedRules(pair.secondary, 'takeOver refused')).toEqual(['fewAutomaticActs'])
    expect(alarmsAt(pair)).toContain('automaticHeld critical')
    pair.crash('secondary')
    pair.boot('secondary')
    pair.pass(5 * minimumGapMs)
    expect(begun(pair)).toBe(mostAutomaticActs)
  })

  it('a person’s act ends it at once', () => {
    const pair = flapping()
    pair.pass(5 * minimumGapMs)
    pair.sets = 'answered'
    pair.press('secondary', 'arm')
    pair.pass(30_000)
    expect(holder(pair)).toBe('secondary')
  })

  it('the time alone ends it too', () => {
    const pair = flapping()
    pair.sets = 'answered'
    pair.pass(automaticActsWithinMs)
    expect(holder(pair)).toBe('secondary')
  })

  it.each([0, 2 * 3_600_000])(
    'the least time between two acts holds over a restart, the clock set by %i ms',
    (ms) => {
      const pair = armedPair()
      pair.sets = 'notSent'
      pair.crash('primary')
      pair.pass(declareLostMs)
      expect(pair.secondary.state.mode).toBe('takingOver')
      const begunAt = pair.now
      pair.clockAhead.secondary += ms
      pair.pass(0)
      pair.crash('secondary')
      pair.boot('secondary')
      pair.sets = 'answered'
      pair.pass(begunAt + minimumGapMs - 2_000 - pair.now)
      expect(pair.secondary.state.mode).toBe('standby')
      pair.pass(2_000)
      expect(pair.secondary.state.mode).toBe('takingOver')
    },
  )
})

describe('the licence', () => {
  it('is registered on the Primary: the Secondary lives on its word', () => {
    const pair = newPair({ licenses: { primary: 'registered', secondary: 'missing' } })
    pair.pass(20_000)
    pair.press('secondary', 'arm')
    pair.pass(1_000)
    expect(pair.secondary.disk.primaryLicensed).toBe(true)
    pair.crash('primary')
    pair.pass(60_000)
    expect(holder(pair)).toBe('secondary')
  })

  it('missing on both, nobody takes over, and both say so', () => {
    const pair = newPair({ licenses: { primary: 'missing', secondary: 'missing' } })
    pair.pass(20_000)
    pair.press('secondary', 'arm')
    pair.pass(1_000)
    expect(alarmsAt(pair, 'primary')).toContain('licenseMissing critical')
    pair.crash('primary')
    pair.pass(60_000)
    expect(failedRules(pair.secondary, 'takeOver refused')).toEqual(['licensed'])
  })

  it('none is required where site.json asks for none', () => {
    const pair = servingPair()
    expect(alarmsAt(pair).join()).not.toContain('licenseMissing')
  })
})

describe('the least gap is one between two moves of the lines', () => {
  /** The Primary is dead; the take-over has come so far. */
  const takingOver = (phase: 'setting' | 'waiting', sets: Pair['sets'] = 'answered') => {
    const pair = armedPair()
    pair.sets = sets
    pair.crash('primary')
    for (let ms = 0; pair.secondary.state.takeOver?.phase !== phase; ms += 10) {
      expect(ms).toBeLessThan(2 * declareLostMs)
      pair.pass(10)
    }
    return pair
  }

  it('a take-over that stood still with the lines on its side is done after a new silence', () => {
    const pair = takingOver('waiting')
    expect(pair.line).toBe('B')
    pair.stall('secondary', slowTiming.stallMs)
    expect(pair.secondary.state.mode).toBe('standby')
    pair.pass(declareLostMs + 5_000)
    expect(holder(pair)).toBe('secondary')
    expect(pair.secondary.disk.automaticActs).toHaveLength(1)
  })

  it('when they were moved away since, the next one waits', () => {
    const pair = takingOver('waiting')
    pair.line = 'A'
    pair.pass(declareLostMs + 15_000)
    expect(failedRules(pair.secondary, 'takeOver refused')).toEqual(['minimumGapOver'])
    pair.pass(minimumGapMs)
    expect(holder(pair)).toBe('secondary')
    expect(pair.secondary.disk.automaticActs).toHaveLength(2)
  })

  it('one that stood still before it moved them is taken back, on the disk too', () => {
    const pair = takingOver('setting', 'notSent')
    pair.stall('secondary', slowTiming.stallMs)
    expect(pair.secondary.disk.automaticActs).toHaveLength(1)
    pair.sets = 'answered'
    pair.pass(declareLostMs - 2_000)
    expect(pair.secondary.disk).toMatchObject({ automaticActs: [], lastAutomaticAct: 0 })
    pair.pass(6_000)
    expect(holder(pair)).toBe('secondary')
  })

  it('one that is taken back after the clock was set leaves those before it counted', () => {
    const pair = takingOver('waiting')
    pair.line = 'A'
    pair.sets = 'notSent'
    for (const mode of ['standby', 'takingOver'] as const) {
      for (let ms = 0; pair.secondary.state.mode !== mode; ms += 10) {
        expect(ms).toBeLessThan(2 * minimumGapMs)
        pair.pass(10)
      }
    }
    pair.stall('secondary', slowTiming.stallMs)
    expect(pair.secondary.disk.automaticActs).toHaveLength(2)
    pair.clockAhead.secondary += 2 * automaticActsWithinMs
    pair.pass(declareLostMs - 2_000)
    const { automaticActs: left, lastAutomaticAct } = pair.secondary.disk
    expect(left).toHaveLength(1)
    expect(lastAutomaticAct).toBeCloseTo(left[0] ?? 0)
    expect(pair.now + pair.clockAhead.secondary - lastAutomaticAct).toBeLessThan(automaticActsWithinMs)
  })
})
