import { expect, it } from 'vitest'
import type { OnCut } from '../domain/on-cut.ts'
import { failing } from '../domain/rules.ts'
import { ackWaitMs } from '../domain/timing.ts'
import { factsOf } from './facts.ts'
import { disable } from './findings.ts'
import { isArmed } from './leases.ts'
import { slowTiming } from './testing/pair.ts'
import { armedPair, holder, servingPair, story } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

const armedWithout = (onCut: OnCut) => armedPair({ hasArbiter: false, onCut })

const cut = (pair: ReturnType<typeof servingPair>): void => {
  for (const role of ['primary', 'secondary'] as const) {
    pair.open[role] = false
    pair.servicesReached[role] = false
  }
}
const mend = (pair: ReturnType<typeof servingPair>): void => {
  for (const role of ['primary', 'secondary'] as const) {
    pair.open[role] = true
    pair.servicesReached[role] = true
  }
}

it('the active lets go: never two, whoever is cut off', () => {
  const pair = armedWithout('activeLetsGo')
  let twice = false
  pair.watch = () => {
    twice = twice || holder(pair) === 'both'
  }
  cut(pair)
  pair.pass(60_000)
  expect(twice).toBe(false)
  expect(holder(pair)).toBe('secondary')
  expect(pair.primary.services).toBe('stopped')
  mend(pair)
  pair.pass(20_000)
  expect(holder(pair)).toBe('secondary')
  expect(pair.secondary.disk.held).toMatchObject({ acknowledged: true, unopposed: false, bound: false })
})

it('the active lets go: the standby waits until what it last acknowledged is over, and strictly longer', () => {
  const pair = armedWithout('activeLetsGo')
  const ackedAt = pair.secondary.state.lastAckSentAt
  cut(pair)
  let tookAt = 0
  pair.watch = () => {
    if (tookAt === 0 && pair.secondary.state.mode === 'active') tookAt = pair.now
  }
  pair.pass(60_000)
  expect(tookAt).toBeGreaterThan(ackedAt + ackWaitMs(slowTiming))
})

it('the active lets go: a standby that fails stops the service, and a linked one gives it back', () => {
  const pair = armedWithout('activeLetsGo')
  pair.crash('secondary')
  pair.pass(60_000)
  expect(holder(pair)).toBe('nobody')
  expect(seenFrom(pair, 'primary').coldStart).toBe('noLineSwitch')
  pair.boot('secondary')
  pair.pass(60_000)
  expect(holder(pair)).toBe('primary')
})

it('the active lets go: not armed, it needs nobody', () => {
  const pair = servingPair({ hasArbiter: false, onCut: 'activeLetsGo' })
  cut(pair)
  pair.pass(600_000)
  expect(holder(pair)).toBe('primary')
  expect(story(pair.secondary)).toContain('wouldTakeOver begun')
})

it('the active lets go: it never takes up its epoch again by itself', () => {
  const pair = armedWithout('activeLetsGo')
  cut(pair)
  pair.pass(60_000)
  pair.crash('secondary')
  pair.pass(600_000)
  expect(holder(pair)).toBe('nobody')
})

it('the active stays: two until they hear each other, then the newer one', () => {
  const pair = armedWithout('activeStays')
  cut(pair)
  pair.pass(60_000)
  expect(holder(pair)).toBe('both')
  mend(pair)
  pair.pass(5_000)
  expect(holder(pair)).toBe('secondary')
  expect(pair.primary.services).toBe('stopped')
  expect(pair.primary.disk.dualControl?.kind).toBe('resolved')
})

it('the active stays: a standby that fails stops nothing', () => {
  const pair = armedWithout('activeStays')
  pair.crash('secondary')
  pair.pass(600_000)
  expect(holder(pair)).toBe('primary')
  expect(pair.primary.deadline).toBeNull()
})

it('the active stays, its standby is gone for good: declared off, redundancy can be disabled', () => {
  const pair = armedWithout('activeStays')
  pair.crash('secondary')
  pair.pass(60_000)
  expect(pair.press('primary', 'disable')).toEqual(['linked'])
  expect(failing(disable(factsOf(pair.primary.state, pair.now)))[0]?.remedy).toBe('declareOffFirst')
  expect(seenFrom(pair, 'primary').byHand.declareOtherOff).toBe(true)
  expect(pair.press('primary', 'declareOtherOff')).toBeNull()
  expect(seenFrom(pair, 'primary').alarms.map(({ code }) => code)).toContain('otherDeclaredOff')
  expect(pair.press('primary', 'disable')).toBeNull()
  expect(pair.primary.disk.servesAlone).toBe(true)
  expect(pair.primary.services).toBe('running')
})

it('the active stays, its standby was declared off and returns: it has to be told again', () => {
  const pair = armedWithout('activeStays')
  pair.crash('secondary')
  pair.pass(60_000)
  pair.press('primary', 'declareOtherOff')
  pair.boot('secondary')
  pair.pass(3_000)
  expect(pair.primary.disk.held).toMatchObject({ declared: false, bound: true })
  expect(isArmed(pair.secondary.state)).toBe(true)
  pair.unplug()
  expect(pair.press('primary', 'disable')).toEqual(['linked'])
})

it('the active stays: a declaration that was false ends nothing of what was accepted, and makes nothing more of it', () => {
  const pair = armedWithout('activeStays')
  cut(pair)
  pair.pass(3_000)
  pair.unplug()
  expect(pair.press('primary', 'declareOtherOff')).toBeNull()
  pair.pass(60_000)
  expect(holder(pair)).toBe('both')
  mend(pair)
  pair.plug()
  pair.pass(5_000)
  expect(holder(pair)).toBe('secondary')
  expect(pair.primary.services).toBe('stopped')
})

it('the active stays: who took over beside it does not leave it unheard', () => {
  const pair = armedWithout('activeStays')
  cut(pair)
  pair.unplug()
  pair.pass(60_000)
  expect(holder(pair)).toBe('both')
  expect(pair.press('secondary', 'disable')).toEqual(['linked'])
  expect(pair.press('secondary', 'declareOtherOff')).toBeNull()
  expect(pair.press('secondary', 'disable')).toBeNull()
})

it('an active that is heard keeps control under either', () => {
  for (const onCut of ['activeLetsGo', 'activeStays'] as const) {
    const pair = armedWithout(onCut)
    pair.pass(600_000)
    expect(holder(pair)).toBe('primary')
  }
})

it('what was armed under one choice is not armed under the other', () => {
  const pair = armedWithout('activeStays')
  expect(isArmed(pair.secondary.state)).toBe(true)
  const disk = pair.secondary.disk
  pair.crash('secondary')
  pair.secondary.start({ ...disk, onCut: 'activeLetsGo' })
  expect(isArmed(pair.secondary.state)).toBe(false)
})

it('nothing accepted: nobody takes over by itself', () => {
  const pair = servingPair({ hasArbiter: false })
  expect(pair.press('secondary', 'arm')).toEqual(['cutDecided'])
})

it('a grant of a life before this one goes back to its giver, and control is given anew', () => {
  const pair = servingPair({ hasArbiter: false })
  const epoch = 5
  pair.crash('primary')
  pair.crash('secondary')
  pair.primary.disk = { ...pair.primary.disk, seen: epoch, given: epoch }
  pair.secondary.disk = {
    ...pair.secondary.disk,
    seen: epoch,
    granted: { epoch, reason: 'manualSwitchOver' },
  }
  pair.boot('primary')
  pair.boot('secondary')
  pair.pass(60_000)
  expect(story(pair.secondary)).toContain('returnGrant done')
  expect(holder(pair)).toBe('primary')
})

it('both windows show what was accepted, always', () => {
  const pair = servingPair({ hasArbiter: false, onCut: 'activeStays' })
  expect(seenFrom(pair, 'primary').onCut).toBe('activeStays')
  expect(seenFrom(pair, 'secondary').onCut).toBe('activeStays')
})
