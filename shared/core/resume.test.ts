import { expect, it } from 'vitest'
import { lineWaitMs } from '../domain/timing.ts'
import type { Pair } from './testing/pair.ts'
import { slowTiming } from './testing/pair.ts'
import { armedPair, failedRules, holder, servingPair, story } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

const { startUpAllowanceMs, declareLostMs } = slowTiming

it('a restarted last holder waits its start-up allowance and the whole wait on its own side', () => {
  const pair = servingPair()
  pair.crash('secondary')
  pair.crash('primary')
  pair.boot('primary')
  pair.pass(startUpAllowanceMs - 1)
  expect(pair.primary.state.mode).toBe('standby')
  pair.pass(1)
  expect(pair.primary.state.takeOver?.kind).toBe('resume')
  pair.pass(lineWaitMs(slowTiming) - 1)
  expect(holder(pair)).toBe('nobody')
  pair.pass(1)
  expect(holder(pair)).toBe('primary')
  expect(pair.primary.disk.held?.epoch).toBe(2)
  expect(pair.primary.disk.lastSwitchOver).toBeNull()
})

it('a restarted last holder never moves the line: on the other side a person is needed', () => {
  const pair = servingPair()
  pair.crash('secondary')
  pair.crash('primary')
  pair.line = 'B'
  pair.boot('primary')
  pair.pass(600_000)
  expect(holder(pair)).toBe('nobody')
  expect(pair.line).toBe('B')
})

it('a self-demoted holder resumes its epoch when the box answers again', () => {
  const pair = armedPair()
  pair.crash('secondary')
  pair.boxAnswers.primary = false
  pair.pass(30_000)
  expect(holder(pair)).toBe('nobody')
  pair.boxAnswers.primary = true
  pair.pass(10_000)
  expect(holder(pair)).toBe('primary')
  expect(pair.primary.disk.held?.epoch).toBe(2)
})

it('a lost guardian ends control; the next one resumes it', () => {
  const pair = servingPair()
  pair.crash('secondary')
  pair.primary.input({ type: 'guardianGone' })
  expect(holder(pair)).toBe('nobody')
  pair.pass(60_000)
  expect(holder(pair)).toBe('nobody')
  pair.primary.input({ type: 'guardianReady' })
  pair.pass(10_000)
  expect(holder(pair)).toBe('primary')
})

/** The Primary serves alone after the Secondary's death, restarts and waits on its own side. */
const resumingPair = (): Pair => {
  const pair = servingPair()
  pair.unplug()
  pair.crash('primary')
  pair.boot('primary')
  pair.pass(startUpAllowanceMs + 500)
  expect(pair.primary.state.takeOver?.kind).toBe('resume')
  return pair
}

it('whoever hears of a higher held epoch while it resumes lets it be', () => {
  const pair = resumingPair()
  const heartbeat = { ...bystander, heldEpoch: 3, heldId: 'x', seen: 3 }
  pair.plug()
  pair.deliver('primary', heartbeat)
  expect(failedRules(pair.primary, 'resume abandoned')).toEqual(['noHigherEpochKnown'])
  pair.carries = () => false
  pair.pass(60_000)
  expect(holder(pair)).toBe('nobody')
})

it('a refusal with a higher held epoch ends a resume as well', () => {
  const pair = resumingPair()
  pair.plug()
  pair.deliver('primary', { kind: 'refuse', heldEpoch: 3, heldId: 'x' })
  expect(failedRules(pair.primary, 'resume abandoned')).toEqual(['noHigherEpochKnown'])
})

/** The link and the Primary's way to the box are cut; the Secondary has just moved the line. */
const moved = () => {
  const pair = armedPair()
  pair.open.primary = false
  pair.open.secondary = false
  pair.boxAnswers.primary = false
  pair.pass(declareLostMs)
  expect(pair.line).toBe('B')
  pair.boxAnswers.primary = true
  return pair
}

it('who held last takes nothing back from an armed peer it cannot hear, dead or alive, before a restart or after', () => {
  const alive = moved()
  alive.pass(600_000)
  expect(holder(alive)).toBe('secondary')
  alive.crash('primary')
  alive.boot('primary')
  alive.pass(600_000)
  expect(holder(alive)).toBe('secondary')

  const dead = moved()
  dead.crash('secondary')
  dead.pass(600_000)
  expect(holder(dead)).toBe('nobody')
  expect(dead.line).toBe('B')
})

it('a peer that moved the line and died: it is back, linked, and leaves control to who held last', () => {
  const pair = moved()
  pair.crash('secondary')
  pair.pass(60_000)
  pair.open.primary = true
  pair.open.secondary = true
  pair.boot('secondary')
  pair.pass(60_000)
  expect(holder(pair)).toBe('primary')
  expect(pair.primary.disk.lastSwitchOver).toBeNull()
})

it('a peer that moved the line and is gone for good needs a person', () => {
  const pair = servingPair()
  pair.crash('secondary')
  pair.pass(20_000)
  pair.line = 'B'
  pair.pass(120_000)
  expect(holder(pair)).toBe('nobody')
  expect(pair.press('primary', 'force')).toBeNull()
  pair.pass(20_000)
  expect(holder(pair)).toBe('primary')
})

it('both restart and meet: the lower held epoch grants to the higher one, whatever the line reads', () => {
  const pair = servingPair()
  pair.crash('primary')
  pair.crash('secondary')
  pair.line = 'B'
  pair.boot('primary')
  pair.boot('secondary')
  pair.pass(30_000)
  expect(holder(pair)).toBe('primary')
  expect(pair.line).toBe('A')
  expect(story(pair.secondary)).toContain('giveControl done')
  expect(pair.primary.disk.lastSwitchOver).toBeNull()
})

it('an old grant gives way to a higher held epoch its server hears of', () => {
  const pair = servingPair()
  pair.crash('primary')
  pair.crash('secondary')
  pair.secondary.disk = { ...pair.secondary.disk, granted: { epoch: 3, reason: 'manualSwitchOver' }, seen: 3 }
  const { held } = pair.primary.disk
  if (held === null) throw new Error('the Primary never held')
  pair.primary.disk = { ...pair.primary.disk, seen: 4, attempted: 4, held: { ...held, epoch: 4, id: 'four' } }
  pair.line = 'B'
  pair.boot('primary')
  pair.boot('secondary')
  pair.pass(60_000)
  expect(holder(pair)).toBe('primary')
  expect(pair.primary.disk.held?.epoch).toBeGreaterThan(4)
  expect(pair.secondary.disk.granted).toBeNull()
})

const bystander = {
  kind: 'heartbeat',
  number: 1,
  holds: false,
  heldEpoch: 0,
  heldId: '',
  peerHeldEpoch: 2,
  seen: 2,
  armedBound: false,
  armedFor: 0,
  servicesStopped: true,
  ready: true,
  given: 0,
  granted: 0,
  handingOver: false,
  movedLine: false,
  movesLine: false,
  ended: 'none',
  lastSwitchOver: null,
  rehearsal: null,
  maintenance: { number: 0, leftMs: 0 },
  licensed: true,
  lastHeldWallMs: 0,
  inControlUntil: { wallMs: 0, isEnd: true },
  dualControl: null,
} as const

it('after a power cut of an armed pair the last holder resumes, and the standby moves no line meanwhile', () => {
  const pair = armedPair()
  pair.guardiansAnswer = true
  pair.crash('primary')
  pair.crash('secondary')
  pair.boot('primary')
  pair.boot('secondary')
  pair.secondary.effects.length = 0
  pair.pass(60_000)
  expect(holder(pair)).toBe('primary')
  expect(pair.primary.disk.held?.epoch).toBe(2)
  expect(pair.secondary.disk.armedFor).toBe(2)
  expect(pair.secondary.effects.filter((effect) => effect.do === 'setLine')).toEqual([])
})

it('a last holder that is back and does not serve is left so much time, and no more', () => {
  const pair = armedPair()
  pair.crash('primary')
  pair.crash('secondary')
  pair.boot('secondary')
  pair.pass(1_000)
  pair.boot('primary')
  pair.settle()
  pair.primary.input({ type: 'guardianGone' })
  pair.pass(60_000)
  expect(holder(pair)).toBe('secondary')
})

it('services that did not start are not tried again at once, by resume or by grant, and the record says why', () => {
  const pair = servingPair()
  pair.primary.decisions.length = 0
  pair.primary.input({ type: 'startRefused', epoch: 2, why: 'the service sip ended at once' })
  pair.pass(slowTiming.backOffMs - 1)
  expect(holder(pair)).toBe('nobody')
  expect(pair.primary.decisions[0]).toMatchObject({
    act: 'demote',
    rules: [{ rule: 'servicesStart', holds: false, value: 'the service sip ended at once' }],
  })
  pair.pass(10_000)
  expect(holder(pair)).toBe('primary')
})

it('a guardian that is started anew: control comes back with that reason, and what is off is said to be off', () => {
  const pair = armedPair()
  pair.primary.input({ type: 'guardianGone' })
  pair.primary.input({ type: 'guardianReady' })
  pair.pass(5_000)
  expect(holder(pair)).toBe('primary')
  const off = seenFrom(pair, 'primary').alarms.find(({ code }) => code === 'automaticOff')
  expect(off?.params).toEqual({ reason: 'guardianRestarted' })
})

it('services that did not start are the reason, and the trigger', () => {
  const pair = armedPair()
  pair.primary.input({ type: 'startRefused', epoch: 2, why: 'it fails' })
  expect(pair.primary.decisions.at(-1)).toMatchObject({ act: 'demote', trigger: 'services' })
  expect(pair.primary.state.ended).toBe('services')
})

it('what keeps the last holder from going on is recorded once', () => {
  const pair = servingPair()
  pair.unplug()
  pair.crash('primary')
  pair.line = 'B'
  pair.boot('primary')
  pair.pass(120_000)
  const refused = pair.primary.decisions.filter(
    ({ act, outcome }) => act === 'resume' && outcome === 'refused',
  )
  expect(refused).toHaveLength(1)
  expect(failedRules(pair.primary, 'resume refused')).toEqual(['lineOnOwnSide'])
})
