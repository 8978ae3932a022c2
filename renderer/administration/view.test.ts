import { describe, expect, test } from 'vitest'
import { switchOverLabels } from '../../shared/domain/labels.ts'
import { judge } from '../../shared/domain/rules.ts'
import { statuses } from '../fixtures/statuses.ts'
import {
  buttonRefusal,
  controlValue,
  disagreement,
  notYetCopied,
  replicationValue,
  serviceValue,
} from './view.ts'

const { healthy, peerSilent, lagging, firstReplication, disagreement: disagreeing } = statuses

const refused = {
  ...healthy.manualSwitchOver,
  allowed: false,
  rules: [
    judge('keepAliveUp', true, 300, 2_000, 'checkPeerAndLink'),
    judge('switchingServiceUp', false, 'secondary:down', 'up', 'makeServiceReady'),
    judge('replicaUpdated', false, false, true, 'waitForReplication'),
  ],
}

describe('the button', () => {
  test('acts when the engine allows it', () => expect(buttonRefusal(healthy, true)).toBe(null))
  test('names every rule that does not hold, with value, limit and remedy', () => {
    const items = buttonRefusal({ ...healthy, manualSwitchOver: refused }, true)?.items ?? []
    expect(items.map((item) => item.text)).toEqual([
      'Switching Service is Up on the Secondary System',
      'The copy on the standby is Updated',
    ])
    expect(items[0]).toMatchObject({ value: 'Down', limit: 'Up' })
    expect(items.every((item) => item.remedy !== '')).toBe(true)
  })
  test('a service that is not configured is neither good nor bad', () => {
    expect(serviceValue(statuses.noIpPhones.primary.ipPhoneService)).toMatchObject({
      tone: 'plain',
      word: 'Not configured',
      title: 'Seen by this server, 0.1 s ago. No such service is set in site.json.',
    })
  })
  test('does nothing without connection, and says so', () => {
    expect(buttonRefusal(healthy, false)?.items[0]?.text).toBe(switchOverLabels.needsConnection)
  })
  test('is never refused without a reason', () => {
    const silent = { ...healthy, manualSwitchOver: { ...healthy.manualSwitchOver, allowed: false } }
    expect(buttonRefusal(silent, true)?.items[0]?.text).toBe(switchOverLabels.missingNothingNamed)
  })
})

describe('values', () => {
  test('carry age and witness', () => {
    expect(serviceValue(healthy.secondary.switchingService)).toEqual({
      tone: 'good',
      word: 'Up',
      otherWord: null,
      title: 'Reported by the other server, 0.1 s ago. ready, starts at take-over',
    })
    expect(serviceValue(peerSilent.secondary.switchingService).title).toBe('Nobody can see it now.')
  })
  test('show what the other server says', () => {
    expect(disagreement(controlValue(disagreeing.primary.inControl))).toBe('other server: No')
    expect(disagreement(controlValue(healthy.primary.inControl))).toBe(null)
  })
  test('replication shows progress, lag, refused and salvaged names', () => {
    const updating = replicationValue(firstReplication.secondary.replication)
    expect(updating.lines).toEqual([
      '3518 of 5000 files, 2.4 GB of 3.2 GB, 1 min 14 s left',
      'The first replication has not completed yet.',
    ])
    expect(updating.share).toBeCloseTo(0.748)
    expect(replicationValue(lagging.secondary.replication).lines).toEqual([
      '14 files (2.4 MB) not yet copied',
      '1 name refused by rule',
      '3 items moved to salvage',
    ])
  })
})

describe('what is not yet copied', () => {
  test('is the larger of what the two servers say', () => {
    expect(notYetCopied(healthy, 'secondary')).toMatchObject({ files: 0 })
    expect(notYetCopied(lagging, 'secondary')).toMatchObject({ files: 14, bytes: 2_431_000 })
    expect(notYetCopied(firstReplication, 'secondary').files).toBe(1_482)
  })
  test('is not known when neither says', () => {
    const unknown = { ...peerSilent, primary: peerSilent.secondary }
    expect(notYetCopied(unknown, 'secondary').files).toBe(null)
  })
})
