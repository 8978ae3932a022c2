import { describe, expect, it } from 'vitest'
import { formatMoment, lastInControlWords } from '../domain/labels.ts'
import type { Role } from '../domain/roles.ts'
import { durable, type Held } from './durable.ts'
import { forcePreviewOf } from './force.ts'
import type { Pair } from './testing/pair.ts'
import { holder, servingPair, story } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

const heldOf = (pair: Pair): Held => {
  const { held } = pair.primary.disk
  if (held === null) throw new Error('the Primary never held')
  return held
}

/** The Secondary's disk says that it held `held`; both are unplugged, the Primary serves. */
const meeting = (held: Partial<Held>): Pair => {
  const pair = servingPair()
  pair.crash('secondary')
  pair.secondary.disk = { ...pair.secondary.disk, held: { ...heldOf(pair), id: 'other', ...held } }
  return pair
}

it('the lower held epoch demotes when it hears of a higher one, also from a server that holds nothing now', () => {
  const pair = meeting({ epoch: 3 })
  pair.boot('secondary')
  pair.pass(3_000)
  expect(pair.primary.state.mode).not.toBe('active')
  expect(pair.primary.disk.peerHeld.epoch).toBe(3)
  pair.pass(60_000)
  expect(holder(pair)).toBe('secondary')
})

it('of two holders the lower one lets go, the higher goes on, and it is recorded', () => {
  const pair = servingPair()
  const heartbeat = pair.primary.state.peer?.heartbeat
  if (heartbeat == null) throw new Error('no heartbeat was heard')
  pair.deliver('primary', { ...heartbeat, holds: true, heldEpoch: 1, heldId: 'lower', seen: 1 })
  expect(holder(pair)).toBe('primary')
  pair.deliver('primary', { ...heartbeat, holds: true, heldEpoch: 3, heldId: 'higher', seen: 3 })
  expect(holder(pair)).toBe('nobody')
  expect(story(pair.primary)).toContain('dualControl noted')
})

it('the sender of something older is told what is newer', () => {
  const pair = servingPair()
  const heartbeat = pair.primary.state.peer?.heartbeat
  if (heartbeat == null) throw new Error('no heartbeat was heard')
  pair.primary.effects.length = 0
  pair.deliver('primary', { ...heartbeat, holds: true, heldEpoch: 1, heldId: 'lower', seen: 1 })
  const sent = pair.primary.effects.flatMap((effect) => (effect.do === 'send' ? [effect.message] : []))
  expect(sent).toContainEqual({ kind: 'refuse', heldEpoch: 2, heldId: heldOf(pair).id })
})

it('a restored disk: the standby copies nothing from a holder that another one may have been', () => {
  const pair = meeting({})
  pair.boot('secondary')
  pair.secondary.effects.length = 0
  pair.pass(120_000)
  const roles = pair.secondary.effects.flatMap((effect) => (effect.do === 'replicate' ? [effect.as] : []))
  expect(roles).not.toContain('destination')
})

it('a restored disk, the same epoch with two ids: both let go and a person chooses', () => {
  const pair = meeting({})
  pair.boot('secondary')
  pair.pass(120_000)
  expect(holder(pair)).toBe('nobody')
  expect(pair.primary.disk.needsPerson).toBe(true)
  expect(pair.secondary.disk.needsPerson).toBe(true)
})

it('it is recorded once, not with every heartbeat', () => {
  const pair = meeting({})
  pair.carries = (_, from) => from === 'primary'
  pair.boot('secondary')
  pair.pass(60_000)
  expect(story(pair.secondary).filter((entry) => entry === 'dualControl noted')).toHaveLength(1)
})

it('after the person chose, the other follows and can be switched to again', () => {
  const pair = meeting({})
  pair.boot('secondary')
  pair.pass(20_000)
  pair.press('primary', 'force')
  pair.pass(30_000)
  expect(holder(pair)).toBe('primary')
  expect(pair.secondary.disk.needsPerson).toBe(false)
  expect(pair.press('primary', 'switchOver')).toBeNull()
  expect(holder(pair)).toBe('secondary')
})

describe('stands on both until a person has seen it', () => {
  const alarms = (pair: Pair, role: Role): string[] => seenFrom(pair, role).alarms.map(({ code }) => code)
  const isRaised = (pair: Pair): boolean[] =>
    (['primary', 'secondary'] as const).map((role) => alarms(pair, role).includes('dualControl'))

  /** The Primary goes on, unbound and cut off from everything, while a person forces the Secondary. */
  const split = (): Pair => {
    const pair = servingPair()
    pair.unplug()
    pair.boxAnswers.primary = false
    pair.pass(3_000)
    pair.press('secondary', 'force')
    pair.pass(30_000)
    expect(holder(pair)).toBe('both')
    pair.boxAnswers.primary = true
    pair.carries = (message) => message.kind !== 'ack'
    pair.plug()
    return pair
  }

  it('two holders: the older lets go, both windows name it and show the same last switch-over', () => {
    const pair = split()
    pair.pass(5_000)
    expect(holder(pair)).toBe('secondary')
    expect(isRaised(pair)).toEqual([true, true])
    const shown = (['primary', 'secondary'] as const).map((role) => seenFrom(pair, role))
    expect(shown[0]?.lastSwitchOver?.reason).toBe('dualControlResolved')
    expect(shown[1]?.lastSwitchOver).toEqual(shown[0]?.lastSwitchOver)
    expect(shown[0]?.dualControl).toEqual(shown[1]?.dualControl)
    expect(shown[0]?.dualControl).toMatchObject({ kind: 'resolved', needsPerson: false })
    expect(story(pair.primary).filter((entry) => entry === 'dualControl noted')).toHaveLength(1)
    expect(story(pair.secondary).filter((entry) => entry === 'dualControl noted')).toHaveLength(1)
  })

  it('a server that served alone with redundancy disabled, while the other was forced, is named when it is back', () => {
    const pair = servingPair()
    pair.press('primary', 'disable')
    pair.unplug()
    pair.line = 'B'
    pair.pass(3_000)
    expect(forcePreviewOf(pair.secondary.state, pair.now).doubts).toContain('servesAlone')
    pair.press('secondary', 'force')
    pair.pass(30_000)
    expect(holder(pair)).toBe('secondary')
    expect(pair.primary.disk.servesAlone).toBe(true)
    pair.primary.start(pair.primary.disk, false)
    pair.plug()
    pair.pass(5_000)
    expect(isRaised(pair)).toEqual([true, true])
    expect(pair.primary.disk.servesAlone).toBe(false)
  })

  const lastInControl = (pair: Pair, seenBy: Role, of: Role) =>
    seenFrom(pair, seenBy).dualControl?.[of]?.lastInControl

  it('says on both until when the one that let go was in control', () => {
    const pair = split()
    const before = pair.now + pair.clockAhead.primary
    pair.pass(5_000)
    const end = pair.primary.disk.lastHeldWallMs
    expect(end).toBeGreaterThanOrEqual(before)
    for (const role of ['primary', 'secondary'] as const)
      expect(lastInControl(pair, role, 'primary')).toMatchObject({ wallMs: end, isAtLeast: false })
  })

  it('of one that was killed in control only the last moment that was noted is known', () => {
    const pair = split()
    pair.pass(5_000)
    pair.crash('secondary')
    const notedMs = pair.secondary.disk.inControlUntil.wallMs + 30_000
    pair.secondary.disk = { ...pair.secondary.disk, inControlUntil: { wallMs: notedMs, isEnd: false } }
    pair.boot('secondary')
    pair.pass(2_000)
    expect(holder(pair)).toBe('nobody')
    for (const role of ['primary', 'secondary'] as const)
      expect(lastInControl(pair, role, 'secondary')).toMatchObject({ wallMs: notedMs, isAtLeast: true })
    const said = () => lastInControlWords(seenFrom(pair, 'primary'), 'secondary')
    expect(said()).toBe(`at least until ${formatMoment(notedMs, 60)}`)
    pair.pass(30_000)
    expect(said()).toBe('Now')
    expect(lastInControlWords(seenFrom(pair, 'primary'), 'primary')).toBe(
      formatMoment(pair.primary.disk.lastHeldWallMs, 60),
    )
  })

  it('what an earlier version left has only the moment it gained or ended control', () => {
    const pair = meeting({ id: 'twin' })
    const { inControlUntil: _, ...earlier } = pair.secondary.disk
    pair.secondary.disk = durable.parse({ ...earlier, lastHeldWallMs: 42 })
    pair.boot('secondary')
    pair.pass(20_000)
    expect(lastInControl(pair, 'primary', 'secondary')).toMatchObject({ wallMs: 42, isAtLeast: true })
  })

  it('survives restarts; acknowledged on one it ends on both, also when the other hears of it later', () => {
    const pair = split()
    pair.pass(5_000)
    pair.crash('primary')
    expect(pair.press('secondary', 'acknowledgeDualControl')).toBeNull()
    pair.boot('primary')
    expect(alarms(pair, 'primary')).toContain('dualControl')
    pair.carries = () => true
    pair.pass(10_000)
    expect(isRaised(pair)).toEqual([false, false])
    expect(seenFrom(pair, 'primary').dualControl).toBeNull()
    expect(story(pair.secondary)).toContain('acknowledgeDualControl done')
    expect(pair.press('primary', 'acknowledgeDualControl')).toBeNull()
  })

  it('the same epoch twice: seen only after a person has chosen, which is how it was resolved', () => {
    const pair = meeting({})
    pair.boot('secondary')
    pair.pass(20_000)
    for (const role of ['primary', 'secondary'] as const) {
      expect(seenFrom(pair, role)).toMatchObject({
        coldStart: 'sameEpoch',
        byHand: { force: true },
        dualControl: { kind: 'sameEpoch', needsPerson: true, primary: { epoch: 2 }, secondary: { epoch: 2 } },
      })
      expect(pair.press(role, 'acknowledgeDualControl')).toEqual(['holderChosen'])
    }
    expect(seenFrom(pair, 'secondary').dualControl?.primary?.lastInControl).not.toBeNull()
    expect(forcePreviewOf(pair.secondary.state, pair.now)).toMatchObject({
      kind: 'sameEpoch',
      consent: 'Secondary System goes on',
    })
    pair.press('secondary', 'force')
    pair.pass(20_000)
    expect(holder(pair)).toBe('secondary')
    for (const role of ['primary', 'secondary'] as const)
      expect(seenFrom(pair, role).lastSwitchOver?.reason).toBe('dualControlResolved')
    expect(isRaised(pair)).toEqual([true, true])
    expect(pair.press('primary', 'acknowledgeDualControl')).toBeNull()
    pair.pass(3_000)
    expect(isRaised(pair)).toEqual([false, false])
  })
})
