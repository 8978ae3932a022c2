import { app, type WebContents } from 'electron'
import type { AppFrame, ShellFrame } from '../shared/contract/desktop.ts'
import type { Log } from './engine/ports.ts'
import { type DoorOptions, sayTo } from './ipc/door.ts'
import type { LoggedOn } from './log-on/logged-on.ts'
import type { ShownName } from './log-on/shown-name.ts'
import { createOneWarning } from './one-warning.ts'
import { createWindows, type Windows } from './windows.ts'

export interface ServerWindows {
  readonly windows: Windows
  readonly onShellFrame: DoorOptions['onShellFrame']
}

/** The windows, as those of the server that is logged on to, and what they ask of the app itself. */
export const showServer = (loggedOn: LoggedOn, name: ShownName, preload: string, log: Log): ServerWindows => {
  const sayToAll = (frame: AppFrame | ShellFrame, but?: WebContents): void => {
    for (const contents of windows.all()) if (contents !== but) sayTo(contents, frame)
  }
  const warning = createOneWarning<WebContents>((but, is) => sayToAll({ kind: 'warning', is }, but))
  const windows = createWindows({
    preload,
    devTools: !app.isPackaged,
    name,
    onLoaded: (contents) => {
      warning.gone(contents)
      for (const frame of loggedOn.first()) sayTo(contents, frame)
    },
    onClosed: warning.gone,
    onShown: (title) => log.info(`The window ${title} is shown.`),
  })
  loggedOn.onFrame((frame) => sayToAll(frame))
  name.onChange(windows.rename)
  loggedOn.onLogOn(() => {
    const server = loggedOn.shown()
    log.info(`The windows are logged on to ${server.kind === 'here' ? 'this server' : server.address}.`)
    windows.startAgain()
  })
  const logOn = async (link: string | null, asking: WebContents): Promise<void> => {
    if (link === null) return loggedOn.logOnHere()
    const why = await loggedOn.logOnThere(link, () => !asking.isDestroyed())
    if (why === null) return
    log.warn(`A log-on to another server was refused: ${why}.`)
    sayTo(asking, { kind: 'logOnRefused', why })
  }
  return {
    windows,
    onShellFrame: (frame, sender) => {
      switch (frame.kind) {
        case 'open':
          return windows.open(frame.window)
        case 'fit':
          return windows.fit(sender, frame.height)
        case 'warning':
          return warning.hear(sender, frame.is)
        case 'logOn':
          return void logOn(frame.link, sender)
      }
    },
  }
}
