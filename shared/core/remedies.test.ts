import { describe, expect, it } from 'vitest'
import { alarmWords, ruleSentence } from '../domain/labels.ts'
import type { RuleResult } from '../domain/rules.ts'
import { forcePreviewOf } from './force.ts'
import { idleHere } from './rules/idle-here.ts'
import { slowTiming } from './testing/pair.ts'
import { judging, START, stateWith } from './testing/state.ts'
import { armedPair, servingPair } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

/** Each sentence has to be right for its case. */

const failed = (rules: readonly RuleResult[]): string[] =>
  rules.filter((rule) => !rule.holds).map(ruleSentence)

describe('a force is looked at', () => {
  it('on the server in control: nothing has to be done, and no rule is passed over', () => {
    const pair = servingPair()
    const { required, skipped } = forcePreviewOf(pair.primary.state, pair.now)
    expect(failed(required).join()).toContain('in control already')
    expect(skipped).toEqual([])
  })

  it('on a standby that has not asked yet: nobody claims that the other one serves', () => {
    const pair = servingPair()
    pair.crash('primary')
    const { skipped } = forcePreviewOf(pair.secondary.state, pair.now + slowTiming.declareLostMs)
    const sign = skipped.find(({ rule }) => rule === 'noSignOfLifeOtherwise')
    expect(sign).toMatchObject({ value: 'notAskedYet', remedy: 'wait' })
  })

  it.each([
    ['takingOver', 'Wait until'],
    ['disabled', 'Tick "Enable Redundancy"'],
  ] as const)('on a server that is %s', (mode, says) => {
    expect(ruleSentence(judging(idleHere)(stateWith({ mode }), START))).toContain(says)
  })
})

it('a maintenance refused in a switch-over says what is under way, not which role is wanted', () => {
  const pair = armedPair()
  pair.copy.takesMs = 20_000
  pair.press('primary', 'switchOver')
  pair.pass(2_000)
  expect(pair.maintain('primary', 60_000)).toEqual(['noSwitchOverRunning'])
  const refused = pair.primary.decisions.find(({ act }) => act === 'beginMaintenance')
  expect(failed(refused?.rules ?? [])).toEqual([
    'No switch-over is running: is No, must be Yes. Wait until the running switch-over has finished.',
  ])
})

it('an A/B switch that is forced locally: alarm, rule and refusal say the same', () => {
  const pair = servingPair()
  pair.line = 'forcedLocally'
  pair.pass(5_000)
  const alarm = seenFrom(pair, 'primary').alarms.find(({ code }) => code === 'lineForced')
  if (alarm === undefined) throw new Error('no alarm')
  const { remedy } = alarmWords(alarm)
  expect(remedy).toMatch(/release it by hand/)
  pair.press('primary', 'moveLinesBack')
  const refused = pair.primary.decisions.at(-1)
  expect(refused?.act).toBe('moveLineBack')
  expect(failed(refused?.rules ?? []).join()).toContain(remedy)
})
