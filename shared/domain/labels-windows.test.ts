import { describe, expect, test } from 'vitest'
import { quitEffects } from './labels.ts'

describe('what quitting the desktop app ends', () => {
  const status = {
    enabled: true,
    activeSystem: 'primary',
    currentServer: { address: '10.0.0.1', role: 'primary' },
    automatic: { armed: false, canArm: false, rules: [], takeOver: [] },
  } as const
  test('nothing, when the service runs the engine', () => {
    expect(quitEffects('inTheService', status)).toMatch(/^Only the windows are closed/)
  })
  test('nothing much, when redundancy is not enabled or nothing is known', () => {
    expect(quitEffects('inThisApp', { ...status, enabled: false })).toMatch(/not enabled/)
    expect(quitEffects('inThisApp', null)).toMatch(/not known/)
  })
  test('services and control, on the active system', () => {
    expect(quitEffects('inThisApp', status)).toMatch(
      /in control: its services are stopped.*nobody is in control/,
    )
    const armed = { ...status, automatic: { ...status.automatic, armed: true } }
    expect(quitEffects('inThisApp', armed)).toMatch(/the standby takes control/)
  })
  test('the copy, on the standby', () => {
    const standby = { ...status, currentServer: { address: '10.0.0.2', role: 'secondary' } } as const
    expect(quitEffects('inThisApp', standby)).toMatch(/It is the standby: .* no copies/)
  })
  test('who is in control is not claimed when it is unknown', () => {
    expect(quitEffects('inThisApp', { ...status, activeSystem: 'unknown' })).toMatch(/not known whether/)
  })
})
