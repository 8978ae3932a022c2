import type { WindowKind } from '../contract/desktop.ts'
import type { Status } from '../contract/status.ts'
import { homeLabels } from './labels-windows.ts'
import { type MenuKind, menuLocks } from './menu-locks.ts'

/** THE table of the menu System Management: the native menu, the tray and the browser's menu are made from it. */

export interface MenuEntry {
  readonly label: string
  readonly kind: MenuKind
  /** What it opens; no two entries open the same. */
  readonly window: WindowKind
  /** A browser logs on by its link: its menu has no entry for it. */
  readonly shownIn: 'desktopAndBrowser' | 'desktop'
}

/** In the menu's order. */
export const menuEntries = [
  {
    label: homeLabels.openRedundancy,
    kind: 'redundancy',
    window: 'redundancy',
    shownIn: 'desktopAndBrowser',
  },
  { label: homeLabels.openRecord, kind: 'readOnly', window: 'record', shownIn: 'desktopAndBrowser' },
  { label: homeLabels.openRehearsal, kind: 'readOnly', window: 'rehearsal', shownIn: 'desktopAndBrowser' },
  { label: homeLabels.openLink, kind: 'readOnly', window: 'link', shownIn: 'desktopAndBrowser' },
  { label: homeLabels.openLogOn, kind: 'readOnly', window: 'logOn', shownIn: 'desktop' },
] as const satisfies readonly MenuEntry[]

/** An entry as it stands now. */
export interface ShownEntry<Entry extends MenuEntry = MenuEntry> {
  readonly entry: Entry
  /** Why it cannot be chosen, in words; null: it can. */
  readonly lock: string | null
}

/** `status` null: the state of the server is not known now. */
export const shownEntries = <Entry extends MenuEntry>(
  entries: readonly Entry[],
  status: Status | null,
): readonly ShownEntry<Entry>[] => {
  const locks = menuLocks(status)
  return entries.map((entry) => ({ entry, lock: locks[entry.kind] }))
}
