import { expect, it } from 'vitest'
import { declareEffects, declareOffer, disableDone, disableEffects } from './labels.ts'

const alarm = (code: 'otherDeclaredOff' | 'otherNotTold') => [
  { code, severity: 'warning' as const, params: {}, forMs: 0 },
]
const lineSwitch = { line: { position: 'A' as const, ageMs: 0 }, onCut: null }
const none = { position: 'none' as const, ageMs: null }

it('the A/B switch is spoken of only where there is one', () => {
  expect(declareOffer(lineSwitch)).toContain('the A/B switch or the other one')
  expect(declareEffects(lineSwitch).join(' ')).toContain('neither the A/B switch nor the other server')
  for (const onCut of ['activeLetsGo', 'activeStays', null] as const) {
    const words = [declareOffer({ line: none, onCut }), ...declareEffects({ line: none, onCut })].join(' ')
    expect(words).not.toContain('A/B switch')
    expect(words).toContain('a person takes control by force then')
  }
})

it('disabled after a declaration, nothing is promised of the server that was not told', () => {
  expect(disableDone([])).toContain('the standby will not take control')
  expect(disableDone(alarm('otherNotTold'))).toMatch(/was not told, so it may take control as well/)
  expect(disableEffects([]).join(' ')).toContain('The standby never takes control')
  const declared = disableEffects(alarm('otherDeclaredOff')).join(' ')
  expect(declared).not.toContain('never takes control')
  expect(declared).toContain('is not told')
})
