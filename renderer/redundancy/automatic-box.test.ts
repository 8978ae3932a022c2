import { describe, expect, test } from 'vitest'
import { statuses } from '../fixtures/statuses.ts'
import { automaticBox, boxState } from './automatic-box.ts'

const { healthy, standbyOff, standbyOn, standbyNotUpdated, disabled, firstReplication } = statuses

describe('the automatic box', () => {
  test('can be ticked and unticked on the standby', () => {
    expect(boxState(automaticBox(standbyOff, true))).toBe(false)
    expect(boxState(automaticBox(standbyOn, true))).toBe(true)
  })
  test('can be unticked even when nothing else holds', () => {
    const armed = { ...standbyOn.automatic, canArm: false }
    expect(boxState(automaticBox({ ...standbyOn, automatic: armed }, true))).toBe(true)
  })
  test('cannot be ticked on a standby that is not Updated, which says so', () => {
    const box = automaticBox(standbyNotUpdated, true)
    expect(boxState(box)).toBe(null)
    expect(box.missing.map(({ text }) => text)).toEqual(['The copy on the standby is Updated'])
  })
  test('is disabled on the active system, with the way to the standby', () => {
    expect(automaticBox(healthy, true)).toMatchObject({
      isTicked: false,
      reason: 'This server is in control; automatic take-over is on at the standby.',
    })
    expect(automaticBox(firstReplication, true).reason).toContain('Secondary System (10.10.10.12)')
  })
  test('is disabled without redundancy, enabled or not yet, and while nothing is known', () => {
    expect(automaticBox(disabled, true).reason).toBe('Redundancy is not enabled on this server.')
    expect(automaticBox(standbyOn, false).reason).toBe('Redundancy is not enabled on this server.')
    expect(automaticBox(null, true)).toMatchObject({ isTicked: null })
    expect(boxState(automaticBox(null, true))).toBe(null)
  })
})
