import { expect, it } from 'vitest'
import { newPair } from './testing/pair.ts'
import { holder, servingPair, story } from './testing/stories.ts'

it('the Primary of a new pair is in control at the first even epoch once the line reads A', () => {
  const pair = servingPair()
  expect(holder(pair)).toBe('primary')
  expect(pair.primary.disk.held).toMatchObject({ epoch: 2, acknowledged: true, bound: false })
  expect(story(pair.primary).slice(0, 2)).toEqual(['firstControl begun', 'firstControl done'])
  expect(pair.primary.services).toBe('running')
  expect(pair.line).toBe('A')
})

it('a line on B is not moved by the first control: a person moves it, then it goes on by itself', () => {
  const pair = newPair()
  pair.line = 'B'
  pair.pass(60_000)
  expect(holder(pair)).toBe('nobody')
  expect(pair.line).toBe('B')
  pair.line = 'A'
  pair.pass(20_000)
  expect(holder(pair)).toBe('primary')
})

it('a first control that was interrupted begins again with a higher epoch', () => {
  const pair = newPair()
  pair.pass(1_000)
  expect(pair.primary.state.takeOver?.kind).toBe('first')
  pair.crash('primary')
  pair.boot('primary')
  pair.pass(20_000)
  expect(holder(pair)).toBe('primary')
  expect(pair.primary.disk.held?.epoch).toBe(4)
})

it('a Primary that lost its disk does not begin anew beside a Secondary that has a history', () => {
  const pair = servingPair()
  pair.crash('primary')
  pair.primary.disk = newPair().primary.disk
  pair.boot('primary')
  pair.pass(60_000)
  expect(pair.primary.disk.held).toBeNull()
})

it('a pair without an A/B switch begins at once and needs no lease', () => {
  const pair = servingPair({ hasArbiter: false })
  expect(holder(pair)).toBe('primary')
  pair.crash('secondary')
  pair.pass(600_000)
  expect(holder(pair)).toBe('primary')
})
