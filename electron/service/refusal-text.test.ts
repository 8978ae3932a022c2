import { expect, it } from 'vitest'
import type { Refusal } from '../../shared/contract/contract.ts'
import { refusalLines } from './refusal-text.ts'

const refusal = (faults: Refusal['faults']): Refusal => ({
  ok: false,
  code: 'settings',
  rules: [],
  faults,
  message: 'These settings cannot be used.',
})

it('one line for each fault, with every field it is about', () => {
  const lines = refusalLines(
    'Redundancy was not enabled',
    refusal([
      { field: 'role', code: 'disableFirst' },
      { field: 'primaryAddress', code: 'disableFirst' },
      { field: 'secondaryAddress', code: 'disableFirst' },
    ]),
  )
  expect(lines).toEqual([
    'Redundancy was not enabled: These settings cannot be used:',
    '  - System Role, Primary Address, Secondary Address: Untick Enable Redundancy first; this cannot change while the pair is running.',
  ])
})

it('different faults stay apart', () => {
  const faults = refusal([
    { field: 'secondaryAddress', code: 'mustDiffer' },
    { field: 'key', code: 'keyMissing' },
  ])
  expect(refusalLines('Redundancy was not enabled', faults)).toHaveLength(3)
})
