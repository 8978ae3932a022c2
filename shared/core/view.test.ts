import { expect, it } from 'vitest'
import type { Status } from '../contract/status.ts'
import { controlSentence } from '../domain/labels.ts'
import type { Role } from '../domain/roles.ts'
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

it('the list of what the button needs: every service of both systems by name', () => {
  const pair = servingPair()
  pair.secondary.says = { switching: { value: 'down', ageMs: 0, detail: 'no answer', asked: 'runs' } }
  pair.pass(1_000)
  const { rules } = seenFrom(pair, 'primary').manualSwitchOver
  expect(rules.map((rule) => rule.rule)).toEqual([
    'redundancyEnabled',
    'keepAliveUp',
    'peerNotDisabled',
    'oneSystemIsActive',
    'switchingServiceUp',
    'ipPhoneServiceUp',
    'otherServiceUp',
    'switchingServiceUp',
    'ipPhoneServiceUp',
    'otherServiceUp',
    'replicaUpdated',
    'standbyAllowanceOver',
    'lineSwitchAnswers',
    'noSwitchOverRunning',
    'guardianReady',
  ])
  const failing = rules.filter((rule) => !rule.holds)
  expect(failing).toEqual([
    {
      rule: 'switchingServiceUp',
      holds: false,
      value: 'secondary:down',
      limit: 'up',
      remedy: 'startService',
    },
  ])
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

it('the completion list is complete when all of it is true, ticked calls and phones included', () => {
  const pair = servingPair()
  const phones = { expected: ['201', '202'], registered: ['201'] }
  pair.secondary.says = { phones }
  pair.press('primary', 'switchOver')
  pair.pass(3_000)
  const list = (role: Role) => {
    const { completion } = seenFrom(pair, role)
    if (completion === null) throw new Error('there is no completion list')
    return completion
  }
  expect(list('primary').of).toBe('secondary')
  expect(list('primary').items.find((item) => item.item === 'phonesHome')).toMatchObject({
    state: 'open',
    done: 1,
    total: 2,
    names: ['202'],
  })
  pair.secondary.says = { phones: { ...phones, registered: ['201', '202'] } }
  for (const item of ['incomingCall', 'outgoingCall', 'extensionToExtension', 'voiceMailAccess'] as const) {
    pair.primary.input({ type: 'completionTick', item, done: true, requestId: item })
  }
  pair.pass(2_000)
  expect(list('primary').items.filter((item) => item.state === 'open')).toEqual([])
  expect(list('secondary').complete).toBe(true)
  // A telephone that leaves later, a service that fails: other matters than this switch-over.
  const down = { value: 'down', ageMs: 0, detail: 'no answer', asked: 'runs' } as const
  pair.secondary.says = { phones, switching: down }
  pair.primary.replica = 'destinationNotUpdated'
  pair.pass(5_000)
  for (const role of ['primary', 'secondary'] as const) {
    expect(seenFrom(pair, role).secondary.switchingService.value).toBe('down')
    expect(list(role).complete).toBe(true)
    expect(list(role).items.find((item) => item.item === 'phonesHome')).toMatchObject({
      state: 'done',
      done: 2,
      names: [],
    })
  }
  pair.primary.input({ type: 'completionTick', item: 'incomingCall', done: false, requestId: 'untick' })
  pair.settle()
  expect(list('secondary').complete).toBe(false)
  pair.primary.input({ type: 'completionEnd', requestId: 'end' })
  pair.settle()
  expect(seenFrom(pair, 'secondary').completion).toBeNull()
  expect(seenFrom(pair, 'primary').completion).toBeNull()
})

it('that a standby could start its services does not complete its switch-over', () => {
  const pair = servingPair()
  const ready = { value: 'up', ageMs: 0, detail: 'ready', asked: 'ready' } as const
  pair.secondary.says = { switching: ready }
  pair.pass(1_000)
  pair.press('primary', 'switchOver')
  pair.pass(3_000)
  const services = () =>
    seenFrom(pair, 'secondary').completion?.items.find(({ item }) => item === 'servicesUp')?.state
  expect(services()).toBe('open')
  pair.secondary.says = {}
  pair.pass(1_000)
  expect(services()).toBe('done')
})

it('what was reached is not carried into the next switch-over', () => {
  const pair = servingPair()
  pair.press('primary', 'switchOver')
  pair.pass(3_000)
  expect(pair.secondary.state.completion?.reached).toContain('replicaUpdated')
  pair.secondary.replica = 'destinationUpdating'
  pair.press('secondary', 'switchOver')
  pair.pass(3_000)
  const items = seenFrom(pair, 'primary').completion?.items
  expect(items?.find(({ item }) => item === 'replicaUpdated')?.state).toBe('open')
})

it('nobody in control: the window says which case it is', () => {
  const pair = servingPair()
  pair.crash('primary')
  pair.crash('secondary')
  pair.boot('secondary')
  pair.pass(1_000)
  expect(seenFrom(pair, 'secondary').coldStart).toBe('waitingForAllowance')
  pair.pass(60_000)
  expect(seenFrom(pair, 'secondary').coldStart).toBe('needsPerson')
  pair.crash('secondary')
  pair.boot('primary')
  pair.pass(6_000)
  expect(seenFrom(pair, 'primary').coldStart).toBe('resuming')
  pair.pass(10_000)
  expect(seenFrom(pair, 'primary').coldStart).toBe('none')
  const first = newPair()
  first.line = 'B'
  first.pass(10_000)
  expect(seenFrom(first, 'primary').coldStart).toBe('waitingForPeer')
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

it('what a switch-over needs is named by its cause', () => {
  const missing = (view: Status) => failing(view.manualSwitchOver.rules).map(({ rule }) => rule)
  const pair = servingPair()
  pair.open.primary = false
  pair.pass(3_000)
  expect(missing(seenFrom(pair, 'secondary'))).toEqual(['keepAliveUp'])
  // Long enough for every value of the other server to be Unknown: they only follow.
  pair.pass(6_000)
  expect(seenFrom(pair, 'secondary').primary.switchingService.value).toBe('unknown')
  expect(missing(seenFrom(pair, 'secondary'))).toEqual(['keepAliveUp'])
  pair.open.primary = true
  pair.pass(3_000)
  pair.press('primary', 'disable')
  expect(missing(seenFrom(pair, 'primary'))).toEqual(['redundancyEnabled'])
  const first = newPair()
  first.line = 'B'
  first.pass(10_000)
  expect(missing(seenFrom(first, 'primary'))).toContain('oneSystemIsActive')
})

it('a service of a standby that is not ready is not to be started there', () => {
  const pair = servingPair()
  pair.secondary.says = { switching: { value: 'down', ageMs: 0, detail: 'not ready', asked: 'ready' } }
  pair.pass(1_000)
  expect(failing(seenFrom(pair, 'primary').manualSwitchOver.rules)).toEqual([
    judge('switchingServiceUp', false, 'secondary:down', 'up', 'makeServiceReady'),
  ])
})

it('behind a Down of the same system an Unknown is no cause of its own', () => {
  const pair = servingPair()
  pair.primary.says = {
    switching: { value: 'down', ageMs: 0, detail: 'no answer', asked: 'runs' },
    ipPhone: { value: 'unknown', ageMs: 0, detail: 'stands behind', asked: 'runs' },
  }
  pair.pass(1_000)
  for (const role of ['primary', 'secondary'] as const) {
    expect(failing(seenFrom(pair, role).manualSwitchOver.rules)).toEqual([
      judge('switchingServiceUp', false, 'primary:down', 'up', 'startService'),
    ])
  }
})

const none = { value: 'notConfigured', ageMs: 0, detail: 'notConfigured', asked: 'runs' } as const

it('a service neither system has reads Not configured and is asked for nowhere, Down before it or not', () => {
  const pair = servingPair()
  const switchingDown = { value: 'down', ageMs: 0, detail: 'no answer', asked: 'runs' } as const
  pair.primary.says = { ipPhone: none }
  pair.secondary.says = { ipPhone: none, switching: switchingDown }
  pair.pass(1_000)
  const view = seenFrom(pair, 'primary')
  expect(view.primary.ipPhoneService.value).toBe('notConfigured')
  expect(view.secondary.ipPhoneService.value).toBe('notConfigured')
  expect(view.manualSwitchOver.rules.filter(({ rule }) => rule === 'ipPhoneServiceUp')).toEqual([])
  expect(failing(view.manualSwitchOver.rules)).toHaveLength(1)
  pair.secondary.says = { ipPhone: none }
  pair.pass(1_000)
  pair.press('primary', 'switchOver')
  pair.pass(3_000)
  expect(seenFrom(pair, 'primary').completion?.items[0]).toMatchObject({ item: 'servicesUp', state: 'done' })
  pair.crash('primary')
  pair.pass(10_000)
  const alone = seenFrom(pair, 'secondary').primary
  expect([alone.switchingService.value, alone.ipPhoneService.value]).toEqual(['unknown', 'notConfigured'])
})

it('a service that only one system has would be lost by switching: it is missing on the other', () => {
  const pair = servingPair()
  pair.secondary.says = { ipPhone: none }
  pair.pass(1_000)
  expect(failing(seenFrom(pair, 'primary').manualSwitchOver.rules)).toEqual([
    judge('ipPhoneServiceUp', false, 'secondary:notConfigured', 'up', 'configureService'),
  ])
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
    judge('peerNotDisabled', false, 'serving', 'no', 'enableRedundancy'),
  ])
  expect(view.primary.inControl.value).toBe('yes')
})
