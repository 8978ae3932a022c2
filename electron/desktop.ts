import { app, dialog, Menu, session } from 'electron'
import type { AppFrame } from '../shared/contract/desktop.ts'
import type { Status } from '../shared/contract/status.ts'
import { productName } from '../shared/domain/labels.ts'
import { readAppFiles } from './app-files.ts'
import { serveScheme } from './app-protocol.ts'
import { createEnding } from './ending.ts'
import { openDiagnosticLog } from './engine/store/diagnostic-log.ts'
import { openEngineHere } from './engine-here.ts'
import { openDoor, sayTo } from './ipc/door.ts'
import { lockSession } from './locked-down.ts'
import { applicationMenu, type MenuActs } from './menu.ts'
import { personHere } from './person.ts'
import { programFiles } from './program-files.ts'
import { showTray } from './tray.ts'
import { engineRuns } from './uncaught.ts'
import { createWindows } from './windows.ts'

/** Refusals at the door that are written down; more of them say nothing new. */
const MOST_REFUSALS = 100

/** An engine that ended sooner would only end again. */
const WORTH_STARTING_AGAIN_S = 60

/** A server often has nobody in front of it: the app starts again by itself, as a service would be. */
const afterEngine = async (sentence: string): Promise<void> => {
  if (process.uptime() > WORTH_STARTING_AGAIN_S) app.relaunch()
  else await dialog.showMessageBox({ type: 'error', title: productName, message: sentence })
  app.exit(1)
}

/** The engine first, then its windows. Rejects with one sentence when the engine cannot start. */
export const startDesktop = async (dataDir: string): Promise<void> => {
  await app.whenReady()
  const files = programFiles()
  const log = openDiagnosticLog(dataDir, { name: 'desktop' })
  const say = (sentence: string): void => {
    log.warn(sentence)
    process.stderr.write(`redundancy-desktop: ${sentence}\n`)
  }
  lockSession(session.defaultSession)
  serveScheme(readAppFiles(files.renderer))

  const engine = await openEngineHere({ dataDir, log, ...files })
  engineRuns()
  const runsSentence = `The engine runs ${engine.runs === 'inThisApp' ? 'in this app' : 'in the service'}.`
  log.info(runsSentence)

  let newest: { readonly sequence: number; readonly status: Status } | null = null
  let isConnected = false
  const windows = createWindows({
    preload: files.preload,
    devTools: !app.isPackaged,
    onLoaded: (contents) => {
      if (isConnected && newest !== null) sayTo(contents, { kind: 'status', ...newest })
    },
    onShown: (title) => log.info(`The window ${title} is shown.`),
  })
  const sayToAll = (frame: AppFrame): void => {
    for (const contents of windows.all()) sayTo(contents, frame)
  }
  engine.onConnection((now) => {
    isConnected = now
    if (!now) sayToAll({ kind: 'connection', isConnected: false })
  })
  engine.onStatus((sequence, status) => {
    newest = { sequence, status }
    sayToAll({ kind: 'status', sequence, status })
  })

  const ending = createEnding(engine, () => newest?.status ?? null, say)
  const acts: MenuActs = { open: windows.open, quit: ending.askToQuit }
  let refusals = 0
  openDoor({
    addressOf: windows.addressOf,
    engine,
    caller: { person: personHere(), authority: 'operator' },
    onOpen: windows.open,
    onRefusal: (why) => {
      refusals += 1
      if (refusals <= MOST_REFUSALS) log.warn(`A frame was refused at the door: ${why}.`)
    },
  })
  engine.onExit((_code, sentence) => {
    say(`The engine ended: ${sentence}`)
    // Its thread may still be on its way out.
    void engine.stop().then(() => afterEngine(sentence))
  })

  Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(acts, process.platform)))
  const tray = showTray(acts)
  app.on('will-quit', () => tray?.destroy())
  // Closing the last window ends nothing: redundancy goes on.
  app.on('window-all-closed', () => {})
  app.on('activate', () => windows.open('home'))
  app.on('second-instance', () => {
    if (!ending.isEnding()) windows.open('home')
  })
  windows.open('home')
  // For whoever started it from a program.
  process.stdout.write(`Redundancy Manager is ready: its window is open. ${runsSentence}\n`)
}
