import { describe, expect, it } from 'vitest'
import { lineWaitMs } from '../domain/timing.ts'
import { type Pair, slowTiming } from './testing/pair.ts'
import { armedPair, holder, servingPair, story } from './testing/stories.ts'
import { WORD_INTERVAL_MS } from './word.ts'

const { declareLostMs, heartbeatMs } = slowTiming

/** The active's engine is gone, its guardian is not: it stops the services and says so. */
const killedPair = (pair: Pair, servicesEndAfterMs: number): Pair => {
  pair.secondary.decisions.length = 0
  pair.guardiansAnswer = true
  pair.crash('primary')
  pair.primary.services = 'running'
  pair.pass(servicesEndAfterMs)
  pair.primary.services = 'stopped'
  return pair
}

const lastBegun = (pair: Pair) =>
  pair.secondary.decisions.filter(({ act, outcome }) => act === 'takeOver' && outcome === 'begun').at(-1)

describe('the connection to the holder closed', () => {
  it('the other guardian is asked at once and again, and its word stands for the silence', () => {
    const pair = killedPair(armedPair(), 250)
    expect(pair.secondary.state.mode).toBe('standby')
    pair.pass(WORD_INTERVAL_MS)
    expect(holder(pair)).toBe('secondary')
    expect(story(pair.secondary)).toEqual(['takeOver begun', 'takeOver done'])
    expect(lastBegun(pair)?.rules).toContainEqual(
      expect.objectContaining({ rule: 'peerServicesStopped', holds: true }),
    )
  })

  it('services that run on are waited out, less one heartbeat that the closed connection stands for', () => {
    const pair = killedPair(armedPair(), 0)
    pair.primary.services = 'running'
    pair.servicesReached.primary = false
    const { holderHeardAt } = pair.secondary.state
    pair.pass(holderHeardAt + declareLostMs - heartbeatMs - 1 - pair.now)
    expect(pair.secondary.state.mode).toBe('standby')
    pair.pass(1)
    expect(pair.secondary.state.mode).toBe('takingOver')
    pair.pass(lineWaitMs(slowTiming) - 1)
    expect(holder(pair)).toBe('nobody')
    pair.pass(1)
    expect(holder(pair)).toBe('secondary')
  })

  it('a standby that is not armed asks nothing: the word would bind the other server for nothing', () => {
    const pair = killedPair(servingPair(), 0)
    pair.secondary.effects.length = 0
    pair.pass(declareLostMs)
    expect(pair.secondary.effects.filter((effect) => effect.do === 'askWord')).toEqual([])
  })

  it('a holder that is heard again is asked no more', () => {
    const pair = armedPair()
    pair.guardiansAnswer = true
    pair.unplug()
    expect(pair.secondary.effects.filter((effect) => effect.do === 'askWord')).toHaveLength(1)
    pair.plug()
    pair.pass(declareLostMs)
    expect(pair.secondary.effects.filter((effect) => effect.do === 'askWord')).toHaveLength(1)
    expect(holder(pair)).toBe('primary')
  })

  it('after an own stall the other guardian is asked anew', () => {
    const pair = armedPair()
    pair.crash('primary')
    pair.settle()
    pair.guardiansAnswer = true
    pair.stall('secondary', 1_000)
    pair.pass(5 * WORD_INTERVAL_MS)
    expect(holder(pair)).toBe('secondary')
  })

  it('a word counts only when it was asked after the own last stall', () => {
    const pair = armedPair()
    pair.secondary.decisions.length = 0
    pair.crash('primary')
    pair.settle()
    const { word } = pair.secondary.state
    pair.stall('secondary', 1_000)
    pair.secondary.input({ type: 'word', number: word?.number ?? 0, stopped: true })
    pair.settle()
    expect(pair.secondary.state.mode).toBe('standby')
  })
})
