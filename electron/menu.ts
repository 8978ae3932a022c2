import type { MenuItemConstructorOptions } from 'electron'
import type { WindowKind } from '../shared/contract/desktop.ts'
import { desktopLabels, homeLabels, productName } from '../shared/domain/labels.ts'

/** The application menu, from the label table; `&` marks the mnemonic for Electron, too. */

export interface MenuActs {
  readonly open: (window: WindowKind) => void
  readonly quit: () => void
}

/** One line a window, in the menu's order. */
const windowItems: readonly { readonly label: string; readonly window: WindowKind }[] = [
  { label: homeLabels.openRedundancy, window: 'redundancy' },
]

const itemsOf = ({ open }: MenuActs): MenuItemConstructorOptions[] =>
  windowItems.map(({ label, window }) => ({ id: window, label, click: () => open(window) }))

export const applicationMenu = (acts: MenuActs, platform: string): MenuItemConstructorOptions[] => {
  const quit: MenuItemConstructorOptions = { id: 'quit', label: desktopLabels.quit, click: acts.quit }
  const isMac = platform === 'darwin'
  return [
    ...(isMac ? [{ label: productName, submenu: [quit] }] : []),
    {
      id: 'systemManagement',
      label: homeLabels.menu,
      submenu: [...itemsOf(acts), ...(isMac ? [] : [{ type: 'separator' as const }, quit])],
    },
    // On a Mac copy and paste come from the menu.
    ...(isMac ? [{ role: 'editMenu' as const }] : []),
  ]
}

export const trayMenu = (acts: MenuActs): MenuItemConstructorOptions[] => [
  { id: 'home', label: desktopLabels.open, click: () => acts.open('home') },
  ...itemsOf(acts),
  { type: 'separator' },
  { id: 'quit', label: desktopLabels.quit, click: acts.quit },
]
