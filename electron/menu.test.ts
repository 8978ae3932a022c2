import type { MenuItemConstructorOptions } from 'electron'
import { expect, test } from 'vitest'
import type { WindowKind } from '../shared/contract/desktop.ts'
import { parseLabel, plainLabel } from '../shared/domain/labels.ts'
import { menuEntries, type ShownEntry, shownEntries } from '../shared/domain/menu-entries.ts'
import { applicationMenu, onLockChange, trayMenu } from './menu.ts'

const acts = { open: () => {}, quit: () => {} }
const entries: readonly ShownEntry[] = shownEntries(menuEntries, null)
const labelsOf = (items: readonly { label?: string }[]): string[] =>
  items.map(({ label }) => plainLabel(label ?? ''))
const submenuOf = (menu: readonly MenuItemConstructorOptions[], id: string) => {
  const submenu = menu.find((item) => item.id === id)?.submenu
  return Array.isArray(submenu) ? submenu : []
}
const submenu = (platform: string, id: string, shown = entries) =>
  submenuOf(applicationMenu(shown, acts, platform), id)

/** An entry of a later window, locked or not. */
const planted = (window: WindowKind, lock: string | null): ShownEntry => ({
  entry: { label: `${window}...`, kind: 'configuration', window, shownIn: 'desktop' },
  lock,
})

test('System Management > Redundancy..., as in the manual', () => {
  expect(labelsOf(applicationMenu(entries, acts, 'linux'))).toEqual(['System Management'])
  expect(labelsOf(submenu('linux', 'systemManagement'))).toEqual([
    'Redundancy...',
    'Decision Record...',
    'Rehearsal...',
    'Link to the Other Server...',
    'Log On...',
    '',
    'Quit Redundancy Manager...',
  ])
})

test('on a Mac Quit stands in the app menu, and copy and paste have theirs', () => {
  const bar = applicationMenu(entries, acts, 'darwin')
  expect(bar.map(({ label, role }) => plainLabel(label ?? role ?? ''))).toEqual([
    'Redundancy Manager',
    'System Management',
    'editMenu',
  ])
  expect(labelsOf(submenu('darwin', 'systemManagement'))).toEqual([
    'Redundancy...',
    'Decision Record...',
    'Rehearsal...',
    'Link to the Other Server...',
    'Log On...',
  ])
})

test('no letter means two things in one menu', () => {
  for (const items of [submenu('linux', 'systemManagement'), trayMenu(entries, acts)]) {
    const letters = items.flatMap(({ label }) => parseLabel(label ?? '').mnemonic ?? [])
    expect(new Set(letters).size).toBe(letters.length)
  }
})

test('an item opens its window', () => {
  const opened: WindowKind[] = []
  for (const item of trayMenu(entries, { ...acts, open: (kind) => opened.push(kind) })) {
    if (item.id !== 'quit') item.click?.({} as never, undefined, {} as never)
  }
  expect(opened).toEqual(['home', 'redundancy', 'record', 'rehearsal', 'link', 'logOn'])
})

test.each(['linux', 'win32', 'darwin'])(
  '%s: locked entries are grey, and the reason stands below the last one it locks',
  (platform) => {
    const why = 'This server is the standby. Q&A.'
    const shown = [
      planted('home', why),
      planted('administration', why),
      planted('redundancy', null),
      planted('logOn', 'Another reason.'),
    ]
    const items = submenu(platform, 'systemManagement', shown).slice(0, 6)
    expect(items.map(({ label, enabled }) => [plainLabel(label ?? ''), enabled])).toEqual([
      ['home...', false],
      ['administration...', false],
      [why, false],
      ['redundancy...', true],
      ['logOn...', false],
      ['Another reason.', false],
    ])
  },
)

test('the menus are made anew when a lock changes, and only then', () => {
  const made: (string | null)[] = []
  const update = onLockChange((shown) => made.push(shown[0]?.lock ?? null))
  for (const lock of [null, null, 'Standby.', 'Standby.', 'Not known.', null]) update([planted('home', lock)])
  expect(made).toEqual([null, 'Standby.', 'Not known.', null])
})
