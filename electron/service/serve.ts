import type { EngineHandle } from '../engine/admin/engine-handle.ts'
import { showService } from '../engine/admin/service-file.ts'
import { readStaticFiles } from '../engine/admin/static-files.ts'
import { monotonicMs } from '../engine/clock.ts'
import { EngineRefused } from '../engine/host.ts'
import { ENGINE_STOP_LIMIT_MS } from '../engine/stop-limit.ts'
import { ensureAdminToken } from '../engine/store/admin-token.ts'
import { openDataFolder } from '../engine/store/data-folder.ts'
import { type DiagnosticLog, openDiagnosticLog } from '../engine/store/diagnostic-log.ts'
import type { Fault } from '../engine/store/fault.ts'
import { lockHolder } from '../engine/store/lock.ts'
import { readSite } from '../engine/store/site.ts'
import type { Program } from './command-line.ts'
import type { Console, ExitCode } from './console.ts'
import type { Choices } from './options.ts'
import { type Service, startService } from './service.ts'

/** `redundancy serve`: the engine and its windows, until a signal or the engine's own end. */

const isLoopback = (address: string): boolean => /^127(\.\d{1,3}){3}$/.test(address)

/** A slip of the pen in --data must not look like a pair that runs. */
const newFolderSentence = (folder: string): string =>
  `The data folder ${folder} did not exist and was made: nothing is configured in it, this server belongs to no pair. ` +
  'If another folder was meant, stop this and name that one with --data.'

const say = (console: Console, fault: Fault): ExitCode => {
  console.err(`redundancy: ${fault.message}`)
  return 1
}

export const serve = async (
  wantedFolder: string,
  choices: Choices,
  console: Console,
  program: Program,
): Promise<ExitCode> => {
  const address = choices.address ?? '127.0.0.1'
  if (!isLoopback(address)) {
    console.err(
      `redundancy: ${address} is not a loopback address, and without TLS the log-on would cross the network in ` +
        'clear: use an address of 127.0.0.0/8, and an SSH tunnel from elsewhere.',
    )
    return 1
  }
  const folder = openDataFolder(wantedFolder)
  if (!folder.ok) return say(console, folder)
  const site = readSite(folder.path)
  if (!site.ok) return say(console, { ok: false, message: site.message })
  const log = openDiagnosticLog(folder.path, { name: 'service' })
  if (folder.isNew) {
    const sentence = newFolderSentence(folder.path)
    console.err(`redundancy: ${sentence}`)
    log.warn(sentence)
  }
  const signals = watchSignals()
  const started = await startService({
    address,
    port: choices.port ?? site.site.ports.admin,
    files: readStaticFiles(choices.renderer ?? program.renderer),
    log,
    now: monotonicMs,
  })
  if (!started.ok) {
    const holder = lockHolder(folder.path)
    if (holder === null) return say(console, started)
    return say(console, {
      ok: false,
      message: `Another redundancy engine (process ${holder.pid}) already runs on ${folder.path}: stop it first.`,
    })
  }
  const { service } = started
  const begun = await begin(folder.path, program, service, log)
  if (!begun.ok) {
    await service.close()
    return say(console, begun)
  }
  const { engine } = begun
  const shown = showService(folder.path, { address, port: service.port }, log)
  if (shown.problem !== null) console.err(`redundancy: ${shown.problem}`)
  console.out(`Redundancy Manager is ready: ${service.linkUrl()} (opens one browser, within 10 minutes)`)
  log.info(`Serving on ${address}:${service.port}.`)

  const end = await Promise.race([signals.first, engineEnd(engine)])
  shown.hide()
  log.info(end.kind === 'signal' ? `Stopping on ${end.signal}.` : `The engine ended: ${end.sentence}`)
  const code = end.kind === 'signal' ? await stopInOrder(engine, console) : endOfEngine(end, console)
  await service.close()
  log.close()
  return code
}

/** The engine takes the lock; only then may the token be made and anybody be let in. */
const begin = async (
  dataDir: string,
  program: Program,
  service: Service,
  log: DiagnosticLog,
): Promise<{ ok: true; engine: EngineHandle } | Fault> => {
  let engine: EngineHandle
  try {
    engine = await program.startEngine({ dataDir })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const isBug = error instanceof Error && !(error instanceof EngineRefused)
    log.warn(`The engine did not start: ${isBug ? error.stack : message}`)
    return { ok: false, message }
  }
  const token = ensureAdminToken(dataDir)
  if (!token.ok) {
    await engine.stop()
    return token
  }
  log.hide(token.token)
  service.open(token.token, engine)
  return { ok: true, engine }
}

type End =
  | { readonly kind: 'signal'; readonly signal: string }
  | { readonly kind: 'engine'; readonly code: number; readonly sentence: string }

const engineEnd = (engine: EngineHandle): Promise<End> =>
  new Promise((resolve) => engine.onExit((code, sentence) => resolve({ kind: 'engine', code, sentence })))

/** From the first moment on, so that a signal during the start is not lost; a second one changes nothing. */
const watchSignals = (): { readonly first: Promise<End> } => ({
  first: new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.on(signal, () => resolve({ kind: 'signal', signal }))
    }
  }),
})

const endOfEngine = ({ sentence }: Extract<End, { kind: 'engine' }>, console: Console): ExitCode => {
  console.err(`redundancy: ${sentence}`)
  return 1
}

const stopInOrder = async (engine: EngineHandle, console: Console): Promise<ExitCode> => {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ENGINE_STOP_LIMIT_MS)
  })
  const outcome = await Promise.race([engine.stop().then(() => 'stopped' as const), limit])
  clearTimeout(timer)
  if (outcome === 'stopped') return 0
  console.err(
    `redundancy: The engine did not stop within ${ENGINE_STOP_LIMIT_MS / 1000} s; it is ended by force.`,
  )
  return 1
}
