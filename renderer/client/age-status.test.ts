import { describe, expect, test } from 'vitest'
import { status as statusSchema } from '../../shared/contract/status.ts'
import { statuses } from '../fixtures/statuses.ts'
import { ageStatus, unknownStatus } from './age-status.ts'

const { healthy, peerSilent, switching, disabled } = statuses

describe('the fixtures', () => {
  test.each(Object.entries(statuses))('%s keeps to the contract', (_name, status) => {
    expect(statusSchema.safeParse(status).success).toBe(true)
  })
})

describe('values age between two events', () => {
  test('nothing changes at once', () => expect(ageStatus(healthy, 0)).toBe(healthy))
  test('a young value stays and shows its age', () => {
    const aged = ageStatus(healthy, 1_000)
    expect(aged.primary.switchingService).toMatchObject({ value: 'up', ageMs: 1_120 })
    expect(aged.activeSystem).toBe('primary')
    expect(aged.manualSwitchOver.allowed).toBe(true)
  })
  test('who is alive and in control has the heartbeat as its period', () => {
    const kept = ageStatus(healthy, 1_880)
    expect(kept.secondary.keepAliveService.value).toBe('up')
    expect(kept.primary.inControl.value).toBe('yes')
    const lost = ageStatus(healthy, 1_881)
    expect(lost.secondary.keepAliveService.value).toBe('unknown')
    expect(lost.primary.inControl.value).toBe('unknown')
  })
  test('services and replication have a probe and a report as theirs', () => {
    expect(ageStatus(healthy, 3_880).secondary.switchingService.value).toBe('up')
    expect(ageStatus(healthy, 3_881).secondary.switchingService.value).toBe('unknown')
    expect(ageStatus(healthy, 3_801).secondary.replication.state).toBe('unknown')
  })
  test('a slow heartbeat gives its values longer', () => {
    const slow = { ...healthy, timing: { heartbeatMs: 5_000 } }
    expect(ageStatus(slow, 9_000).secondary.keepAliveService.value).toBe('up')
    expect(ageStatus(slow, 10_000).secondary.keepAliveService.value).toBe('unknown')
  })
  test('Down for a long time stays Down while the server says so', () => {
    expect(ageStatus(peerSilent, 1_500).secondary.keepAliveService).toMatchObject({
      value: 'down',
      ageMs: 15_500,
    })
    expect(ageStatus(peerSilent, 2_001).secondary.keepAliveService.value).toBe('unknown')
  })
  test('the line is unverified after two of its readings', () => {
    expect(ageStatus(healthy, 3_700).line.position).toBe('A')
    expect(ageStatus(healthy, 3_701).line.position).toBe('unverified')
    expect(ageStatus(disabled, 60_000).line.position).toBe('none')
  })
  test('what has no age of its own is unknown after 2 s', () => {
    expect(ageStatus(healthy, 2_001)).toMatchObject({
      activeSystem: 'unknown',
      voiceMailServer: 'unknown',
      manualSwitchOver: { allowed: false },
    })
  })
  test('what is not configured does not age', () => {
    expect(ageStatus(statuses.noIpPhones, 60_000).secondary.ipPhoneService.value).toBe('notConfigured')
  })
  test('unknown stays unknown, alarms and a running switch-over get older', () => {
    expect(ageStatus(peerSilent, 500).secondary.switchingService).toEqual(
      peerSilent.secondary.switchingService,
    )
    expect(ageStatus(peerSilent, 500).alarms[1]?.forMs).toBe(14_500)
    expect(ageStatus(switching, 500).switchOver?.elapsedMs).toBe(2_400)
  })
})

test('without connection nothing live is left', () => {
  for (const known of Object.values(statuses)) {
    const lost = unknownStatus(known)
    expect(lost.activeSystem).toBe('unknown')
    expect(lost.voiceMailServer).toBe('unknown')
    for (const system of [lost.primary, lost.secondary]) {
      const { inControl, switchingService, ipPhoneService, keepAliveService, replication } = system
      for (const observed of [inControl, switchingService, ipPhoneService, keepAliveService]) {
        expect(observed).toMatchObject({ value: 'unknown', otherView: null, witness: 'none' })
      }
      expect(replication.state).toBe('unknown')
    }
    expect(['unverified', 'none']).toContain(lost.line.position)
    expect(lost.primary.address).toBe(known.primary.address)
  }
})
