import { app, Menu } from 'electron'
import type { Status } from '../shared/contract/status.ts'
import { menuEntries, shownEntries } from '../shared/domain/menu-entries.ts'
import type { ShownName } from './log-on/shown-name.ts'
import { applicationMenu, type MenuActs, onLockChange, trayMenu } from './menu.ts'
import { serverIcon } from './server-icon.ts'
import { showTray } from './tray.ts'

/** The menu bar and the tray, made anew when a lock changes. Call what is returned with every newest status. */
export const showMenus = (acts: MenuActs, name: ShownName): ((status: Status | null) => void) => {
  const tray = showTray(acts)
  const nameTray = (): void => {
    tray?.setToolTip(name.words())
    tray?.setImage(serverIcon(name.role(), 1))
  }
  nameTray()
  name.onChange(nameTray)
  app.on('will-quit', () => tray?.destroy())
  const update = onLockChange((entries) => {
    Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(entries, acts, process.platform)))
    tray?.setContextMenu(Menu.buildFromTemplate(trayMenu(entries, acts)))
  })
  return (status) => update(shownEntries(menuEntries, status))
}
