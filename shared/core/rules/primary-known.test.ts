import { expect, it } from 'vitest'
import { PRIMARY_AWAY_LIMIT_MS } from '../primary-away.ts'
import { judging, START, stateWith } from '../testing/state.ts'
import { primaryKnown as primaryKnownRule } from './primary-known.ts'

const primaryKnown = judging(primaryKnownRule)

it('thirty days, and not a moment more', () => {
  const s = stateWith({ awaySince: START })
  expect(primaryKnown(s, START + PRIMARY_AWAY_LIMIT_MS - 1)).toMatchObject({ holds: true })
  expect(primaryKnown(s, START + PRIMARY_AWAY_LIMIT_MS)).toMatchObject({
    holds: false,
    value: PRIMARY_AWAY_LIMIT_MS,
    limit: 30 * 86_400_000,
    remedy: 'linkToPrimary',
  })
})
