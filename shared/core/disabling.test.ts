import { expect, it } from 'vitest'
import { ruleLine } from '../domain/labels.ts'
import { finding } from '../domain/link-doctor/causes.ts'
import { failing } from '../domain/rules.ts'
import { coreAlarms } from './alarms.ts'
import { factsOf } from './facts.ts'
import { disable } from './findings.ts'
import { explainRules } from './link-explained.ts'
import { newPair, type Pair } from './testing/pair.ts'
import { armedPair, holder, servingPair } from './testing/stories.ts'

const disabledAlarms = ({ primary, now }: Pair): string[] =>
  coreAlarms(primary.state, factsOf(primary.state, now), 'primary').map(({ code }) => code)

it('a disabled active goes on serving alone, and its peer names it', () => {
  const pair = armedPair()
  expect(pair.press('primary', 'disable')).toBeNull()
  expect(pair.primary.state.mode).toBe('disabled')
  const wallMs = pair.now + pair.clockAhead.primary
  expect(pair.primary.disk).toMatchObject({
    servesAlone: true,
    disabled: true,
    inControlUntil: { wallMs, isEnd: false },
  })
  expect(pair.primary.services).toBe('running')
  expect(pair.primary.deadline).toBeNull()
  expect(pair.secondary.disk).toMatchObject({ peerDisabled: 'serving', armedFor: 0 })
  expect(disabledAlarms(pair)).toEqual([])
  pair.unplug()
  pair.pass(600_000)
  expect(pair.secondary.state.mode).toBe('standby')
})

it('a heartbeat on its way meanwhile does not make the peer forget it', () => {
  const pair = servingPair()
  pair.carries = (message) => message.kind !== 'disabledStored'
  expect(pair.press('primary', 'disable')).toBeUndefined()
  pair.pass(1_000)
  pair.carries = () => true
  pair.pass(1_000)
  expect(pair.primary.state.mode).toBe('disabled')
  expect(pair.secondary.disk.peerDisabled).toBe('serving')
})

it('a bound active that cannot tell its standby refuses', () => {
  const pair = armedPair()
  pair.unplug()
  expect(pair.press('primary', 'disable')).toEqual(['linked'])
  pair.plug()
  pair.carries = (message) => message.kind !== 'disabled'
  pair.press('primary', 'disable')
  pair.pass(3_000)
  expect(pair.primary.state.mode).toBe('active')
})

it('the refusal names the way out when the standby is gone for good', () => {
  const pair = armedPair()
  pair.crash('secondary')
  pair.pass(1_000)
  const refused = failing(disable(factsOf(pair.primary.state, pair.now)))
  const closed = finding('portClosed', 'toPeer', 'likely', { peerAddress: '10.0.0.2', port: 9640 })
  for (const rules of [refused, explainRules(refused, [closed])]) {
    expect(rules.map(ruleLine)).toEqual([
      expect.stringMatching(/^The two servers are connected: .*redundancy declare-other-off$/),
    ])
  }
  expect(pair.press('primary', 'disable')).toEqual(['linked'])
  expect(pair.press('primary', 'declareOtherOff')).toBeNull()
  expect(pair.press('primary', 'disable')).toBeNull()
  expect(pair.primary.disk.servesAlone).toBe(true)
  expect(disabledAlarms(pair)).toEqual(['otherNotTold'])
})

it('so does one whose epoch the peer never acknowledged: the peer may be last holder of its own', () => {
  const pair = armedPair()
  pair.crash('primary')
  pair.pass(30_000)
  expect(holder(pair)).toBe('secondary')
  expect(pair.secondary.disk.held).toMatchObject({ acknowledged: false, bound: false })
  expect(pair.press('secondary', 'disable')).toEqual(['linked'])
})

it('an unbound active alone may', () => {
  const pair = servingPair()
  pair.crash('secondary')
  pair.settle()
  expect(pair.press('primary', 'disable')).toBeNull()
})

it('the last holder does not resume beside a peer that serves alone, nor does an old grant', () => {
  const pair = servingPair()
  pair.crash('primary')
  pair.primary.disk = { ...pair.primary.disk, peerDisabled: 'serving' }
  pair.crash('secondary')
  pair.secondary.disk = {
    ...pair.secondary.disk,
    peerDisabled: 'serving',
    seen: 3,
    granted: { epoch: 3, reason: 'manualSwitchOver' },
  }
  pair.unplug()
  pair.boot('primary')
  pair.pass(60_000)
  pair.boot('secondary')
  pair.pass(60_000)
  expect(holder(pair)).toBe('nobody')
})

it('a disabled armed standby unbinds the active it leaves alone', () => {
  const pair = armedPair()
  expect(pair.press('secondary', 'disable')).toBeNull()
  expect(pair.secondary.disk).toMatchObject({ armedFor: 0, servesAlone: false, disabled: true })
  expect(pair.primary.disk.held?.bound).toBe(false)
  expect(pair.primary.disk.peerDisabled).toBe('idle')
  pair.unplug()
  pair.boxAnswers.primary = false
  pair.pass(600_000)
  expect(holder(pair)).toBe('primary')
})

it('a disabled standby never promotes and acknowledges nothing', () => {
  const pair = armedPair()
  pair.press('secondary', 'disable')
  const { lastAckSentAt } = pair.secondary.state
  pair.pass(5_000)
  expect(pair.secondary.state.lastAckSentAt).toBe(lastAckSentAt)
  pair.crash('primary')
  pair.pass(600_000)
  expect(pair.secondary.state.mode).toBe('disabled')
})

it('an answer to an arming question does not arm a server that was disabled meanwhile', () => {
  const pair = servingPair()
  pair.carries = (message) => message.kind !== 'armStored'
  pair.press('secondary', 'arm')
  const number = pair.secondary.disk.armNumber
  pair.press('secondary', 'disable')
  pair.deliver('secondary', { kind: 'armStored', number, epoch: 2 })
  expect(pair.secondary.disk.armedFor).toBe(0)
})

it('an answer to an arming question does not arm against a server that is disabled meanwhile', () => {
  const pair = servingPair()
  pair.carries = (message) => message.kind !== 'armStored'
  pair.press('secondary', 'arm')
  const number = pair.secondary.disk.armNumber
  expect(pair.press('primary', 'disable')).toBeNull()
  pair.deliver('secondary', { kind: 'armStored', number, epoch: 2 })
  expect(pair.secondary.disk).toMatchObject({ armedFor: 0, peerDisabled: 'serving' })
})

it('who is being disabled lets nobody arm', () => {
  const pair = servingPair()
  pair.carries = (message) => message.kind !== 'disabled'
  pair.press('primary', 'disable')
  expect(pair.press('secondary', 'arm')).toEqual(['leaseRunning'])
  expect(pair.primary.disk.held?.bound).toBe(false)
})

it('while it is being disabled no switch-over begins', () => {
  const pair = servingPair()
  pair.carries = (message) => message.kind !== 'disabledStored'
  pair.press('primary', 'disable')
  expect(pair.press('primary', 'switchOver')).toEqual(['noSwitchOverRunning'])
})

it('during a switch-over it is refused', () => {
  const pair = servingPair()
  pair.carries = (message) => message.kind !== 'nonceAsk'
  pair.press('primary', 'switchOver')
  expect(pair.press('primary', 'disable')).toEqual(['noSwitchOverRunning'])
})

it('a peer that comes back enabled is an ordinary peer again', () => {
  const pair = armedPair()
  pair.press('secondary', 'disable')
  pair.crash('secondary')
  pair.boot('secondary')
  pair.pass(5_000)
  expect(pair.primary.disk.peerDisabled).toBe('no')
  expect(newPair().primary.disk.peerDisabled).toBe('no')
})
