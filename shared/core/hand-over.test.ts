import { describe, expect, it } from 'vitest'
import { otherRole, type Role } from '../domain/roles.ts'
import { type Pair, slowTiming } from './testing/pair.ts'
import { armedPair, failedRules, holder, servingPair, story } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

const roles: readonly Role[] = ['primary', 'secondary']
const press = (pair: Pair): void =>
  pair.primary.input({ type: 'command', command: 'switchOver', requestId: 'r', person: 'operator' })

it('control goes over as one token and without a wait', () => {
  const pair = servingPair()
  const before = pair.now
  expect(pair.press('primary', 'switchOver')).toBeNull()
  expect(pair.now).toBe(before)
  expect(holder(pair)).toBe('secondary')
  expect(pair.line).toBe('B')
  expect(pair.primary.services).toBe('stopped')
  expect(pair.secondary.services).toBe('running')
  expect(pair.primary.disk).toMatchObject({ given: 3, seen: 3 })
  expect(pair.secondary.disk.held?.epoch).toBe(3)
  expect(pair.secondary.disk.granted).toBeNull()
  expect(pair.primary.disk.lastSwitchOver?.reason).toBe('manualSwitchOver')
  expect(pair.secondary.disk.lastSwitchOver?.reason).toBe('manualSwitchOver')
})

it('the person who pressed stands in the record of the token itself', () => {
  const pair = servingPair()
  press(pair)
  pair.settle()
  const given = pair.primary.decisions.find((decision) => decision.act === 'giveControl')
  expect(given).toMatchObject({ person: 'operator', requestId: 'r', reason: 'manualSwitchOver' })
})

it('services are proved stopped before the final sync, and that is done before the token is asked for', () => {
  const pair = servingPair()
  pair.primary.effects.length = 0
  pair.press('primary', 'switchOver')
  const acts = pair.primary.effects.flatMap((effect) => {
    const act = effect.do === 'send' ? effect.message.kind : effect.do
    return ['copyChanges', 'stopServices', 'finalSync', 'nonceAsk', 'grant'].includes(act) ? [act] : []
  })
  expect(acts).toEqual(['copyChanges', 'stopServices', 'finalSync', 'nonceAsk', 'grant'])
})

it('the button on the standby asks the active, which decides', () => {
  const pair = servingPair()
  expect(pair.press('secondary', 'switchOver')).toBeNull()
  expect(holder(pair)).toBe('secondary')
})

it('after it, automatic take-over is off on the new standby and the new active is not bound by arming', () => {
  const pair = armedPair()
  pair.press('primary', 'switchOver')
  pair.pass(3_000)
  expect(pair.primary.disk.armedFor).toBe(0)
  expect(pair.secondary.disk.armedFor).toBe(0)
  expect(pair.secondary.disk.held).toMatchObject({ bound: false, acknowledged: true })
})

it('and back again, each time with a higher epoch of the gaining parity', () => {
  const pair = servingPair()
  pair.press('primary', 'switchOver')
  pair.pass(20_000)
  expect(pair.press('secondary', 'switchOver')).toBeNull()
  expect(holder(pair)).toBe('primary')
  expect(pair.primary.disk.held?.epoch).toBe(4)
})

describe('before the point of no return', () => {
  it('a failed final sync rolls back: the services run again under the same epoch', () => {
    const pair = servingPair()
    press(pair)
    for (let unit = 0; unit < 50 && pair.primary.state.handOver?.phase !== 'finalSync'; unit += 1)
      pair.settle(1)
    expect(pair.primary.state.handOver?.phase).toBe('finalSync')
    const id = pair.primary.state.handOver?.syncId ?? 0
    pair.primary.input({ type: 'synced', id, ok: false, code: 'rootsDiffer' })
    pair.settle()
    expect(holder(pair)).toBe('primary')
    expect(pair.primary.services).toBe('running')
    expect(pair.primary.disk.given).toBe(0)
    expect(failedRules(pair.primary, 'switchOver abandoned')).toEqual(['finalSyncDone'])
  })

  it('a nonce that never comes rolls back after its time', () => {
    const pair = servingPair()
    pair.carries = (message) => message.kind !== 'nonce'
    pair.press('primary', 'switchOver')
    expect(pair.primary.services).toBe('stopped')
    pair.pass(3_000)
    expect(pair.primary.services).toBe('running')
    expect(failedRules(pair.primary, 'switchOver abandoned')).toEqual(['peerAcceptsGrant'])
  })

  it('a lost link rolls back at once', () => {
    const pair = servingPair()
    pair.carries = (message) => message.kind !== 'nonceAsk'
    pair.press('primary', 'switchOver')
    pair.unplug()
    expect(pair.primary.services).toBe('running')
    expect(holder(pair)).toBe('primary')
  })

  it('a person may stop it', () => {
    const pair = servingPair()
    pair.carries = (message) => message.kind !== 'nonceAsk'
    pair.press('primary', 'switchOver')
    expect(pair.press('primary', 'cancelSwitchOver')).toBeNull()
    pair.carries = () => true
    pair.pass(5_000)
    expect(holder(pair)).toBe('primary')
    expect(pair.primary.services).toBe('running')
  })

  it('who stopped it from the other server stands in the record, not who began it', () => {
    const pair = servingPair()
    pair.carries = (message) => message.kind !== 'nonceAsk'
    pair.press('primary', 'switchOver')
    pair.press('secondary', 'cancelSwitchOver')
    pair.pass(1_000)
    const asked = (outcome: string) =>
      pair.primary.decisions.find((made) => made.act === 'switchOver' && made.outcome === outcome)
    expect(asked('begun')?.requestId).not.toBe('')
    expect(asked('abandoned')?.person).toBe('operator')
    expect(asked('abandoned')?.requestId).not.toBe(asked('begun')?.requestId)
  })

  it('a stall of the giver gives nothing before a fresh answer', () => {
    const pair = servingPair()
    pair.carries = (message) => message.kind !== 'nonceAsk'
    pair.press('primary', 'switchOver')
    const number = pair.primary.state.handOver?.nonceNumber ?? 0
    pair.carries = () => false
    pair.boxAnswers.primary = false
    pair.stall('primary', slowTiming.stallMs)
    pair.deliver('primary', { kind: 'nonce', number, nonce: 'late', seen: 2 })
    expect(pair.primary.disk.given).toBe(0)
  })
})

describe('a crash between any two steps', () => {
  const steps = (): number => {
    const pair = servingPair()
    press(pair)
    return pair.settle()
  }
  const points = Array.from({ length: steps() + 1 }, (_, at) => at)
  const crashAt = (victim: Role, at: number): { pair: Pair; twice: string[] } => {
    const pair = servingPair()
    const twice: string[] = []
    pair.watch = () => {
      const both = pair.primary.services === 'running' && pair.secondary.services === 'running'
      if (both) twice.push('services on both')
      if (holder(pair) === 'both') twice.push('two holders')
    }
    press(pair)
    pair.settle(at)
    pair.crash(victim)
    return { pair, twice }
  }

  it.each(['primary', 'secondary'] as const)(
    'of the %s, which restarts: exactly one holder afterwards',
    (victim) => {
      for (const at of points) {
        const { pair, twice } = crashAt(victim, at)
        pair.boot(victim)
        pair.pass(120_000)
        expect(twice, `after ${at} steps`).toEqual([])
        expect(['primary', 'secondary'], `after ${at} steps`).toContain(holder(pair))
      }
    },
  )

  it.each(['primary', 'secondary'] as const)(
    'of the %s for good: the other holds, or says that a person is needed',
    (victim) => {
      const outcomes = new Set<string>()
      for (const at of points) {
        const { pair, twice } = crashAt(victim, at)
        pair.pass(120_000)
        const survivor = otherRole(victim)
        const outcome = holder(pair) === 'nobody' ? seenFrom(pair, survivor).coldStart : holder(pair)
        expect(twice, `after ${at} steps`).toEqual([])
        expect([survivor, 'unarmedAlone', 'lineOnOtherSide', 'giverAlone'], `after ${at} steps`).toContain(
          outcome,
        )
        outcomes.add(outcome)
      }
      expect(outcomes.size).toBe(2)
    },
  )

  it('of both, which restart: exactly one holder afterwards', () => {
    for (const at of points) {
      const { pair, twice } = crashAt('primary', at)
      pair.crash('secondary')
      pair.boot('primary')
      pair.boot('secondary')
      pair.pass(120_000)
      expect(twice, `after ${at} steps`).toEqual([])
      expect(['primary', 'secondary'], `after ${at} steps`).toContain(holder(pair))
    }
  })
})

it('a refusal to begin is recorded with everything that is missing', () => {
  const pair = servingPair()
  pair.secondary.replica = 'destinationNotUpdated'
  pair.secondary.says = { ipPhone: { value: 'down', asked: 'runs', ageMs: 0, detail: 'refused' } }
  pair.pass(1_000)
  expect(pair.press('primary', 'switchOver')).toEqual(['ipPhoneServiceUp', 'replicaUpdated'])
  expect(story(pair.primary)).toContain('switchOver refused')
})

describe('a link that is cut between any two steps', () => {
  it.each([
    ['a pair', 500, servingPair],
    ['a pair', 30_000, servingPair],
    ['an armed pair', 30_000, armedPair],
  ])('of %s, back after %i ms: then no window speaks of a switch-over under way', (_, ms, make) => {
    let at = 0
    for (let isOver = false; !isOver; at += 1) {
      const pair = make()
      press(pair)
      isOver = pair.settle(at) < at
      for (const role of roles) pair.open[role] = false
      pair.pass(ms)
      // What was sent meanwhile is lost with the session.
      pair.unplug()
      for (const role of roles) pair.open[role] = true
      pair.plug()
      pair.pass(5_000)
      const running = roles.filter((role) => seenFrom(pair, role).switchOver?.outcome === null)
      const serving = roles.filter((role) => pair[role].services === 'running')
      expect(running, `after ${at} steps`).toEqual([])
      expect(serving, `after ${at} steps`).toHaveLength(1)
    }
    expect(at).toBeGreaterThan(10)
  })
})
