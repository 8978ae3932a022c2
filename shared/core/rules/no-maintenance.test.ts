import { expect, it } from 'vitest'
import { judging, START, stateWith } from '../testing/state.ts'
import { noMaintenance as noMaintenanceRule } from './no-maintenance.ts'

const noMaintenance = judging(noMaintenanceRule)

it('ends at its time, over a restart too', () => {
  const s = stateWith(
    {},
    { durable: { maintenance: { number: 2, endsWallMs: START + 900, lastsMs: 1_000 } } },
  )
  expect(noMaintenance(s, START)).toMatchObject({ holds: false, value: 900, remedy: 'endMaintenance' })
  expect(noMaintenance(s, START + 900)).toMatchObject({ holds: true, value: 0 })
  expect(noMaintenance(stateWith(), START).holds).toBe(true)
})
