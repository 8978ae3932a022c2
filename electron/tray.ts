import { Tray } from 'electron'
import type { MenuActs } from './menu.ts'
import { serverIcon } from './server-icon.ts'

/** Null where the desktop has none: then starting the app again shows its window. */
export const showTray = (acts: Pick<MenuActs, 'open'>): Tray | null => {
  try {
    const tray = new Tray(serverIcon(null, 1))
    tray.on('click', () => acts.open('home'))
    return tray
  } catch {
    return null
  }
}
