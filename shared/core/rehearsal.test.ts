import { describe, expect, it } from 'vitest'
import type { Rehearsal } from '../contract/rehearsal.ts'
import { replay } from './replay.ts'
import { slowTiming } from './testing/pair.ts'
import { alarmsAt, failureIn, isArmedAt, kept, MINUTE, rehearsing, stepOf } from './testing/rehearsals.ts'
import type { Server } from './testing/server.ts'
import { armedPair, failedRules, holder, servingPair, story } from './testing/stories.ts'

const ended = (server: Server): Rehearsal[] =>
  server.effects.flatMap((effect) => (effect.do === 'keepRehearsal' ? [effect.rehearsal] : []))
const down = { switching: { value: 'down', ageMs: 0, detail: '', asked: 'runs' } } as const

describe('a good rehearsal', () => {
  it.each(['primary', 'secondary'] as const)(
    'asked for on the %s, control goes over, stays for the time asked for, and comes back',
    (asked) => {
      const pair = servingPair()
      expect(pair.rehearse(asked, { holdMs: 20_000 })).toBeNull()
      expect(holder(pair)).toBe('secondary')
      pair.pass(19_000)
      expect(holder(pair)).toBe('secondary')
      pair.pass(5_000)
      expect(holder(pair)).toBe('primary')
      expect(pair.line).toBe('A')
      expect(kept(pair.primary)).toMatchObject({
        step: 'ended',
        failure: null,
        isLeft: false,
        person: 'operator',
      })
      expect(kept(pair.secondary)).toEqual(kept(pair.primary))
      expect(pair.primary.disk.lastSwitchOver?.reason).toBe('rehearsal')
    },
  )

  it('is measured, and told once on each server', () => {
    const pair = servingPair()
    pair.copy.takesMs = 700
    pair.copy.finalTakesMs = 200
    pair.rehearse('primary', {})
    pair.pass(MINUTE)
    for (const server of [pair.primary, pair.secondary]) {
      const [result, ...more] = ended(server)
      expect(more).toEqual([])
      expect(result?.over).toEqual({ totalMs: 900, withoutServicesMs: 200, withoutHolderMs: 0 })
      expect(result?.back).toEqual({ totalMs: 900, withoutServicesMs: 200, withoutHolderMs: 0 })
      expect(result?.upMs).toBeLessThan(2_000)
    }
  })

  it('turns automatic take-over on again where it was on, and while control is away at home', () => {
    const pair = rehearsing()
    expect(isArmedAt(pair, 'primary')).toBe(true)
    pair.pass(2 * MINUTE)
    expect(holder(pair)).toBe('primary')
    expect(isArmedAt(pair, 'secondary')).toBe(true)
    expect(pair.primary.disk.held?.bound).toBe(true)
    expect(kept(pair.primary)).toMatchObject({ step: 'ended', failure: null })
  })

  it('leaves it off where it was off', () => {
    const pair = servingPair()
    pair.rehearse('primary', {})
    pair.pass(2 * MINUTE)
    expect(isArmedAt(pair, 'primary') || isArmedAt(pair, 'secondary')).toBe(false)
    expect(story(pair.primary)).not.toContain('arm begun')
  })

  it('asks nobody for test calls', () => {
    const pair = rehearsing()
    pair.pass(2 * MINUTE)
    expect(pair.primary.state.completion).toBeNull()
  })
})

describe('the window', () => {
  it('begins at the first moment at which every rule holds', () => {
    const pair = servingPair()
    pair.secondary.replica = 'destinationUpdating'
    pair.pass(2_000)
    expect(pair.rehearse('primary', { inMs: 10 * MINUTE, forMs: 20 * MINUTE })).toBeNull()
    pair.pass(15 * MINUTE)
    expect(holder(pair)).toBe('primary')
    pair.secondary.replica = 'destinationUpdated'
    pair.pass(5_000)
    expect(holder(pair)).toBe('secondary')
  })

  it('never begins before it, nor after its end: it says what was missing', () => {
    const pair = servingPair()
    pair.rehearse('primary', { inMs: 10 * MINUTE, forMs: MINUTE })
    pair.pass(9 * MINUTE)
    expect(stepOf(pair.primary)).toBe('planned')
    pair.boxAnswers.primary = false
    pair.pass(3 * MINUTE)
    expect(failureIn(pair.primary)).toBe('missed')
    expect(kept(pair.primary)?.failure?.rules.map(({ rule }) => rule)).toEqual(['lineSwitchAnswers'])
    pair.boxAnswers.primary = true
    pair.pass(30 * MINUTE)
    expect(holder(pair)).toBe('primary')
    expect(story(pair.primary)).not.toContain('switchOver begun')
  })

  it('lasts over a restart; a server that was off through it says so', () => {
    const pair = servingPair()
    pair.rehearse('primary', { inMs: 5 * MINUTE, forMs: 10 * MINUTE })
    pair.crash('primary')
    pair.boot('primary')
    pair.pass(5 * MINUTE + 10_000)
    expect(stepOf(pair.primary)).toBe('hold')
    pair.pass(5 * MINUTE)
    pair.rehearse('primary', { inMs: 5 * MINUTE, forMs: MINUTE })
    pair.crash('primary')
    pair.pass(20 * MINUTE)
    pair.boot('primary')
    pair.pass(2 * MINUTE)
    expect(failureIn(pair.primary)).toBe('missed')
  })

  it('a plan is over when control moves before it, and when a person cancels it', () => {
    const pair = servingPair()
    pair.rehearse('primary', { inMs: 10 * MINUTE })
    pair.press('primary', 'switchOver')
    pair.pass(5_000)
    expect(failureIn(pair.primary)).toBe('controlMoved')
    expect(pair.rehearse('secondary', { inMs: 10 * MINUTE })).toBeNull()
    expect(pair.cancelRehearsal('primary')).toBeNull()
    expect(failureIn(pair.secondary)).toBe('cancelled')
  })

  it('is refused with the list that Manual Switch Over shows, in a maintenance, and beside another', () => {
    const pair = servingPair()
    pair.boxAnswers.primary = false
    pair.pass(10_000)
    expect(pair.rehearse('primary', {})).toEqual(['lineSwitchAnswers'])
    pair.boxAnswers.primary = true
    pair.pass(10_000)
    pair.maintain('primary', MINUTE)
    expect(pair.rehearse('primary', {})).toEqual(['noMaintenance'])
    pair.maintain('primary', 0)
    expect(pair.rehearse('primary', { inMs: MINUTE })).toBeNull()
    expect(pair.rehearse('secondary', {})).toEqual(['noRehearsalRunning'])
    expect(pair.cancelRehearsal('primary')).toBeNull()
    expect(pair.cancelRehearsal('primary')).toEqual(['rehearsalRunning'])
  })
})

describe('a standby that is broken', () => {
  it('a copy that cannot be completed: control stays', () => {
    const pair = armedPair()
    pair.copy.fault = 'rootsDiffer'
    pair.rehearse('primary', {})
    pair.pass(MINUTE)
    expect(holder(pair)).toBe('primary')
    expect(kept(pair.primary)).toMatchObject({ step: 'ended', isLeft: false })
    expect(failureIn(pair.primary)).toBe('notSwitched')
    expect(failedRules(pair.primary, 'rehearsal abandoned')).toContain('finalSyncDone')
    expect(isArmedAt(pair, 'secondary')).toBe(true)
  })

  it('services that do not start: control goes back by the ordinary hand-over, nothing is started there again', () => {
    const pair = armedPair()
    pair.rehearse('primary', {})
    pair.secondary.effects.length = 0
    const epoch = pair.secondary.disk.held?.epoch ?? 0
    pair.secondary.input({ type: 'startRefused', epoch, why: 'switching: exit code 1' })
    pair.settle()
    pair.pass(5_000)
    expect(holder(pair)).toBe('primary')
    expect(pair.primary.services).toBe('running')
    expect(pair.secondary.effects.filter((effect) => effect.do === 'startServices')).toEqual([])
    const acts = pair.secondary.effects.map((effect) => effect.do)
    expect(acts).toContain('finalSync')
    pair.pass(MINUTE)
    expect(failureIn(pair.primary)).toBe('startFailed')
    expect(kept(pair.primary)?.failure?.rules[0]?.value).toBe('switching: exit code 1')
    // It would take the lines and not serve.
    expect(isArmedAt(pair, 'secondary')).toBe(false)
    expect(failedRules(pair.primary, 'rehearsal abandoned')).toContain('rehearsedArmed')
  })

  it('services that go down in the time asked for: back at once', () => {
    const pair = rehearsing()
    pair.secondary.says = down
    pair.pass(3_000)
    expect(holder(pair)).toBe('primary')
    pair.pass(MINUTE)
    expect(failureIn(pair.primary)).toBe('servicesDown')
    expect(failedRules(pair.secondary, 'rehearsal noted')).toContain('switchingServiceUp')
  })

  it('services that do not come Up are given as long as they would have to stay so', () => {
    const pair = servingPair()
    pair.rehearse('primary', {})
    pair.secondary.says = down
    pair.pass(29_000)
    expect(holder(pair)).toBe('secondary')
    pair.pass(5_000)
    expect(holder(pair)).toBe('primary')
    pair.pass(5_000)
    expect(failureIn(pair.primary)).toBe('servicesDown')
  })

  it('one that dies is taken over from, and the rehearsal says so', () => {
    const pair = rehearsing()
    pair.crash('secondary')
    pair.pass(slowTiming.declareLostMs + 10_000)
    expect(holder(pair)).toBe('primary')
    expect(failureIn(pair.primary)).toBe('takenBack')
    pair.boot('secondary')
    pair.pass(MINUTE)
    expect(kept(pair.secondary)).toEqual(kept(pair.primary))
  })

  it('a receiver that returns the token: control came back', () => {
    const pair = armedPair()
    pair.sets = 'unknown'
    pair.rehearse('primary', {})
    pair.pass(MINUTE)
    expect(holder(pair)).toBe('primary')
    pair.sets = 'answered'
    pair.pass(MINUTE)
    expect(failureIn(pair.primary)).toBe('returned')
    expect(isArmedAt(pair, 'secondary')).toBe(true)
    expect(kept(pair.secondary)?.step).toBe('ended')
  })
})

describe('faults in the middle', () => {
  it('a link that is cut delays the way back until it is whole', () => {
    const pair = rehearsing(servingPair())
    pair.unplug()
    pair.pass(2 * MINUTE)
    expect(holder(pair)).toBe('secondary')
    expect(stepOf(pair.secondary)).toBe('back')
    pair.plug()
    pair.pass(MINUTE)
    expect(holder(pair)).toBe('primary')
    expect(kept(pair.primary)).toMatchObject({ step: 'ended', failure: null })
  })

  it.each(['primary', 'secondary'] as const)('a clock of the %s that is days ahead ends nothing', (role) => {
    const pair = servingPair()
    pair.clockAhead[role] = 3 * 24 * 60 * MINUTE
    rehearsing(pair)
    pair.pass(MINUTE)
    expect(holder(pair)).toBe('primary')
    expect(kept(pair.primary)).toMatchObject({ step: 'ended', failure: null })
  })

  it('a way back that stays impossible is given up: named, with an alarm, and a person decides', () => {
    const pair = rehearsing(servingPair())
    pair.unplug()
    pair.pass(12 * MINUTE)
    expect(holder(pair)).toBe('secondary')
    expect(kept(pair.secondary)).toMatchObject({ step: 'ended', isLeft: true, failure: { code: 'notBack' } })
    pair.plug()
    pair.pass(MINUTE)
    expect(holder(pair)).toBe('secondary')
    expect(kept(pair.primary)).toMatchObject({ isLeft: true })
    for (const role of ['primary', 'secondary'] as const)
      expect(alarmsAt(pair, role)).toContain('rehearsalLeft')
    expect(pair.press('primary', 'switchOver')).toBeNull()
    pair.pass(5_000)
    expect(holder(pair)).toBe('primary')
    for (const role of ['primary', 'secondary'] as const)
      expect(alarmsAt(pair, role)).not.toContain('rehearsalLeft')
  })

  it('a way back that fails again and again is tried three times', () => {
    const pair = rehearsing()
    pair.copy.fault = 'rootsDiffer'
    pair.pass(3 * MINUTE)
    expect(holder(pair)).toBe('secondary')
    expect(pair.secondary.services).toBe('running')
    expect(kept(pair.secondary)).toMatchObject({ step: 'ended', tries: 3, isLeft: true })
    expect(story(pair.secondary).filter((line) => line === 'switchOver begun')).toHaveLength(3)
    expect(failedRules(pair.secondary, 'rehearsal abandoned')).toContain('finalSyncDone')
  })

  it.each(['primary', 'secondary'] as const)('an engine of the %s that starts anew ends nothing', (role) => {
    const pair = rehearsing()
    pair.crash(role)
    pair.boot(role)
    pair.pass(3 * MINUTE)
    expect(holder(pair)).toBe('primary')
    expect(stepOf(pair.primary)).toBe('ended')
    expect(failureIn(pair.primary)).toBe(role === 'primary' ? null : 'interrupted')
    expect(isArmedAt(pair, 'secondary')).toBe(true)
  })

  it('an engine that fails before control is given: control stays, and the rehearsal is over', () => {
    const pair = servingPair()
    pair.copy.takesMs = 5_000
    pair.rehearse('primary', {})
    pair.pass(1_000)
    pair.crash('primary')
    pair.boot('primary')
    pair.pass(MINUTE)
    expect(holder(pair)).toBe('primary')
    expect(failureIn(pair.primary)).toBe('notSwitched')
  })
})

it('every decision of it judged again comes out the same', () => {
  const pair = rehearsing()
  pair.secondary.says = down
  pair.pass(2 * MINUTE)
  const decisions = [...pair.primary.decisions, ...pair.secondary.decisions]
  expect(decisions.filter(({ act }) => act === 'rehearsal').length).toBeGreaterThan(1)
  for (const { rules, judgement, facts } of JSON.parse(JSON.stringify(decisions)))
    expect(['same', 'notJudged']).toContain(replay({ rules, judgement, facts }).outcome)
})
