import { expect, test } from 'vitest'
import type { WindowKind } from '../shared/contract/desktop.ts'
import { parseLabel, plainLabel } from '../shared/domain/labels.ts'
import { applicationMenu, trayMenu } from './menu.ts'

const acts = { open: () => {}, quit: () => {} }
const labelsOf = (items: readonly { label?: string }[]): string[] =>
  items.map(({ label }) => plainLabel(label ?? ''))
const submenu = (platform: string, id: string) => {
  const menu = applicationMenu(acts, platform).find((item) => item.id === id)?.submenu
  return Array.isArray(menu) ? menu : []
}

test('System Management > Redundancy..., as in the manual', () => {
  expect(labelsOf(applicationMenu(acts, 'linux'))).toEqual(['System Management'])
  expect(labelsOf(submenu('linux', 'systemManagement'))).toEqual([
    'Redundancy...',
    '',
    'Quit Redundancy Manager...',
  ])
})

test('on a Mac Quit stands in the app menu, and copy and paste have theirs', () => {
  const bar = applicationMenu(acts, 'darwin')
  expect(bar.map(({ label, role }) => plainLabel(label ?? role ?? ''))).toEqual([
    'Redundancy Manager',
    'System Management',
    'editMenu',
  ])
  expect(labelsOf(submenu('darwin', 'systemManagement'))).toEqual(['Redundancy...'])
})

test('no letter means two things in one menu', () => {
  for (const items of [submenu('linux', 'systemManagement'), trayMenu(acts)]) {
    const letters = items.flatMap(({ label }) => parseLabel(label ?? '').mnemonic ?? [])
    expect(new Set(letters).size).toBe(letters.length)
  }
})

test('an item opens its window', () => {
  const opened: WindowKind[] = []
  for (const item of trayMenu({ ...acts, open: (kind) => opened.push(kind) })) {
    if (item.id !== 'quit') item.click?.({} as never, undefined, {} as never)
  }
  expect(opened).toEqual(['home', 'redundancy'])
})
