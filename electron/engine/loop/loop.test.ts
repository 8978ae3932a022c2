import { afterEach, expect, test } from 'vitest'
import { type Durable, emptyDurable } from '../../../shared/core/durable.ts'
import { initialState, type State } from '../../../shared/core/state.ts'
import type { Effect, Happening } from '../../../shared/core/step-types.ts'
import { defaultTimingChoice, deriveTiming } from '../../../shared/domain/timing.ts'
import { createLoop, type Loop } from './loop.ts'

const timing = deriveTiming({ ...defaultTimingChoice, startUpAllowanceMs: 0 })

let loop: Loop | null = null
afterEach(() => loop?.stop())

/** A Primary without a line switch: its first control needs no answer, and changes the durable state. */
const bench = (
  during: { persist?: (durable: Durable) => void; carryOut?: (effect: Effect) => void } = {},
  change: Partial<State> = {},
  afterStep: () => void = () => undefined,
) => {
  let now = 1_000
  const done: string[] = []
  loop = createLoop({
    initial: {
      ...initialState({
        license: 'notRequired',
        wallMs: 0,
        role: 'primary',
        timing,
        hasArbiter: false,
        enabled: true,
        isBoot: true,
        instance: 'test',
        durable: emptyDurable,
        now,
      }),
      ...change,
    },
    clock: { now: () => now },
    wallMs: () => 0,
    persist: (durable) => {
      done.push(`persist held ${durable.held?.epoch ?? 0}`)
      during.persist?.(durable)
    },
    carryOut: (effect) => {
      done.push(effect.do)
      during.carryOut?.(effect)
    },
    afterStep,
  })
  const running = loop
  return {
    done,
    loop: running,
    input: (happening: Happening) => running.input(happening),
    pass: (ms: number) => {
      now += ms
    },
  }
}

const stallsIn = (effects: readonly Effect[]): number =>
  effects.filter((effect) => effect.do === 'record' && effect.decision.act === 'stall').length

test('what became durable is persisted before any effect of its step is carried out', () => {
  const { done, input } = bench()
  input({ type: 'guardianReady' })
  expect(done.filter((what) => what !== 'record')).toEqual([
    'persist held 2',
    'deadline',
    'startServices',
    'replicate',
  ])
})

test('nothing is carried out when persisting fails, and the failure is not swallowed', () => {
  const { done, input } = bench({
    persist: () => {
      throw new Error('the disk failed')
    },
  })
  expect(() => input({ type: 'guardianReady' })).toThrow('the disk failed')
  expect(done).toEqual(['persist held 2'])
})

test('an effect that answers at once is heard after its step, not within it', () => {
  const order: string[] = []
  const { loop: running } = bench({
    carryOut: (effect) => {
      order.push(effect.do)
      if (effect.do === 'startServices') running.input({ type: 'servicesStarted', epoch: effect.epoch })
    },
  })
  running.input({ type: 'guardianReady' })
  expect(order.indexOf('replicate')).toBeGreaterThan(order.indexOf('startServices'))
  expect(running.state.services).toBe('running')
})

test('a loop that stood still says so to the core with the next input, whatever it is', () => {
  const effects: Effect[] = []
  const { input, pass } = bench({ carryOut: (effect) => effects.push(effect) })
  input({ type: 'guardianReady' })
  pass(timing.stallMs - 1)
  input({ type: 'tick' })
  expect(stallsIn(effects)).toBe(0)
  pass(timing.stallMs)
  input({ type: 'tick' })
  expect(stallsIn(effects)).toBe(1)
})

test('an ordinary wait for the disk is no stall; one as long as a heartbeat is', () => {
  for (const [diskMs, stalls] of [
    [timing.heartbeatMs - 1, 0],
    [timing.heartbeatMs, 1],
  ] as const) {
    const effects: Effect[] = []
    const world = bench({ persist: () => world.pass(diskMs), carryOut: (effect) => effects.push(effect) })
    world.input({ type: 'guardianReady' })
    world.input({ type: 'tick' })
    expect(stallsIn(effects)).toBe(stalls)
    world.loop.stop()
  }
})

test('a moment that falls due while a step is carried out is not forgotten', async () => {
  const steps: number[] = []
  const world = bench({ carryOut: () => world.pass(10) }, { allowanceUntil: 1_005 }, () =>
    steps.push(steps.length),
  )
  world.input({ type: 'guardianReady' })
  const before = steps.length
  await expect.poll(() => steps.length, { timeout: 5_000 }).toBeGreaterThan(before)
})

test('after its end it takes no input', () => {
  const { done, input, loop: running } = bench()
  running.stop()
  input({ type: 'guardianReady' })
  expect(done).toEqual([])
})
