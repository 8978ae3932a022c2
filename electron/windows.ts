import { BrowserWindow, type WebContents } from 'electron'
import { type WindowKind, windowAddress } from '../shared/contract/desktop.ts'
import { administrationLabels, productName, redundancyLabels } from '../shared/domain/labels.ts'

/** The app's windows: one of a kind, each with its own page. Closing one ends nothing else. */
export interface Windows {
  /** Shows it, or brings it to the front. */
  open(kind: WindowKind): void
  /** The address the window of these contents was made for; null when it is none of ours. */
  addressOf(contents: WebContents): string | null
  all(): readonly WebContents[]
}

const shapes: Record<
  WindowKind,
  { readonly title: string; readonly width: number; readonly height: number }
> = {
  home: { title: productName, width: 880, height: 640 },
  redundancy: { title: redundancyLabels.title, width: 784, height: 500 },
  administration: { title: administrationLabels.title, width: 900, height: 720 },
}

export interface WindowOptions {
  readonly preload: string
  readonly devTools: boolean
  /** The page has loaded and listens. */
  readonly onLoaded: (contents: WebContents) => void
}

const make = (kind: WindowKind, { preload, devTools, onLoaded }: WindowOptions): BrowserWindow => {
  const { title, width, height } = shapes[kind]
  const window = new BrowserWindow({
    title,
    width,
    height,
    minWidth: 480,
    minHeight: 320,
    useContentSize: true,
    show: false,
    fullscreenable: kind === 'home',
    webPreferences: {
      preload,
      devTools,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
      webviewTag: false,
      // Ages grow and turn Unknown in a window that is covered, too.
      backgroundThrottling: false,
    },
  })
  // A dialog has no menu bar of its own.
  if (kind !== 'home') window.removeMenu()
  window.once('ready-to-show', () => window.show())
  window.webContents.on('did-finish-load', () => onLoaded(window.webContents))
  // A page that broke is made anew; the engine does not notice.
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
  })
  void window.loadURL(windowAddress[kind]).catch(() => {})
  return window
}

export const createWindows = (options: WindowOptions): Windows => {
  const open = new Map<WindowKind, BrowserWindow>()
  return {
    open: (kind) => {
      const there = open.get(kind)
      if (there !== undefined) {
        if (there.isMinimized()) there.restore()
        there.show()
        there.focus()
        return
      }
      const window = make(kind, options)
      open.set(kind, window)
      window.on('closed', () => open.delete(kind))
    },
    addressOf: (contents) => {
      for (const [kind, window] of open) if (window.webContents === contents) return windowAddress[kind]
      return null
    },
    all: () => [...open.values()].map((window) => window.webContents),
  }
}
