import { describe, expect, test } from 'vitest'
import { type MenuEntry, menuEntries, shownEntries } from '../../shared/domain/menu-entries.ts'
import { menuLocks } from '../../shared/domain/menu-locks.ts'
import { goodRehearsal, plannedRehearsal } from '../fixtures/rehearsals.ts'
import { type StatusName, statuses } from '../fixtures/statuses.ts'

describe('on every picture of a pair', () => {
  test.each(Object.keys(statuses) as StatusName[])(
    '%s: Redundancy, boards and read-only windows open',
    (name) => {
      expect(menuLocks(statuses[name])).toMatchObject({ redundancy: null, boards: null, readOnly: null })
    },
  )
})

describe('the table of the menu', () => {
  /** Later windows, planted: there is no configuration in the menu yet. */
  const planted: readonly MenuEntry[] = [
    ...menuEntries,
    { label: 'Boards...', kind: 'boards', window: 'home', shownIn: 'desktopAndBrowser' },
    { label: 'Extensions...', kind: 'configuration', window: 'administration', shownIn: 'desktop' },
  ]
  const lockOf = (status: Parameters<typeof shownEntries>[1], label: string) =>
    shownEntries(planted, status).find(({ entry }) => entry.label === label)?.lock

  test('locks configuration, and nothing else, on the standby', () => {
    expect(lockOf(statuses.lagging, 'Extensions...')).toMatch(/^This server is the standby\./)
    expect(lockOf(statuses.healthy, 'Extensions...')).toBe(null)
    for (const { label } of [...menuEntries, { label: 'Boards...' }])
      expect(lockOf(statuses.lagging, label)).toBe(null)
  })
  test('locks configuration while the state of the server is not known', () => {
    expect(lockOf(null, 'Extensions...')).toMatch(/^The state of this server is not known\./)
    for (const { label } of [...menuEntries, { label: 'Boards...' }]) expect(lockOf(null, label)).toBe(null)
  })
  test('has one entry for a window', () => {
    const windows = menuEntries.map(({ window }) => window)
    expect(new Set(windows).size).toBe(windows.length)
  })
})

describe('configuration', () => {
  const { healthy, lagging, disabled, completion, completed, nobody } = statuses
  const onNewActive = { currentServer: { address: '10.10.10.12', role: 'secondary' } } as const

  test('is open on the active system, and on a server that stands alone', () => {
    expect(menuLocks(healthy).configuration).toBe(null)
    expect(menuLocks(disabled).configuration).toBe(null)
  })
  test('is locked on the standby, which says where to go', () => {
    expect(menuLocks(lagging).configuration).toBe(
      'This server is the standby. The configuration is changed on the active system: the Primary System (10.10.10.151).',
    )
  })
  test('is locked while nobody is known to be in control', () => {
    expect(menuLocks(nobody).configuration).toMatch(/^This server is not in control\./)
  })
  test('unlocks after a planned switch when the new standby is Updated', () => {
    const items = (completion.completion?.items ?? []).map((item) =>
      item.item === 'replicaUpdated' ? { ...item, state: 'open' as const } : item,
    )
    const justSwitched = {
      ...completion,
      ...onNewActive,
      completion: { of: 'secondary', complete: false, items },
    } as const
    expect(menuLocks(justSwitched).configuration).toBe(
      'Control has just moved here. Wait until the Primary System shows "Destination: Updated".',
    )
    expect(menuLocks({ ...completed, ...onNewActive }).configuration).toBe(null)
    const takenOver = { wallMs: 0, offsetMinutes: 0, reason: 'otherSystemNotAvailable' } as const
    expect(menuLocks({ ...justSwitched, lastSwitchOver: takenOver }).configuration).toBe(null)
  })
  test('unlocks after a rehearsal when the copy is Updated, or the rehearsal is over', () => {
    const { replication } = statuses.firstReplication.secondary
    expect(replication.state).not.toBe('destinationUpdated')
    const back = {
      ...healthy,
      lastSwitchOver: { wallMs: 0, offsetMinutes: 0, reason: 'rehearsal' },
      secondary: { ...healthy.secondary, replication },
      rehearsal: { ...healthy.rehearsal, live: { ...goodRehearsal, step: 'arming' } },
    } as const
    expect(menuLocks(back).configuration).toBe(
      'Control has just moved here. Wait until the Secondary System shows "Destination: Updated".',
    )
    expect(menuLocks({ ...back, secondary: healthy.secondary }).configuration).toBe(null)
    for (const live of [null, plannedRehearsal])
      expect(menuLocks({ ...back, rehearsal: { ...healthy.rehearsal, live } }).configuration).toBe(null)
  })
})
