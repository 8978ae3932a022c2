import { expect, it } from 'vitest'
import type { License } from '../../domain/license.ts'
import type { Role } from '../../domain/roles.ts'
import { PRIMARY_AWAY_LIMIT_MS } from '../primary-away.ts'
import { judging, START, stateWith } from '../testing/state.ts'
import { licensed as licensedRule } from './licensed.ts'

const licensed = judging(licensedRule)

it.each<[Role, License, boolean, boolean, string]>([
  ['primary', 'notRequired', false, true, 'notRequired'],
  ['primary', 'registered', false, true, 'registered'],
  ['primary', 'missing', true, false, 'missing'],
  ['secondary', 'notRequired', false, true, 'notRequired'],
  ['secondary', 'missing', true, true, 'onPrimarysWord'],
  ['secondary', 'missing', false, false, 'missing'],
])('%s, licence %s, the Primary says %s: %s', (role, license, primaryLicensed, holds, value) => {
  expect(licensed(stateWith({ license }, { role, durable: { primaryLicensed } }), START)).toMatchObject({
    holds,
    value,
  })
})

it('the Primary’s word lasts for the 30 days', () => {
  const s = stateWith({ license: 'missing' }, { durable: { primaryLicensed: true } })
  expect(licensed(s, START + PRIMARY_AWAY_LIMIT_MS - 1).holds).toBe(true)
  expect(licensed(s, START + PRIMARY_AWAY_LIMIT_MS)).toMatchObject({
    holds: false,
    remedy: 'registerLicense',
  })
})
