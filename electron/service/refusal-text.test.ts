import { expect, it } from 'vitest'
import type { Refusal } from '../../shared/contract/contract.ts'
import { judge } from '../../shared/domain/rules.ts'
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
    '  - System Role, Primary Address, Secondary Address: Untick Enable Redundancy first; this cannot change while the pair is running. On the command line: redundancy disable',
  ])
})

it('a remedy that the dialogs name has its command beside it, another has none', () => {
  const rules = [
    judge('armed', false, false, true, 'tickAutomatic'),
    judge('linked', false, false, true, 'checkPeerAndLink'),
  ]
  const [, armed, linked] = refusalLines('No', { ...refusal([]), rules })
  expect(armed).toMatch(/ On the command line: redundancy arm$/)
  expect(linked).not.toContain('command line')
})

it('different faults stay apart', () => {
  const faults = refusal([
    { field: 'secondaryAddress', code: 'mustDiffer' },
    { field: 'key', code: 'keyMissing' },
  ])
  expect(refusalLines('Redundancy was not enabled', faults)).toHaveLength(3)
})
