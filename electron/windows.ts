import { BrowserWindow, type WebContents } from 'electron'
import { type WindowKind, windowAddress } from '../shared/contract/desktop.ts'
import {
  administrationLabels,
  linkWindowLabels,
  logOnLabels,
  productName,
  recordWindowLabels,
  redundancyLabels,
  rehearsalLabels,
} from '../shared/domain/labels.ts'
import { fitHeight } from './fit-height.ts'
import type { ShownName } from './log-on/shown-name.ts'
import { serverIcon } from './server-icon.ts'

/** The app's windows: one of a kind, each with its own page. Closing one ends nothing else. */
export interface Windows {
  /** Shows it, or brings it to the front. */
  open(kind: WindowKind): void
  /** The address the window of these contents was made for; null when it is none of ours. */
  addressOf(contents: WebContents): string | null
  all(): readonly WebContents[]
  /** The window of these contents becomes so high, unless a person has sized it. */
  fit(contents: WebContents, height: number): void
  /** The titles and the icon have changed. */
  rename(): void
  /**
   * After a log-on: every window is gone at once, with what was pending in it, and the first one is made anew.
   * What an old page still says is refused at the door.
   */
  startAgain(): void
}

const shapes: Record<
  WindowKind,
  { readonly title: string; readonly width: number; readonly height: number }
> = {
  home: { title: productName, width: 880, height: 640 },
  redundancy: { title: redundancyLabels.title, width: 784, height: 500 },
  administration: { title: administrationLabels.title, width: 900, height: 720 },
  record: { title: recordWindowLabels.title, width: 1000, height: 720 },
  rehearsal: { title: rehearsalLabels.title, width: 720, height: 720 },
  link: { title: linkWindowLabels.title, width: 720, height: 560 },
  logOn: { title: logOnLabels.title, width: 560, height: 420 },
}

export interface WindowOptions {
  readonly preload: string
  readonly devTools: boolean
  /** The page has loaded and listens. */
  readonly onLoaded: (contents: WebContents) => void
  readonly onClosed: (contents: WebContents) => void
  /** The window stands on the screen with its page painted. */
  readonly onShown: (title: string) => void
  /** Which server the windows talk to. */
  readonly name: Pick<ShownName, 'titleOf' | 'role'>
}

/** On a Mac windows have no icon of their own. */
const showIcon = (window: BrowserWindow, name: WindowOptions['name']): void => {
  if (process.platform !== 'darwin') window.setIcon(serverIcon(name.role(), 4))
}

const make = (kind: WindowKind, options: WindowOptions): BrowserWindow => {
  const { preload, devTools, onLoaded, onShown, name } = options
  const { title, width, height } = shapes[kind]
  const window = new BrowserWindow({
    title: name.titleOf(kind, title),
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
  showIcon(window, name)
  // A dialog has no menu bar of its own.
  if (kind !== 'home') window.removeMenu()
  // The app names its windows, not their pages.
  window.on('page-title-updated', (event) => event.preventDefault())
  window.once('ready-to-show', () => {
    window.show()
    onShown(title)
  })
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
  const fits = new WeakMap<WebContents, (height: number) => void>()
  const show = (kind: WindowKind): BrowserWindow => {
    const there = open.get(kind)
    // It may be gone before its map entry is.
    if (there !== undefined && !there.isDestroyed()) {
      if (there.isMinimized()) there.restore()
      there.show()
      there.focus()
      return there
    }
    const window = make(kind, options)
    const { webContents } = window
    open.set(kind, window)
    fits.set(webContents, fitHeight(window))
    window.on('closed', () => {
      if (open.get(kind) === window) open.delete(kind)
      options.onClosed(webContents)
    })
    return window
  }
  return {
    open: (kind) => void show(kind),
    addressOf: (contents) => {
      for (const [kind, window] of open) if (window.webContents === contents) return windowAddress[kind]
      return null
    },
    all: () => [...open.values()].flatMap((window) => (window.isDestroyed() ? [] : [window.webContents])),
    fit: (contents, height) => fits.get(contents)?.(height),
    rename: () => {
      for (const [kind, window] of open) {
        if (window.isDestroyed()) continue
        window.setTitle(options.name.titleOf(kind, shapes[kind].title))
        showIcon(window, options.name)
      }
    },
    startAgain: () => {
      const bounds = open.get('home')?.getBounds()
      for (const window of [...open.values()]) window.destroy()
      const home = show('home')
      if (bounds !== undefined) home.setBounds(bounds)
    },
  }
}
