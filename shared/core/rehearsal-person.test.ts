import { describe, expect, it } from 'vitest'
import { alarmsAt, failureIn, isArmedAt, kept, MINUTE, rehearsing, stepOf } from './testing/rehearsals.ts'
import { holder, servingPair } from './testing/stories.ts'

describe('a person in a rehearsal: ', () => {
  it('who switches over ends it: control goes where he sends it and stays', () => {
    const pair = rehearsing(servingPair())
    expect(pair.press('secondary', 'switchOver')).toBeNull()
    pair.pass(5 * MINUTE)
    expect(holder(pair)).toBe('primary')
    expect(failureIn(pair.secondary)).toBe('person')
    expect(kept(pair.primary)).toMatchObject({ step: 'ended', isLeft: false })
    expect(pair.primary.disk.lastSwitchOver?.reason).toBe('manualSwitchOver')
  })

  it('who cancels it has control back at once', () => {
    const pair = rehearsing()
    expect(pair.cancelRehearsal('primary')).toBeNull()
    pair.pass(2_000)
    expect(holder(pair)).toBe('primary')
    pair.pass(5_000)
    expect(failureIn(pair.primary)).toBe('cancelled')
  })

  it('who stops the switch-over ends it', () => {
    const pair = servingPair()
    pair.copy.takesMs = 5_000
    pair.rehearse('primary', {})
    expect(pair.press('primary', 'cancelSwitchOver')).toBeNull()
    pair.pass(MINUTE)
    expect(holder(pair)).toBe('primary')
    expect(failureIn(pair.primary)).toBe('cancelled')
  })

  it('who forces control to a server that let go of it meanwhile has it there', () => {
    const pair = rehearsing(servingPair())
    pair.crash('primary')
    pair.crash('secondary')
    pair.line = 'A'
    pair.boot('secondary')
    pair.pass(10_000)
    expect(holder(pair)).toBe('nobody')
    expect(pair.press('secondary', 'force')).toBeNull()
    pair.pass(MINUTE)
    expect(failureIn(pair.secondary)).toBe('person')
    pair.boot('primary')
    pair.pass(5 * MINUTE)
    expect(holder(pair)).toBe('secondary')
    expect(alarmsAt(pair, 'secondary')).not.toContain('rehearsalLeft')
  })

  it('who forces control to a server that was never granted it has it there', () => {
    const pair = servingPair()
    pair.carries = (message) => message.kind !== 'grant' && message.kind !== 'rehearsal'
    pair.rehearse('primary', {})
    pair.pass(1_000)
    expect(stepOf(pair.primary)).toBe('given')
    pair.crash('primary')
    pair.pass(20_000)
    expect(pair.press('secondary', 'force')).toBeNull()
    pair.pass(20_000)
    expect(holder(pair)).toBe('secondary')
    pair.carries = () => true
    pair.boot('primary')
    pair.pass(5 * MINUTE)
    expect(holder(pair)).toBe('secondary')
    expect([failureIn(pair.primary), failureIn(pair.secondary)]).toEqual(['controlMoved', 'controlMoved'])
  })

  it('who disables redundancy ends it', () => {
    const pair = rehearsing(servingPair())
    pair.press('primary', 'disable')
    pair.pass(2_000)
    expect(failureIn(pair.secondary)).toBe('disabled')
    expect(kept(pair.secondary)?.isLeft).toBe(false)
  })

  it('who turns automatic take-over off meanwhile has it off afterwards', () => {
    const pair = rehearsing()
    pair.press('primary', 'disarm')
    pair.pass(2 * MINUTE)
    expect(holder(pair)).toBe('primary')
    expect(isArmedAt(pair, 'secondary')).toBe(false)
    expect(failureIn(pair.primary)).toBeNull()
  })
})
