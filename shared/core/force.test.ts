import { describe, expect, it } from 'vitest'
import type { Role } from '../domain/roles.ts'
import { forcePreviewOf } from './force.ts'
import { newPair, type Pair } from './testing/pair.ts'
import { replicationOf } from './testing/report.ts'
import { armedPair, failedRules, holder, servingPair, story } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

it('keeps the order and the wait, without the other rules', () => {
  const pair = servingPair()
  pair.crash('primary')
  pair.settle()
  pair.press('secondary', 'force')
  expect(pair.secondary.disk).toMatchObject({ attempted: 3, held: null })
  expect(pair.line).toBe('B')
  expect(holder(pair)).toBe('nobody')
  pair.pass(15_000)
  expect(holder(pair)).toBe('secondary')
  expect(pair.secondary.disk.lastSwitchOver?.reason).toBe('forcedSwitchOver')
})

it('is answered once, when it has begun; the window shows its steps, and why it failed', () => {
  const pair = servingPair()
  pair.crash('primary')
  pair.settle()
  expect(pair.press('secondary', 'force')).toBeNull()
  const steps = seenFrom(pair, 'secondary').switchOver?.steps ?? []
  expect(steps.map(({ step, state }) => `${step} ${state}`)).toEqual([
    'checkRules done',
    'moveLines done',
    'waitOut running',
    'startServices waiting',
  ])
  pair.line = 'A'
  pair.pass(1_000)
  expect(failedRules(pair.secondary, 'force abandoned')).toEqual(['lineOnOwnSide'])
  expect(seenFrom(pair, 'secondary').switchOver).toMatchObject({ kind: 'force', outcome: 'failed' })
  expect(seenFrom(pair, 'secondary').switchOver?.failed.map(({ rule }) => rule)).toEqual(['lineOnOwnSide'])
  const answers = pair.secondary.effects.filter((effect) => effect.do === 'answer')
  expect(answers).toHaveLength(1)
})

it('beside an active that is heard it is refused, and moves no line; one heard meanwhile ends it', () => {
  const pair = servingPair()
  expect(pair.press('secondary', 'force')).toEqual(['noHolderHeard'])
  expect(pair.line).toBe('A')
  pair.carries = (_, from) => from === 'secondary'
  pair.pass(3_000)
  expect(pair.press('secondary', 'force')).toBeNull()
  pair.carries = () => true
  pair.pass(30_000)
  expect(story(pair.secondary)).toContain('force abandoned')
  expect(holder(pair)).toBe('primary')
})

describe('the consent', () => {
  const alone = (): Pair => {
    const pair = servingPair()
    pair.crash('primary')
    pair.settle()
    return pair
  }
  const shown = (pair: Pair) => forcePreviewOf(pair.secondary.state, pair.now)

  it('is typed as it is shown: nothing else is taken, and the refusal is recorded', () => {
    const pair = alone()
    for (const consent of ['', 'yes', 'primary system does not serve', 'Secondary System does not serve'])
      expect(pair.typeForce('secondary', { consent })).toEqual(['consentTyped'])
    expect(story(pair.secondary)).toContain('forceConsent refused')
    expect(pair.typeForce('secondary', { consent: '  Primary System  does not serve ' })).toBeNull()
  })

  it('is to what was shown: when that has changed it is refused', () => {
    const pair = alone()
    // The other server's ports were asked meanwhile.
    pair.pass(2_000)
    const { revision } = shown(pair)
    pair.pass(500)
    expect(shown(pair).revision).toBe(revision)
    pair.boxAnswers.secondary = false
    pair.pass(5_000)
    pair.boxAnswers.secondary = true
    pair.pass(5_000)
    const later = shown(pair)
    // Silent long enough by now: one rule less is passed over.
    expect(later.revision).not.toBe(revision)
    expect(pair.typeForce('secondary', { revision })).toEqual(['previewCurrent'])
    expect(pair.line).toBe('A')
    expect(pair.typeForce('secondary', { revision: later.revision })).toBeNull()
  })

  it('names what the copy lacks as it was last heard, and how long ago', () => {
    const pair = servingPair()
    const names = [{ name: 'voice-mail/201.wav', bytes: 4_000, ageMs: 700 }]
    const lacking = { ...replicationOf('sourceUpdating'), lagFiles: 1, lagBytes: 4_000, lagNames: names }
    pair.primary.says = { replication: lacking }
    pair.pass(1_000)
    pair.crash('primary')
    pair.pass(20_000)
    const { copy, consent } = shown(pair)
    expect(copy.standing).toBe('updated')
    expect(copy.lag).toMatchObject({ files: 1, bytes: 4_000, names: [{ name: 'voice-mail/201.wav' }] })
    expect(copy.lag?.heardAgoMs).toBeGreaterThanOrEqual(20_000)
    expect(copy.lag?.names[0]?.ageMs).toBe(700 + (copy.lag?.heardAgoMs ?? 0))
    expect(consent).toBe('Primary System does not serve, loss accepted')
  })

  it('says that a copy is not Updated; only this recorded force promotes it', () => {
    const pair = newPair()
    pair.secondary.replica = 'destinationUpdating'
    pair.pass(20_000)
    pair.crash('primary')
    pair.pass(60_000)
    const { copy, consent, skipped } = shown(pair)
    expect(copy).toMatchObject({ standing: 'notUpdated', updated: null })
    expect(consent).toMatch(/loss accepted$/)
    expect(skipped.filter(({ holds }) => !holds).map(({ rule }) => rule)).toEqual(['armed', 'replicaUpdated'])
    expect(holder(pair)).toBe('nobody')
    expect(pair.press('secondary', 'force')).toBeNull()
    pair.pass(20_000)
    expect(holder(pair)).toBe('secondary')
    expect(story(pair.secondary).filter((entry) => entry.startsWith('force'))).toEqual([
      'forceConsent noted',
      'force begun',
      'force done',
    ])
    expect(failedRules(pair.secondary, 'forceConsent noted')).toContain('replicaUpdated')
  })

  it('names an active that is not bound, unless this standby is armed; after a restart nothing is known', () => {
    const pair = alone()
    expect(shown(pair).doubts).toEqual(['unboundActive', 'hangingActive'])
    const armed = armedPair()
    armed.crash('primary')
    armed.settle()
    expect(shown(armed).doubts).toEqual(['hangingActive'])
    pair.crash('secondary')
    pair.boot('secondary')
    pair.pass(2_000)
    expect(shown(pair).doubts).toEqual(['unboundActive', 'hangingActive', 'lossUnknown'])
    expect(shown(pair).copy).toMatchObject({ standing: 'updated', lag: null })
    expect(shown(pair).copy.updated?.wallMs).toBeGreaterThan(0)
  })
})

it('is offered where nobody is in control or the other is silent, never beside a healthy pair', () => {
  const pair = servingPair()
  const offered = (role: Role): boolean => seenFrom(pair, role).byHand.force
  expect([offered('primary'), offered('secondary')]).toEqual([false, false])
  pair.crash('primary')
  pair.pass(1_000)
  expect(offered('secondary')).toBe(true)
  pair.press('secondary', 'force')
  expect(offered('secondary')).toBe(false)
  pair.pass(20_000)
  expect(offered('secondary')).toBe(false)
  pair.boot('primary')
  pair.pass(30_000)
  expect([offered('primary'), offered('secondary')]).toEqual([false, false])
})

it('is refused on the active, and without an answer of the A/B switch', () => {
  const pair = servingPair()
  expect(pair.press('primary', 'force')).toContain('thisSystemIsStandby')
  pair.crash('primary')
  pair.boxAnswers.secondary = false
  pair.pass(10_000)
  expect(pair.press('secondary', 'force')).toEqual(['lineSwitchAnswers'])
})

it('without an A/B switch a person alone keeps the two apart, and is told so', () => {
  const pair = servingPair({ hasArbiter: false })
  pair.crash('primary')
  pair.pass(60_000)
  expect(failedRules(pair.secondary, 'takeOver refused')).toEqual(['cutDecided'])
  expect(forcePreviewOf(pair.secondary.state, pair.now).doubts).toContain('noLineSwitch')
  expect(pair.press('secondary', 'force')).toBeNull()
  pair.pass(600_000)
  expect(holder(pair)).toBe('secondary')
})

it('an unbound active that reads the other side is bound by it, and lets go when cut off', () => {
  const pair = servingPair()
  pair.open.primary = false
  pair.open.secondary = false
  pair.pass(3_000)
  pair.press('secondary', 'force')
  let twice = false
  pair.watch = () => {
    twice ||= holder(pair) === 'both'
  }
  pair.pass(60_000)
  expect(holder(pair)).toBe('secondary')
  expect(pair.primary.services).toBe('stopped')
  expect(twice).toBe(false)
})
