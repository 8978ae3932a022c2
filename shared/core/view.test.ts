import { expect, it } from 'vitest'
import type { Status } from '../contract/status.ts'
import { controlSentence } from '../domain/labels.ts'
import { failing, judge } from '../domain/rules.ts'
import { newPair } from './testing/pair.ts'
import { armedPair, servingPair } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

const alarms = (view: Status): string[] => view.alarms.map((alarm) => alarm.code)

it('both windows show the same healthy pair', () => {
  const pair = servingPair()
  for (const role of ['primary', 'secondary'] as const) {
    const view = seenFrom(pair, role)
    expect(view.activeSystem).toBe('primary')
    expect(view.primary.inControl.value).toBe('yes')
    expect(view.secondary.inControl.value).toBe('no')
    expect(view.secondary.keepAliveService.value).toBe('up')
    expect(view.primary.replication.state).toBe('sourceMonitoring')
    expect(view.secondary.replication.state).toBe('destinationUpdated')
    expect(view.line.position).toBe('A')
    expect(view.lastSwitchOver).toBeNull()
    expect(view.manualSwitchOver).toMatchObject({ allowed: true, to: 'secondary' })
  }
})

it('a silent peer: Keep Alive Down, everything behind it Unknown', () => {
  const pair = servingPair()
  pair.open.primary = false
  const { peerHeardAt } = pair.secondary.state
  pair.pass(peerHeardAt + 2_000 - pair.now)
  expect(seenFrom(pair, 'secondary').primary.keepAliveService.value).toBe('up')
  pair.pass(1)
  const { primary, activeSystem } = seenFrom(pair, 'secondary')
  expect(primary.keepAliveService).toMatchObject({ value: 'down', witness: 'self' })
  expect(primary.inControl.value).toBe('unknown')
  expect(primary.switchingService.value).toBe('unknown')
  expect(primary.ipPhoneService.value).toBe('unknown')
  expect(primary.replication.state).toBe('unknown')
  expect(activeSystem).toBe('unknown')
  expect(alarms(seenFrom(pair, 'secondary'))).toContain('peerSilent')
  expect(alarms(seenFrom(pair, 'secondary'))).not.toContain('noHolder')
})

it('an ended connection is a silent peer at once', () => {
  const pair = servingPair()
  pair.unplug()
  expect(seenFrom(pair, 'primary').secondary.keepAliveService.value).toBe('down')
})

it('a report that is old by its own or the link time turns Unknown by itself', () => {
  const pair = servingPair()
  pair.carries = (message) => message.kind !== 'report'
  pair.pass(5_000)
  const view = seenFrom(pair, 'primary')
  expect(view.secondary.keepAliveService.value).toBe('up')
  expect(view.secondary.switchingService.value).toBe('unknown')
  expect(view.secondary.replication.state).toBe('unknown')
  expect(view.manualSwitchOver.allowed).toBe(false)
  const measuredLongAgo = servingPair()
  measuredLongAgo.secondary.says = { switching: { value: 'up', ageMs: 4_100, detail: '', asked: 'runs' } }
  measuredLongAgo.pass(1_000)
  expect(seenFrom(measuredLongAgo, 'primary').secondary.switchingService.value).toBe('unknown')
})

it('a silent box: unverified, an alarm, no switch-over; what the completion list reached before stays', () => {
  const pair = servingPair()
  pair.press('primary', 'switchOver')
  pair.pass(3_000)
  const lines = (): string | undefined =>
    seenFrom(pair, 'secondary').completion?.items.find((item) => item.item === 'linesOnRightSide')?.state
  expect(lines()).toBe('done')
  pair.boxAnswers.secondary = false
  pair.pass(3_000)
  const view = seenFrom(pair, 'secondary')
  expect(view.line.position).toBe('unverified')
  expect(alarms(view)).toContain('lineSwitchSilent')
  const failing = view.manualSwitchOver.rules.filter((rule) => !rule.holds)
  expect(failing.map((rule) => rule.rule)).toContain('lineSwitchAnswers')
  expect(lines()).toBe('done')
})

it('a line on the other side or mixed under an active is an alarm', () => {
  const pair = servingPair()
  pair.line = 'B'
  pair.pass(3_000)
  expect(alarms(seenFrom(pair, 'primary'))).toContain('lineForced')
  pair.line = 'mixed'
  pair.pass(3_000)
  expect(alarms(seenFrom(pair, 'primary'))).toContain('lineMixed')
})

it('where the two disagree for longer than a moment, both values stand with a mark', () => {
  const pair = servingPair()
  const heartbeat = pair.primary.state.peer?.heartbeat
  if (heartbeat == null) throw new Error('no heartbeat was heard')
  pair.carries = () => false
  const disagree = (): void => pair.deliver('primary', { ...heartbeat, peerHeldEpoch: 0 })
  disagree()
  expect(seenFrom(pair, 'primary').primary.inControl.otherView).toBeNull()
  pair.pass(1_500)
  disagree()
  pair.pass(1_000)
  disagree()
  expect(seenFrom(pair, 'primary').primary.inControl).toMatchObject({ value: 'yes', otherView: 'no' })
})

it('a right that ran out is not shown, even before the core had its turn', () => {
  const pair = armedPair()
  const view = seenFrom(pair, 'primary', 60_000)
  expect(view.primary.inControl.value).toBe('no')
  expect(view.voiceMailServer).toBe('unknown')
})

it('automatic take-over: armed, and who may tick it', () => {
  const pair = servingPair()
  expect(seenFrom(pair, 'secondary').automatic).toMatchObject({ armed: false, canArm: true })
  expect(alarms(seenFrom(pair, 'secondary'))).toContain('automaticOff')
  expect(seenFrom(pair, 'primary').automatic.canArm).toBe(false)
  pair.press('secondary', 'arm')
  pair.pass(1_000)
  expect(seenFrom(pair, 'secondary').automatic.armed).toBe(true)
  expect(seenFrom(pair, 'primary').automatic.armed).toBe(true)
  expect(alarms(seenFrom(pair, 'primary'))).not.toContain('automaticOff')
})

it('an armed standby says during the silence that it will take control, and when', () => {
  const pair = armedPair()
  const seen = () => {
    const { coldStart, takesOverInMs } = seenFrom(pair, 'secondary')
    return { coldStart, takesOverInMs }
  }
  expect(seen()).toEqual({ coldStart: 'none', takesOverInMs: null })
  pair.crash('primary')
  const died = pair.now
  pair.pass(4_000)
  const { coldStart, takesOverInMs } = seen()
  expect(coldStart).toBe('willTakeOver')
  expect(takesOverInMs).toBeGreaterThan(4_000)
  pair.pass((takesOverInMs ?? 0) - 1)
  expect(seen()).toEqual({ coldStart: 'willTakeOver', takesOverInMs: 1 })
  pair.pass(1)
  expect(seen()).toEqual({ coldStart: 'takingOver', takesOverInMs: null })
  expect(pair.now - died).toBeLessThanOrEqual(pair.timing.declareLostMs)
  pair.pass(5_000)
  expect(seenFrom(pair, 'secondary')).toMatchObject({ coldStart: 'none', activeSystem: 'secondary' })
})

it('a standby that will not take over by itself does not say so', () => {
  const isolated = armedPair()
  isolated.boxAnswers.secondary = false
  const unarmed = servingPair()
  for (const pair of [isolated, unarmed]) {
    pair.crash('primary')
    pair.pass(4_000)
    expect(seenFrom(pair, 'secondary').coldStart).not.toBe('willTakeOver')
  }
})

it('"nobody" is said of two servers that say so, not of one that is silent', () => {
  const pair = servingPair()
  pair.open.primary = false
  pair.pass(3_000)
  expect(controlSentence(seenFrom(pair, 'secondary'))).toBe('It is not known which system is in control.')
  const first = newPair()
  first.line = 'B'
  first.pass(10_000)
  expect(controlSentence(seenFrom(first, 'primary'))).toBe('No system is in control.')
  expect(alarms(seenFrom(first, 'primary'))).toContain('noHolder')
})

it('a disabled peer is named, not lost', () => {
  const pair = servingPair()
  pair.press('primary', 'disable')
  pair.unplug()
  pair.pass(5_000)
  const view = seenFrom(pair, 'secondary')
  expect(alarms(view)).toContain('peerDisabled')
  expect(alarms(view)).not.toContain('peerSilent')
  expect(failing(view.manualSwitchOver.rules)).toEqual([
    judge('peerNotDisabled', false, 'disabledServing', true, 'enableRedundancy'),
  ])
  expect(view.primary.inControl.value).toBe('yes')
})
