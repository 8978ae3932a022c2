import inspector from 'node:inspector'
import path from 'node:path'
import { app, dialog } from 'electron'
import { productName } from '../shared/domain/labels.ts'
import { declareScheme } from './app-protocol.ts'
import { dataChoice } from './data-choice.ts'
import { startDesktop } from './desktop.ts'
import { openDataFolder } from './engine/store/data-folder.ts'
import { lockContents } from './locked-down.ts'

/** What has to be decided before Electron is ready. */

/** One sentence, for the terminal and for the screen; the box does not stop the process from ending. */
const refuse = async (sentence: string): Promise<void> => {
  process.stderr.write(`redundancy-desktop: ${sentence}\n`)
  await app.whenReady()
  await dialog.showMessageBox({ type: 'error', title: productName, message: sentence })
  app.exit(1)
}

/**
 * Chromium's own debugger opens a port on which any user of this machine commands the pages, and no fuse turns
 * it off. Packaged it goes the way of Node's (docs/packaging.md): whoever has that one needs no other.
 */
const closeDebugger = (): void => {
  if (!app.isPackaged || inspector.url() !== undefined) return
  for (const name of ['remote-debugging-port', 'remote-debugging-pipe']) app.commandLine.removeSwitch(name)
}

export const begin = (): void => {
  closeDebugger()
  app.setName(productName)
  // Dialogs of text: a server has no graphics to spare, and fewer processes are fewer to fail.
  app.disableHardwareAcceleration()
  // The end of a session signals every process of it. A drawing process that died first must not take the app
  // along while it hands over.
  app.commandLine.appendSwitch('disable-gpu-process-crash-limit')
  const choice = dataChoice(process.argv)
  const folder = choice.ok ? openDataFolder(choice.folder) : choice
  if (!folder.ok) return void refuse(folder.message)
  // Before the single-instance lock, which lies in it: one app per data folder.
  app.setPath('userData', path.join(folder.path, 'desktop'))
  if (!app.requestSingleInstanceLock()) {
    process.stderr.write(
      `redundancy-desktop: It runs already on ${folder.path}: its window comes to the front.\n`,
    )
    app.exit(0)
    return
  }
  declareScheme()
  lockContents()
  startDesktop(folder.path).catch((error: unknown) =>
    refuse(error instanceof Error ? error.message : String(error)),
  )
}
