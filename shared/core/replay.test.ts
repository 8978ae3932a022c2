import { describe, expect, it } from 'vitest'
import type { Facts } from './facts.ts'
import { replay } from './replay.ts'
import type { Decision } from './step-types.ts'
import { slowTiming } from './testing/pair.ts'
import { armedPair, servingPair } from './testing/stories.ts'

/** As it is read back from the disk. */
const stored = (decision: Decision) => JSON.parse(JSON.stringify(decision)) as Decision & { facts: Facts }
const again = (decision: Decision, change: Partial<Facts> = {}) => {
  const { rules, judgement, facts } = stored(decision)
  return replay({ rules: [...rules], judgement, facts: { ...facts, ...change } })
}

const takeOver = (): readonly Decision[] => {
  const pair = armedPair()
  pair.secondary.decisions.length = 0
  pair.crash('primary')
  pair.pass(2 * slowTiming.declareLostMs)
  return pair.secondary.decisions
}

describe('a decision judged again from its record', () => {
  it('gives the same rules, value by value', () => {
    const decisions = takeOver()
    expect(decisions.map(({ act, outcome }) => `${act} ${outcome}`)).toEqual([
      'takeOver begun',
      'takeOver done',
    ])
    expect(decisions.map((decision) => again(decision).outcome)).toEqual(['same', 'notJudged'])
  })

  it('a fact that was another one is a difference, and the rule is named with both values', () => {
    const [begun] = takeOver()
    if (begun === undefined) throw new Error('no take-over')
    const replayed = again(begun, { holderSilentMs: 3 })
    expect(replayed).toMatchObject({
      outcome: 'differs',
      rules: [
        {
          recorded: begun.rules.find(({ rule }) => rule === 'peerSilentLongEnough'),
          again: { rule: 'peerSilentLongEnough', holds: false, value: 3 },
        },
      ],
    })
  })

  it('another remedy than was recorded is no difference: the advice was worded anew, the decision is the same', () => {
    const pair = servingPair()
    pair.press('primary', 'arm')
    const refused = pair.primary.decisions.find(({ act, outcome }) => act === 'arm' && outcome === 'refused')
    if (refused === undefined) throw new Error('arming was not refused')
    const { rules, judgement, facts } = stored(refused)
    const advised = rules.map((rule) => ({ ...rule, remedy: 'wait' as const }))
    expect(advised).not.toEqual(rules)
    expect(replay({ rules: advised, judgement, facts }).outcome).toBe('same')
    const limited = rules.map((rule) => ({ ...rule, limit: 'another one' }))
    expect(replay({ rules: limited, judgement, facts }).outcome).toBe('differs')
  })

  it('a rule that was judged and is not any more is a difference', () => {
    const [begun] = takeOver()
    if (begun === undefined) throw new Error('no take-over')
    const { rules, judgement, facts } = stored(begun)
    const replayed = replay({ rules: rules.slice(1), judgement, facts })
    expect(replayed.outcome).toBe('differs')
  })

  it('what earlier versions wrote is no difference: it is said to be not comparable', () => {
    const pair = servingPair()
    pair.press('primary', 'arm')
    const refused = pair.primary.decisions.find(({ act, outcome }) => act === 'arm' && outcome === 'refused')
    if (refused === undefined) throw new Error('arming was not refused')
    expect(again(refused).outcome).toBe('same')
    const { rules, judgement } = stored(refused)
    expect(replay({ rules: [...rules], judgement, facts: null }).outcome).toBe('notComparable')
    expect(replay({ rules: [...rules], judgement, facts: { role: 'primary' } }).outcome).toBe('notComparable')
    expect(replay({ rules: [...rules], judgement: 'gone', facts: {} }).outcome).toBe('notComparable')
  })
})
