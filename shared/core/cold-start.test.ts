import { expect, it } from 'vitest'
import { coldStarts } from '../contract/status.ts'
import { coldStartWords } from '../domain/labels.ts'
import type { Role } from '../domain/roles.ts'
import { newPair, type Pair, slowTiming } from './testing/pair.ts'
import { armedPair, holder, servingPair } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

/** Both servers were down: what the window of the one that is back says, and what it offers. */

const { startUpAllowanceMs, declareLostMs, grantMs } = slowTiming

const seen = (pair: Pair, role: Role) => {
  const { coldStart, coldStartLeftMs, byHand } = seenFrom(pair, role)
  return { coldStart, left: coldStartLeftMs, force: byHand.force }
}
const caseSeen = (pair: Pair, role: Role): string => seen(pair, role).coldStart

const bothDown = (pair: Pair): Pair => {
  pair.crash('primary')
  pair.crash('secondary')
  return pair
}

it('the allowance, with what is left of it; then only the last holder, its line with it, resumes', () => {
  const pair = bothDown(servingPair())
  pair.boot('primary')
  pair.pass(1_000)
  expect(seen(pair, 'primary')).toMatchObject({
    coldStart: 'waitingForAllowance',
    left: startUpAllowanceMs - 1_000,
  })
  pair.pass(startUpAllowanceMs)
  expect(caseSeen(pair, 'primary')).toBe('resuming')
  pair.pass(10_000)
  expect(holder(pair)).toBe('primary')
  expect(caseSeen(pair, 'primary')).toBe('none')
})

it('both back: they settle it, and no force is offered', () => {
  const pair = bothDown(servingPair())
  pair.boot('primary')
  pair.boot('secondary')
  pair.line = 'B'
  pair.pass(startUpAllowanceMs - 1_000)
  expect(seen(pair, 'secondary')).toEqual({ coldStart: 'bothBack', left: 1_000, force: false })
  pair.pass(20_000)
  expect(holder(pair)).toBe('primary')
})

it('only the armed standby: it takes over by the rules, at the earliest after the silence', () => {
  const pair = bothDown(armedPair())
  pair.boot('secondary')
  pair.pass(startUpAllowanceMs + 100)
  expect(caseSeen(pair, 'secondary')).toBe('willTakeOver')
  pair.pass(declareLostMs)
  expect(holder(pair)).toBe('secondary')
})

it('an unarmed standby without the last holder: a person', () => {
  const pair = bothDown(servingPair())
  pair.boot('secondary')
  pair.pass(60_000)
  expect(seen(pair, 'secondary')).toEqual({ coldStart: 'unarmedAlone', left: null, force: true })
})

it('the line left on the dead server: a person', () => {
  const pair = bothDown(servingPair())
  pair.line = 'B'
  pair.boot('primary')
  pair.pass(60_000)
  expect(seen(pair, 'primary')).toEqual({ coldStart: 'lineOnOtherSide', left: null, force: true })
  expect(pair.press('primary', 'force')).toBeNull()
  pair.pass(20_000)
  expect(holder(pair)).toBe('primary')
})

it('a giver whose receiver is gone: a person, and not before the grant is too old', () => {
  const pair = servingPair()
  pair.carries = (message) => message.kind !== 'grant'
  pair.press('primary', 'switchOver')
  pair.pass(500)
  expect(pair.primary.disk.given).toBe(3)
  pair.crash('secondary')
  pair.pass(1_000)
  pair.crash('primary')
  pair.boot('primary')
  pair.pass(startUpAllowanceMs + 1_000)
  const { coldStart, left, force } = seen(pair, 'primary')
  expect({ coldStart, force }).toEqual({ coldStart: 'giverAlone', force: true })
  expect(left).toBeGreaterThan(grantMs - startUpAllowanceMs - 1_500)
  expect(pair.press('primary', 'force')).toEqual(['giverWaitOver'])
  pair.pass(left ?? 0)
  expect(seen(pair, 'primary').left).toBe(0)
  expect(pair.press('primary', 'force')).toBeNull()
})

it('a silent A/B switch: nothing can be known, by a person neither', () => {
  const pair = bothDown(servingPair())
  pair.boxAnswers.primary = false
  pair.boot('primary')
  pair.pass(60_000)
  expect(caseSeen(pair, 'primary')).toBe('lineSwitchSilent')
  expect(pair.press('primary', 'force')).toEqual(['lineSwitchAnswers'])
})

it('a pair without history waits for the line of its Primary', () => {
  const pair = newPair()
  pair.line = 'B'
  pair.pass(10_000)
  expect(caseSeen(pair, 'primary')).toBe('firstControl')
  expect(caseSeen(pair, 'secondary')).toBe('waitingForPeer')
})

it('every case has words: what it is, and what to do', () => {
  for (const coldStart of coldStarts.filter((one) => one !== 'none')) {
    const words = coldStartWords({ coldStart, coldStartLeftMs: null, takesOverInMs: null })
    expect(words).toMatch(/^[A-Z].*\.$/)
  }
  expect(coldStartWords({ coldStart: 'giverAlone', coldStartLeftMs: 9_950, takesOverInMs: null })).toMatch(
    /That is possible in 10 s\.$/,
  )
})
