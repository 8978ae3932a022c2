import { describe, expect, it } from 'vitest'
import { replay } from './replay.ts'
import { type Pair, slowTiming } from './testing/pair.ts'
import { armedPair, holder, servingPair, story } from './testing/stories.ts'

const wouldBe = (names: readonly string[]): string[] =>
  names.filter((name) => name.startsWith('wouldTakeOver'))

it('an unarmed standby records when it would have taken over, and for how long the active was silent', () => {
  const pair = servingPair()
  pair.servicesReached.primary = false
  pair.open.primary = false
  pair.pass(slowTiming.declareLostMs + 4_000)
  expect(wouldBe(story(pair.secondary))).toEqual(['wouldTakeOver begun'])
  const begun = pair.secondary.decisions.find(({ act }) => act === 'wouldTakeOver')
  expect(begun?.rules.filter((rule) => !rule.holds).map((rule) => rule.rule)).toEqual(['armed'])
  pair.open.primary = true
  pair.pass(3_000)
  expect(wouldBe(story(pair.secondary))).toEqual(['wouldTakeOver begun', 'wouldTakeOver done'])
  expect(holder(pair)).toBe('primary')
  const done = pair.secondary.decisions.filter(({ act }) => act === 'wouldTakeOver').pop()
  const silentMs = Number(done?.rules[0]?.value)
  expect(silentMs).toBeGreaterThan(slowTiming.declareLostMs + 3_000)
  expect(silentMs).toBeLessThan(slowTiming.declareLostMs + 8_000)
  for (const { rules, judgement, facts } of pair.secondary.decisions) {
    expect(['same', 'notJudged']).toContain(
      replay({ rules: [...rules], judgement, facts: { ...facts } }).outcome,
    )
  }
})

describe('an active that had failed was not back by itself', () => {
  const silent = slowTiming.declareLostMs + 4_000
  const howItEnded = (pair: Pair) =>
    pair.secondary.decisions
      .filter(({ act, outcome }) => act === 'wouldTakeOver' && outcome === 'done')
      .map(({ rules }) => rules.map(({ rule, holds, value }) => [rule, holds, value]))

  it('its engine was killed, and a person started it', () => {
    const pair = servingPair()
    pair.crash('primary')
    pair.pass(silent)
    pair.boot('primary')
    pair.pass(slowTiming.startUpAllowanceMs + 20_000)
    expect(holder(pair)).toBe('primary')
    expect(howItEnded(pair)).toEqual([
      [
        ['activeBackByItself', false, expect.any(Number)],
        ['activeWentOn', false, 'startedAnew'],
      ],
    ])
  })

  it('its engine lived, its services were stopped and started again', () => {
    const pair = servingPair()
    pair.unplug()
    pair.servicesReached.primary = false
    pair.pass(silent)
    pair.primary.input({ type: 'guardianGone' })
    pair.pass(1_000)
    pair.primary.input({ type: 'guardianReady' })
    pair.pass(30_000)
    expect(holder(pair)).toBe('primary')
    pair.plug()
    pair.pass(20_000)
    expect(howItEnded(pair)).toEqual([
      [
        ['activeBackByItself', false, expect.any(Number)],
        ['activeWentOn', false, 'servicesStopped'],
      ],
    ])
  })
})

it('a shorter silence is none', () => {
  const pair = servingPair()
  pair.servicesReached.primary = false
  pair.open.primary = false
  pair.pass(slowTiming.declareLostMs - 3_000)
  pair.open.primary = true
  pair.pass(3_000)
  expect(wouldBe(story(pair.secondary))).toEqual([])
})

it('while something else is missing it would not have', () => {
  const pair = servingPair()
  pair.boxAnswers.secondary = false
  pair.crash('primary')
  pair.pass(2 * slowTiming.declareLostMs)
  expect(wouldBe(story(pair.secondary))).toEqual([])
})

it('a person who takes control ends it without an answer', () => {
  const pair = servingPair()
  pair.crash('primary')
  pair.pass(slowTiming.declareLostMs + 2_000)
  pair.press('secondary', 'force')
  pair.pass(1_000)
  expect(wouldBe(story(pair.secondary))).toEqual(['wouldTakeOver begun', 'wouldTakeOver abandoned'])
})

it('an armed standby takes over instead', () => {
  const pair = armedPair()
  pair.crash('primary')
  pair.pass(2 * slowTiming.declareLostMs)
  expect(wouldBe(story(pair.secondary))).toEqual([])
  expect(holder(pair)).toBe('secondary')
})
