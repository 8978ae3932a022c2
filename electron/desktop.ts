import { app, dialog, session } from 'electron'
import type { Status } from '../shared/contract/status.ts'
import { productName } from '../shared/domain/labels.ts'
import { readAppFiles } from './app-files.ts'
import { serveScheme } from './app-protocol.ts'
import { createEnding } from './ending.ts'
import { findService } from './engine/admin/service-file.ts'
import { openDiagnosticLog } from './engine/store/diagnostic-log.ts'
import { type EngineHere, openEngineHere } from './engine-here.ts'
import { openDoor } from './ipc/door.ts'
import { lockSession } from './locked-down.ts'
import { createLoggedOn, type LoggedOn } from './log-on/logged-on.ts'
import { reach } from './log-on/other-server.ts'
import { createShownName } from './log-on/shown-name.ts'
import { showMenus } from './native-menus.ts'
import { personHere } from './person.ts'
import { programFiles } from './program-files.ts'
import { showServer } from './server-windows.ts'
import { engineRuns } from './uncaught.ts'

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

const loggedOnFrom = (dataDir: string, engine: EngineHere): LoggedOn =>
  createLoggedOn(engine, (link) => {
    const own = findService(dataDir)
    return reach(link, own.ok ? own.place : null, personHere())
  })

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
  // Quitting is about the engine here, whatever server the windows are logged on to.
  let statusHere: Status | null = null
  engine.onStatus((_sequence, status) => {
    statusHere = status
  })
  const ending = createEnding(engine, () => statusHere, say)
  engine.onExit((_code, sentence) => {
    say(`The engine ended: ${sentence}`)
    // Its thread may still be on its way out.
    void engine.stop().then(() => afterEngine(sentence))
  })

  const loggedOn = loggedOnFrom(dataDir, engine)
  const name = createShownName(loggedOn)
  const { windows, onShellFrame } = showServer(loggedOn, name, files.preload, log)
  let refusals = 0
  openDoor({
    addressOf: windows.addressOf,
    engine: loggedOn.commanded,
    caller: { person: personHere(), authority: 'operator' },
    onShellFrame,
    onRefusal: (why) => {
      refusals += 1
      if (refusals <= MOST_REFUSALS) log.warn(`A frame was refused at the door: ${why}.`)
    },
  })
  const updateMenus = showMenus({ open: windows.open, quit: ending.askToQuit }, name)
  const followLocks = (): void => updateMenus(loggedOn.status())
  followLocks()
  loggedOn.onFrame(followLocks)
  loggedOn.onLogOn(followLocks)

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
