import { expect, it } from 'vitest'
import { failedRules, holder, servingPair, story } from './testing/stories.ts'

it('keeps the order and the wait, without the other rules', () => {
  const pair = servingPair()
  pair.crash('primary')
  pair.settle()
  pair.press('secondary', 'force')
  expect(pair.secondary.disk).toMatchObject({ attempted: 3, held: null })
  expect(pair.line).toBe('B')
  expect(holder(pair)).toBe('nobody')
  pair.pass(15_000)
  expect(holder(pair)).toBe('secondary')
  expect(pair.secondary.disk.lastSwitchOver?.reason).toBe('forcedSwitchOver')
})

it('is answered when it holds, and when it was abandoned, with the rule', () => {
  const pair = servingPair()
  pair.crash('primary')
  pair.settle()
  pair.press('secondary', 'force')
  pair.line = 'A'
  pair.pass(1_000)
  expect(failedRules(pair.secondary, 'force abandoned')).toEqual(['lineOnOwnSide'])
  const answers = pair.secondary.effects.filter((effect) => effect.do === 'answer')
  expect(answers).toHaveLength(1)
})

it('gives way to a living active that is heard', () => {
  const pair = servingPair()
  pair.press('secondary', 'force')
  pair.pass(30_000)
  expect(holder(pair)).toBe('primary')
  expect(story(pair.secondary)).toContain('force abandoned')
})

it('is refused on the active, and without an answer of the A/B switch', () => {
  const pair = servingPair()
  expect(pair.press('primary', 'force')).toContain('thisSystemIsStandby')
  pair.boxAnswers.secondary = false
  pair.pass(10_000)
  expect(pair.press('secondary', 'force')).toEqual(['lineSwitchAnswers'])
})

it('without an A/B switch only that is named, not what it would have answered', () => {
  const pair = servingPair({ hasArbiter: false })
  expect(pair.press('secondary', 'force')).toEqual(['arbiterConfigured'])
  pair.crash('primary')
  pair.pass(60_000)
  expect(failedRules(pair.secondary, 'takeOver refused')).toEqual(['arbiterConfigured'])
})

it('an unbound active that reads the other side is bound by it, and lets go when cut off', () => {
  const pair = servingPair()
  pair.open.primary = false
  pair.open.secondary = false
  pair.pass(3_000)
  pair.press('secondary', 'force')
  let twice = false
  pair.watch = () => {
    twice ||= holder(pair) === 'both'
  }
  pair.pass(60_000)
  expect(holder(pair)).toBe('secondary')
  expect(pair.primary.services).toBe('stopped')
  expect(twice).toBe(false)
})
