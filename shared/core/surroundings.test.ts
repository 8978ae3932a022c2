import { describe, expect, it } from 'vitest'
import { type Pair, slowTiming } from './testing/pair.ts'
import { armedPair, failedRules, holder, servingPair, story } from './testing/stories.ts'

const { declareLostMs, signOfLifeMs, lookIntervalMs, slowLookIntervalMs } = slowTiming

/** The link is cut; the active lives on the line switch, and its services answer. */
const cutPair = (pair: Pair = armedPair()): Pair => {
  pair.secondary.decisions.length = 0
  pair.unplug()
  pair.pass(declareLostMs)
  return pair
}

const looks = (pair: Pair): boolean[] =>
  pair.secondary.effects.flatMap((effect) => (effect.do === 'lookAround' ? [effect.isForPeer] : []))

describe('a cut link and an active that lives', () => {
  it('is no lost server: its services answer, so nothing is taken, and the record says why', () => {
    const pair = cutPair()
    pair.pass(10 * declareLostMs)
    expect(holder(pair)).toBe('primary')
    expect(pair.line).toBe('A')
    expect(story(pair.secondary)).toEqual(['takeOver refused'])
    expect(failedRules(pair.secondary, 'takeOver refused')).toEqual(['noSignOfLifeOtherwise'])
  })

  it('armed while the link was already gone again: the same', () => {
    const pair = servingPair()
    pair.press('secondary', 'arm')
    cutPair(pair)
    expect(holder(pair)).toBe('primary')
  })

  it('when its services end too, control is taken as soon as the last answer is old', () => {
    const pair = cutPair()
    pair.primary.services = 'stopped'
    pair.crash('primary')
    pair.pass(signOfLifeMs + lookIntervalMs)
    expect(pair.secondary.state.mode).toBe('takingOver')
  })

  it('services nobody reaches are no sign of anything: the line decides', () => {
    const pair = armedPair()
    pair.servicesReached.primary = false
    cutPair(pair)
    pair.pass(2 * declareLostMs)
    expect(holder(pair)).toBe('secondary')
  })
})

describe('an engine of the other server that refuses the link', () => {
  it('lives: nothing is taken from it while it is heard', () => {
    const pair = armedPair()
    pair.secondary.decisions.length = 0
    pair.servicesReached.primary = false
    pair.unplug()
    for (let second = 0; second < 30; second += 1) {
      pair.secondary.input({ type: 'proofRefused', what: 'link:10.10.10.1' })
      pair.pass(1_000)
    }
    expect(pair.secondary.state.mode).toBe('standby')
    expect(failedRules(pair.secondary, 'takeOver refused')).toEqual(['noSignOfLifeOtherwise'])
    pair.crash('primary')
    pair.pass(6_000)
    expect(pair.secondary.state.mode).toBe('takingOver')
  })
})

describe('the own network', () => {
  it('a standby whose own cable was out counts the silence anew, so that the link comes first', () => {
    const pair = armedPair()
    pair.hasCarrier.secondary = false
    pair.servicesReached.primary = false
    pair.unplug()
    pair.pass(3 * declareLostMs)
    expect(pair.secondary.state.mode).toBe('standby')
    pair.hasCarrier.secondary = true
    pair.secondary.decisions.length = 0
    pair.pass(declareLostMs - 2 * lookIntervalMs)
    expect(story(pair.secondary)).toEqual([])
    expect(holder(pair)).toBe('primary')
    pair.pass(declareLostMs)
    expect(holder(pair)).toBe('secondary')
  })

  it('a standby that is cut off from its gateway takes nothing, until it is back', () => {
    const pair = armedPair()
    pair.gateway.secondary = 'answers'
    pair.pass(10_000)
    pair.gateway.secondary = 'silent'
    pair.secondary.decisions.length = 0
    pair.crash('primary')
    pair.pass(3 * declareLostMs)
    expect(pair.secondary.state.mode).toBe('standby')
    expect(failedRules(pair.secondary, 'takeOver refused')).toEqual(['ownNetworkReachable'])
    pair.gateway.secondary = 'answers'
    pair.pass(2_000)
    expect(pair.secondary.state.mode).toBe('takingOver')
  })

  it('an address that lost its network takes nothing', () => {
    const pair = armedPair()
    pair.hasCarrier.secondary = false
    pair.crash('primary')
    pair.pass(3 * declareLostMs)
    expect(failedRules(pair.secondary, 'takeOver refused')).toEqual(['ownNetworkReachable'])
  })
})

describe('how often it is looked', () => {
  it('seldom and only at the own network while the active is heard; often, and for its services, in a silence', () => {
    const pair = armedPair()
    pair.secondary.effects.length = 0
    pair.pass(4 * slowLookIntervalMs)
    expect(looks(pair)).toEqual([false, false, false, false])
    pair.crash('primary')
    pair.pass(declareLostMs - 1_000)
    expect(looks(pair).filter((isForPeer) => isForPeer).length).toBeGreaterThanOrEqual(5)
  })

  it('the active does not look at all, and an answer to no question is nothing', () => {
    const pair = armedPair()
    pair.primary.effects.length = 0
    pair.pass(20_000)
    expect(pair.primary.effects.filter((effect) => effect.do === 'lookAround')).toEqual([])
    pair.unplug()
    pair.pass(3_500)
    const { look } = pair.secondary.state
    const looked = { type: 'lookedAround', gateway: 'notConfigured', hasCarrier: false } as const
    pair.secondary.input({ ...looked, look: (look?.id ?? 0) + 1, answering: null })
    expect(pair.secondary.state.hasCarrier).toBe(true)
  })
})
