import type { MenuItemConstructorOptions } from 'electron'
import type { WindowKind } from '../shared/contract/desktop.ts'
import { desktopLabels, homeLabels, productName } from '../shared/domain/labels.ts'
import type { ShownEntry } from '../shared/domain/menu-entries.ts'

/** The native menus, from the table of menu entries; `&` marks the mnemonic for Electron, too. */

export interface MenuActs {
  readonly open: (window: WindowKind) => void
  readonly quit: () => void
}

type Item = MenuItemConstructorOptions

const entryItem = ({ entry, lock }: ShownEntry, { open }: MenuActs): Item => ({
  id: entry.window,
  label: entry.label,
  enabled: lock === null,
  click: () => open(entry.window),
})

/** A label in which no sign marks a mnemonic. */
const plain = (words: string): string => words.replaceAll('&', '&&')

/**
 * Locked entries are grey, and the reason stands as a grey line below the last one it locks: menus of Linux
 * and Windows show no tooltips, and a grey entry alone tells nobody what to do.
 */
const entryItems = (entries: readonly ShownEntry[], acts: MenuActs): Item[] =>
  entries.flatMap((shown, index) => {
    const { lock } = shown
    const item = entryItem(shown, acts)
    if (lock === null || entries[index + 1]?.lock === lock) return [item]
    return [item, { id: `${shown.entry.window}-lock`, label: plain(lock), enabled: false }]
  })

export const applicationMenu = (entries: readonly ShownEntry[], acts: MenuActs, platform: string): Item[] => {
  const quit: Item = { id: 'quit', label: desktopLabels.quit, click: acts.quit }
  const isMac = platform === 'darwin'
  return [
    ...(isMac ? [{ label: productName, submenu: [quit] }] : []),
    {
      id: 'systemManagement',
      label: homeLabels.menu,
      submenu: [...entryItems(entries, acts), ...(isMac ? [] : [{ type: 'separator' as const }, quit])],
    },
    // On a Mac copy and paste come from the menu.
    ...(isMac ? [{ role: 'editMenu' as const }] : []),
  ]
}

export const trayMenu = (entries: readonly ShownEntry[], acts: MenuActs): Item[] => [
  { id: 'home', label: desktopLabels.open, click: () => acts.open('home') },
  ...entryItems(entries, acts),
  { type: 'separator' },
  { id: 'quit', label: desktopLabels.quit, click: acts.quit },
]

/** Calls `show` with the entries as they stand, and again only when a lock changed: a menu may be open. */
export const onLockChange = (
  show: (entries: readonly ShownEntry[]) => void,
): ((entries: readonly ShownEntry[]) => void) => {
  let shown: string | null = null
  return (entries) => {
    const locks = JSON.stringify(entries.map(({ lock }) => lock))
    if (locks === shown) return
    shown = locks
    show(entries)
  }
}
