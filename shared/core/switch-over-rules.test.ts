import { expect, it } from 'vitest'
import type { Status } from '../contract/status.ts'
import { ruleSentence } from '../domain/labels.ts'
import { failing, judge } from '../domain/rules.ts'
import { newPair } from './testing/pair.ts'
import { replicationOf } from './testing/report.ts'
import { servingPair } from './testing/stories.ts'
import { seenFrom } from './testing/window.ts'

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
    'copyNotHeldUp',
    'standbyAllowanceOver',
    'lineSwitchAnswers',
    'noSwitchOverRunning',
    'guardianReady',
  ])
  expect(failing(rules)).toEqual([
    {
      rule: 'switchingServiceUp',
      holds: false,
      value: 'secondary:down',
      limit: 'up',
      remedy: 'startService',
    },
  ])
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

it.each([
  [
    'folderSuddenlyEmpty',
    'deletionsHeld: folderSuddenlyEmpty vm (301)',
    'confirmDeletions',
    'A replicated folder is suddenly empty (vm).',
  ],
  ['deletionsHeld', 'deletionsHeld: deletionsHeld vm (301)', 'confirmDeletions', '301 deletions wait'],
  [
    'folderMissing',
    'folderMissing: folderMissing vm (301)',
    'none',
    'A replicated folder does not exist (vm).',
  ],
] as const)(
  'what holds the copying up is said before the switch-over, on both: %s',
  (code, value, remedy, says) => {
    const pair = servingPair()
    const replication = { ...replicationOf('sourceMonitoring'), problem: { code, name: 'vm', count: 301 } }
    pair.primary.says = { replication }
    pair.pass(1_000)
    for (const role of ['primary', 'secondary'] as const) {
      const [rule, ...more] = failing(seenFrom(pair, role).manualSwitchOver.rules)
      expect(more).toEqual([])
      expect(rule).toEqual({ rule: 'copyNotHeldUp', holds: false, value, limit: null, remedy })
      expect(rule && ruleSentence(rule)).toContain(says)
    }
    expect(pair.press('primary', 'switchOver')).toEqual(['copyNotHeldUp'])
    expect(pair.primary.services).toBe('running')
  },
)
