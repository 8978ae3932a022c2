import { expect, test } from 'vitest'
import { type Status, status } from '../contract/status.ts'
import { alarmWords, ruleSentence } from '../domain/labels.ts'
import { finding, type LinkFinding } from '../domain/link-doctor/causes.ts'
import { failing } from '../domain/rules.ts'
import { explainLink } from './link-explained.ts'
import { servingPair } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

/** Real pictures of a pair, and what the doctor's findings add to them. */

const keys = finding('keyMismatch', 'both', 'certain', { peerAddress: '10.10.10.1' })
const closed = finding('portClosed', 'toPeer', 'likely', { peerAddress: '10.10.10.1', port: 9640, tookMs: 3 })
const full = finding('peerDiskFull', 'none', 'certain', { peerAddress: '10.10.10.1' })

const withFindings = (picture: Status, ...findings: LinkFinding[]): Status =>
  status.parse(explainLink({ ...picture, link: { ...picture.link, findings } }))

const cutOff = (): Status => {
  const pair = servingPair()
  pair.unplug()
  return seenFrom(pair, 'secondary')
}
const missing = ({ manualSwitchOver, automatic }: Status): string[] =>
  failing([...manualSwitchOver.rules, ...automatic.rules]).map(ruleSentence)
const silence = (picture: Status) => {
  const alarm = picture.alarms.find(({ code }) => code === 'peerSilent')
  if (alarm === undefined) throw new Error('no alarm')
  return alarmWords(alarm)
}

test('a silent server: its Keep Alive, the alarm and both lists name the likeliest cause', () => {
  const before = cutOff()
  const after = withFindings(before, closed, keys)
  expect(after.primary.keepAliveService.detail).toBe(
    '10.10.10.1:9640 refuses the connection: the server is up, and nothing listens at that port',
  )
  expect(silence(after)).toMatchObject({
    text: expect.stringContaining('10.10.10.1:9640 refuses the connection'),
    remedy: expect.stringContaining('Start Redundancy Manager there'),
  })
  const inTheWay = 'no. Redundancy Manager does not run on the other server. Start Redundancy Manager there'
  expect(missing(after)).toContainEqual(
    expect.stringContaining(`Keep Alive Service is Up on both systems: ${inTheWay}`),
  )
  expect(missing(after)).toContainEqual(expect.stringContaining(`The two servers are connected: ${inTheWay}`))
})

test('whether a rule holds, and which rules there are, is never touched', () => {
  const before = cutOff()
  const after = withFindings(before, keys)
  const shape = ({ manualSwitchOver, automatic }: Status) =>
    [...manualSwitchOver.rules, ...automatic.rules].map(({ rule, holds }) => ({ rule, holds }))
  expect(shape(after)).toEqual(shape(before))
  expect(after.manualSwitchOver.allowed).toBe(before.manualSwitchOver.allowed)
})

test('an alarm carries nothing that changes from one moment to the next', () => {
  const alarm = withFindings(cutOff(), closed).alarms.find(({ code }) => code === 'peerSilent')
  expect(alarm?.params).toEqual({
    cause: 'portClosed',
    direction: 'toPeer',
    certainty: 'likely',
    peerAddress: '10.10.10.1',
    port: 9640,
  })
})

test('a cause with an alarm of its own is not told twice', () => {
  const before = cutOff()
  const named = { code: 'keyMismatch', severity: 'critical', params: {}, forMs: 0 } as const
  const after = withFindings({ ...before, alarms: [...before.alarms, named] }, keys)
  expect(silence(after)).toMatchObject({
    text: 'Nothing is heard from the other server.',
    remedy: 'The alarm beside this one names the reason.',
  })
})

test('what is beside the link explains no silence, and a server that is heard needs no explanation', () => {
  const silent = cutOff()
  expect(withFindings(silent, full)).toEqual({ ...silent, link: { ...silent.link, findings: [full] } })
  const heard = seenFrom(servingPair(), 'secondary')
  expect(missing(withFindings(heard, closed))).toEqual(missing(heard))
})
