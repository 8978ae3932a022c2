import { expect, test } from 'vitest'
import { everyRecord } from '../../shared/contract/record.ts'
import { filterOf, noFilter } from './draft-filter.ts'

test('nothing typed asks for everything', () => {
  expect(filterOf(noFilter, 120)).toEqual(everyRecord)
  expect(filterOf({ ...noFilter, text: '  ', outcome: 'gone' }, 120)).toEqual(everyRecord)
})

test('days are those of the server, both included', () => {
  const { from, to } = filterOf({ ...noFilter, from: '2026-11-22', to: '2026-11-22' }, 120)
  expect(from).toBe(Date.UTC(2026, 10, 21, 22))
  expect(to).toBe(Date.UTC(2026, 10, 22, 22) - 1)
})

test('the rest as it is typed', () => {
  const draft = { ...noFilter, act: 'takeOver', outcome: 'refused', person: ' anna ', text: 'A/B switch' }
  expect(filterOf(draft, 0)).toEqual({
    ...everyRecord,
    act: 'takeOver',
    outcome: 'refused',
    person: 'anna',
    text: 'A/B switch',
  })
})
