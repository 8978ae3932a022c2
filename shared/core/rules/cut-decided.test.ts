import { expect, it } from 'vitest'
import { emptyDurable } from '../durable.ts'
import { judging, START, stateWith } from '../testing/state.ts'
import { cutDecided as cutDecidedRule } from './cut-decided.ts'

const cutDecided = judging(cutDecidedRule)

it('an A/B switch decides, else what was accepted, else nothing does', () => {
  expect(cutDecided(stateWith(), START)).toMatchObject({ rule: 'arbiterConfigured', holds: true })
  const without = { hasArbiter: false } as const
  expect(cutDecided(stateWith({}, without), START)).toMatchObject({
    rule: 'cutDecided',
    holds: false,
    remedy: 'setLineSwitchOrAccept',
  })
  const durable = { ...emptyDurable, onCut: 'activeLetsGo' } as const
  expect(cutDecided(stateWith({}, { ...without, durable }), START)).toMatchObject({
    holds: true,
    value: 'activeLetsGo',
  })
})
