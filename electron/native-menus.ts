import { app, Menu } from 'electron'
import type { Status } from '../shared/contract/status.ts'
import { menuEntries, shownEntries } from '../shared/domain/menu-entries.ts'
import { applicationMenu, type MenuActs, onLockChange, trayMenu } from './menu.ts'
import { showTray } from './tray.ts'

/** The menu bar and the tray, made anew when a lock changes. Call what is returned with every newest status. */
export const showMenus = (acts: MenuActs): ((status: Status | null) => void) => {
  const tray = showTray(acts)
  app.on('will-quit', () => tray?.destroy())
  const update = onLockChange((entries) => {
    Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(entries, acts, process.platform)))
    tray?.setContextMenu(Menu.buildFromTemplate(trayMenu(entries, acts)))
  })
  return (status) => update(shownEntries(menuEntries, status))
}
